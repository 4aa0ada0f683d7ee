from fv_local.ports import allocate

NEEDS = {"orders": ("grpc", "ops"), "traefik": ("rest",)}


def any_port(port: int) -> bool:
    return True


def test_every_need_gets_a_port_of_its_own() -> None:
    ports = allocate(NEEDS, {}, usable=any_port)

    numbers = [number for uses in ports.values() for number in uses.values()]
    assert {name: set(uses) for name, uses in ports.items()} == {
        "orders": {"grpc", "ops"},
        "traefik": {"rest"},
    }
    assert len(set(numbers)) == len(numbers)


def test_ports_of_the_last_start_are_kept() -> None:
    first = allocate(NEEDS, {}, usable=any_port)

    assert allocate(NEEDS, first, usable=any_port) == first


def test_a_kept_port_that_somebody_took_is_replaced() -> None:
    first = allocate(NEEDS, {}, usable=any_port)
    taken = first["orders"]["grpc"]

    second = allocate(NEEDS, first, usable=lambda port: port != taken)

    assert second["orders"]["grpc"] != taken
    assert second["orders"]["ops"] == first["orders"]["ops"]


def test_the_fixed_port_wins_and_is_given_to_nobody_else() -> None:
    kept = {"orders": {"grpc": 8080, "ops": 9000}}

    ports = allocate(NEEDS, kept, fixed={("traefik", "rest"): 8080}, usable=any_port)

    assert ports["traefik"]["rest"] == 8080
    assert ports["orders"]["grpc"] != 8080
