"""The SQL of a consumer: one statement per batch, two when it holds commands."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from fv_chassis.broker.guard import Position
from fv_chassis.broker.guarded import Key

# A message whose dead letter is open was passed over and stays so until somebody decides.
# Ids are inserted in their order, so that two batches with the same messages cannot deadlock.
_CLAIM = text("""
    WITH incoming AS (SELECT unnest(cast(:ids AS uuid[])) AS message_id),
    fresh AS (
        INSERT INTO inbox (consumer, message_id)
        SELECT :consumer, message_id FROM incoming
         WHERE NOT EXISTS (
            SELECT FROM dead_letters AS letter
             WHERE letter.consumer = :consumer AND letter.message_id <> ''
               AND letter.message_id = cast(incoming.message_id AS text)
               AND letter.state = 'open')
         ORDER BY message_id
        ON CONFLICT DO NOTHING
        RETURNING message_id
    ),
    moved AS (
        INSERT INTO positions (consumer, topic, partition, "offset", message_id, duplicates)
        SELECT :consumer, topic, partition, "offset", identity, CASE number WHEN 1 THEN
               :repeats + (SELECT count(*) FROM incoming) - (SELECT count(*) FROM fresh)
               ELSE 0 END
          FROM unnest(cast(:topics AS text[]), cast(:partitions AS integer[]),
                      cast(:offsets AS bigint[]), cast(:identities AS text[]))
               WITH ORDINALITY AS place (topic, partition, "offset", identity, number)
         ORDER BY topic, partition
        ON CONFLICT (consumer, topic, partition) DO UPDATE
           SET "offset" = excluded."offset", message_id = excluded.message_id,
               duplicates = positions.duplicates + excluded.duplicates, updated_at = now()
    )
    SELECT message_id FROM fresh
""")

_POSITIONS = text("""
    SELECT topic, partition, "offset", message_id FROM positions WHERE consumer = :consumer
""")


def claim(
    connection: Connection,
    consumer: str,
    ids: Sequence[UUID],
    positions: Mapping[Key, Position],
) -> set[UUID]:
    """Write the inbox and the positions; return the ids that nobody handled before.

    Blocks while another transaction that claimed one of the ids is open.
    """
    distinct = list(dict.fromkeys(ids))
    found = connection.execute(
        _CLAIM,
        {
            "consumer": consumer,
            "ids": distinct,
            "repeats": len(ids) - len(distinct),
            "topics": [topic for topic, _ in positions],
            "partitions": [partition for _, partition in positions],
            "offsets": [position.offset for position in positions.values()],
            # PostgreSQL keeps no NUL; a position that lost one is only read again.
            "identities": [each.message_id.replace("\0", "") for each in positions.values()],
        },
    )
    return set(found.scalars())


def stored_positions(engine: Engine, consumer: str, places: Iterable[Key]) -> dict[Key, Position]:
    """Return where the consumer stands on those of the places that it has handled before."""
    with engine.connect() as connection:
        rows = connection.execute(_POSITIONS, {"consumer": consumer}).all()
    known = {(row.topic, row.partition): Position(row.offset, row.message_id) for row in rows}
    return {place: known[place] for place in places if place in known}
