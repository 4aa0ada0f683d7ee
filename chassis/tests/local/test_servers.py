from fv_chassis.local import EmbeddedBroker
from fv_chassis.local.ports import listens


def test_a_killed_broker_comes_back_on_its_port(fresh_broker: EmbeddedBroker) -> None:
    assert listens(fresh_broker.port)
    fresh_broker.kill()
    assert not listens(fresh_broker.port)
    fresh_broker.start()
    assert listens(fresh_broker.port)
