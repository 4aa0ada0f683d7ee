"""The registry in the words of the contract."""

from firstviscount.platform.v1 import registry_pb2 as pb
from fv_platform.domain.registry.events import InstanceSnapshot
from fv_platform.domain.registry.heartbeat import Heartbeat, InstanceState

_STATES = {
    InstanceState.STARTING: pb.INSTANCE_STATE_STARTING,
    InstanceState.HEALTHY: pb.INSTANCE_STATE_HEALTHY,
    InstanceState.UNHEALTHY: pb.INSTANCE_STATE_UNHEALTHY,
    InstanceState.GONE: pb.INSTANCE_STATE_GONE,
}


def instance_message(instance: InstanceSnapshot) -> pb.Instance:
    """Return the instance as the contract shows it."""
    message = pb.Instance(
        heartbeat=_heartbeat_message(instance.heartbeat),
        state=_STATES[instance.state],
        version=instance.version,
    )
    message.registered_at.FromDatetime(instance.registered_at)
    message.seen_at.FromDatetime(instance.seen_at)
    return message


def _heartbeat_message(beat: Heartbeat) -> pb.InstanceHeartbeat:
    message = pb.InstanceHeartbeat(
        instance_id=str(beat.instance_id),
        service=beat.service,
        version=beat.release,
        endpoints=dict(beat.endpoints),
        state=_STATES[beat.state],
        not_ready=beat.not_ready,
        lease_seconds=beat.lease_seconds,
    )
    message.sent_at.FromDatetime(beat.sent_at)
    return message
