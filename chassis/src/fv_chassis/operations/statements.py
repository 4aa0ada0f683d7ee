"""The statements behind OperationsService, on the chassis' tables."""

from sqlalchemy import text

COMMAND_RESULT = text(
    "SELECT result FROM command_results WHERE command_id = :command_id AND subject = :subject"
)

_LETTER = """dead_letter_id, consumer, topic, partition, "offset", message_id, type, reason, detail,
    state, created_at, resolved_at, key"""

DEAD_LETTERS = text(f"""
    SELECT {_LETTER} FROM dead_letters
    WHERE :state IN ('', state)
        AND (created_at, dead_letter_id) > (:created_at, cast(:letter_id AS uuid))
    ORDER BY created_at, dead_letter_id LIMIT :limit
""")  # noqa: S608 - the columns are a constant of this module

DEAD_LETTER = text(f"""
    SELECT {_LETTER}, value FROM dead_letters WHERE dead_letter_id = :letter_id
""")  # noqa: S608 - the columns are a constant of this module

DELIVERY_STATE = text("""
    SELECT unsent.rows AS unsent,
        coalesce(extract(epoch FROM clock_timestamp() - unsent.oldest), 0)::float8
            AS oldest_unsent_seconds,
        (SELECT count(*) FROM dead_letters WHERE state = 'open') AS open_dead_letters,
        (SELECT count(*) FROM deadlines WHERE due_at <= clock_timestamp()) AS due_deadlines,
        (SELECT coalesce(sum(duplicates), 0)::bigint FROM positions) AS duplicates_skipped
    FROM (SELECT count(*) AS rows, min(created_at) AS oldest FROM outbox WHERE sent_at IS NULL)
    unsent
""")
