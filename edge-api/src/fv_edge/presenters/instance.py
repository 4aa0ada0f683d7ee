"""The platform's processes."""

from typing import Any

from firstviscount.platform.v1.registry_pb2 import Instance, InstanceState
from fv_edge.presenters.values import present_time, state_names

_STATES = state_names(InstanceState, "INSTANCE_STATE_")


def present_instance(instance: Instance) -> dict[str, Any]:
    """Return a process's JSON; `state` is what the registry holds."""
    beat = instance.heartbeat
    return {
        "instance_id": beat.instance_id,
        "service": beat.service,
        "version": beat.version,
        "endpoints": dict(beat.endpoints),
        "state": _STATES.get(instance.state, ""),
        "not_ready": list(beat.not_ready),
        "registered_at": present_time(instance.registered_at),
        "seen_at": present_time(instance.seen_at),
    }
