from fv_chassis.consumer.membership import Membership


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_member_that_is_not_answered_joins_again_after_twenty_seconds() -> None:
    clock = Clock()
    membership = Membership(clock)
    membership.joined()
    clock.now = 19
    assert not membership.out_of_patience()
    clock.now = 20
    assert membership.out_of_patience()


def test_a_member_with_partitions_stays() -> None:
    clock = Clock()
    membership = Membership(clock)
    membership.assigned(2)
    clock.now = 1000
    assert not membership.out_of_patience()
    membership.revoked()
    assert not membership.answered
    clock.now = 1020
    assert membership.out_of_patience()


def test_a_spare_member_disturbs_its_group_more_and_more_seldom() -> None:
    clock = Clock()
    membership = Membership(clock)
    joins = 0
    for _ in range(3600):
        clock.now += 1
        if membership.out_of_patience():
            joins += 1
            membership.joined()
            membership.assigned(0)
    assert joins < 12
    membership.assigned(1)
    membership.revoked()
    clock.now += 20
    assert membership.out_of_patience()
