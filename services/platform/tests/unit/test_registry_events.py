"""The registry's events as messages."""

from collections.abc import Callable

from firstviscount.platform.v1 import registry_pb2 as pb
from fv_platform.domain.registry.heartbeat import Heartbeat
from fv_platform.domain.registry.instance import Instance
from fv_platform.outbound.broker.registry_events import encode
from fv_platform.outbound.memory.time import FrozenClock


def test_each_event_has_its_message(clock: FrozenClock, beat: Callable[..., Heartbeat]) -> None:
    instance, told = Instance.first_heard(beat(1), clock.now())
    told += instance.hear(beat(2, "unhealthy", not_ready=("broker",)), clock.now())
    told += instance.hear(beat(3, "gone"), clock.now())
    messages = [encode(event) for event in told]
    assert [message.type.rpartition(".")[2] for message in messages] == [
        "ServiceRegistered",
        "ServiceHealthChanged",
        "ServiceDeregistered",
    ]
    assert [message.sequence for message in messages] == [1, 2, 3]
    assert {message.key for message in messages} == {str(instance.heartbeat.instance_id)}
    changed = pb.ServiceHealthChanged.FromString(messages[1].value).instance
    assert changed.state == pb.INSTANCE_STATE_UNHEALTHY
    assert list(changed.heartbeat.not_ready) == ["broker"]
    assert dict(changed.heartbeat.endpoints) == {"http": "127.0.0.1:8080"}
