"""The heartbeats of one process: every few seconds, and a farewell."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from threading import Event
from uuid import UUID

from uuid_utils.compat import uuid7

from firstviscount.platform.v1.registry_pb2 import (
    INSTANCE_STATE_GONE,
    INSTANCE_STATE_HEALTHY,
    INSTANCE_STATE_STARTING,
    INSTANCE_STATE_UNHEALTHY,
    InstanceHeartbeat,
    InstanceState,
)
from fv_chassis.heartbeats.road import Headers, Road
from fv_chassis.ops.server import Check, not_ready
from fv_chassis.settings import ServiceSettings
from fv_chassis.telemetry.configuration import release_of

_TYPE = InstanceHeartbeat.DESCRIPTOR.full_name


class Heartbeats:
    """Sends the state of one process to the registry; a role for `run_roles`.

    A heartbeat that the broker does not take is given up: the next one says it all again.
    """

    def __init__(
        self,
        service: str,
        settings: ServiceSettings,
        checks: Mapping[str, Check],
        endpoints: Mapping[str, str],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Announce `endpoints` (name → "host:port") for a new instance id."""
        self.instance_id: UUID = uuid7()
        self._service = service
        self._settings = settings
        self._checks = checks
        self._endpoints = dict(endpoints)
        self._now = now
        self._sequence = 0
        self._was_ready = False

    def run(self, stop: Event) -> None:
        """Send until the event is set, then say goodbye."""
        road = Road(self._settings, self._service)
        while True:
            beat = self.beat()
            self._send(road, beat)
            if stop.wait(self._pause(beat)):
                break
        if road.open:
            self._send(road, self.farewell())
            road.close()

    def _pause(self, beat: InstanceHeartbeat) -> float:
        """Return the seconds to the next one; a process that starts looks again soon."""
        starting = beat.state == INSTANCE_STATE_STARTING
        return min(1.0 if starting else math.inf, self._settings.heartbeat_seconds)

    def beat(self) -> InstanceHeartbeat:
        """Return the present heartbeat; runs every check."""
        missing = not_ready(self._checks)
        self._was_ready = self._was_ready or not missing
        if not missing:
            return self._heartbeat(INSTANCE_STATE_HEALTHY, ())
        state = INSTANCE_STATE_UNHEALTHY if self._was_ready else INSTANCE_STATE_STARTING
        return self._heartbeat(state, missing)

    def farewell(self) -> InstanceHeartbeat:
        """Return the last heartbeat."""
        return self._heartbeat(INSTANCE_STATE_GONE, ())

    def _heartbeat(self, state: InstanceState, missing: Sequence[str]) -> InstanceHeartbeat:
        beat = InstanceHeartbeat(
            instance_id=str(self.instance_id),
            service=self._service,
            version=release_of(self._service),
            endpoints=self._endpoints,
            state=state,
            not_ready=missing,
            lease_seconds=self._settings.lease_seconds,
        )
        beat.sent_at.FromDatetime(self._now())
        return beat

    def _send(self, road: Road, beat: InstanceHeartbeat) -> None:
        self._sequence += 1
        headers = envelope(beat, self._service, self._sequence)
        road.send(str(self.instance_id), beat.SerializeToString(), headers)


def envelope(beat: InstanceHeartbeat, service: str, sequence: int) -> Headers:
    """Return the CloudEvents headers of a heartbeat, which is its own cause."""
    message_id = str(uuid7())
    fields = {
        "content-type": "application/protobuf",
        "ce_specversion": "1.0",
        "ce_id": message_id,
        "ce_type": _TYPE,
        "ce_source": service,
        "ce_subject": beat.instance_id,
        "ce_time": beat.sent_at.ToJsonString(),
        "ce_sequence": str(sequence),
        "ce_correlationid": message_id,
    }
    return [(name, value.encode()) for name, value in fields.items()]
