"""What an audit finds."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise that was not kept, about one thing; subclasses name the promise."""

    promise: ClassVar[str]
    suggestion: ClassVar[str]

    subject: str
    detail: str


class EffectMissing(Finding):
    """An accepted command left no trace."""

    promise = "every accepted command has its effect"
    suggestion = "look for the command's id in the service's log and restore from its outbox"


class EffectRepeated(Finding):
    """One key had its effect more than once."""

    promise = "every accepted command has its effect once"
    suggestion = "compare command_results and inbox of the service for this key"


class AnswersDiffer(Finding):
    """One key was answered in different ways."""

    promise = "the same key gets the same answer"
    suggestion = "look whether the command's stored result was lost or written twice"


class RefusalHadEffect(Finding):
    """A refused command changed something."""

    promise = "a refused command changes nothing"
    suggestion = "the refusal came after a change: look at the use case's order of checks"


class OrderUnfinished(Finding):
    """An order did not reach an end."""

    promise = "every accepted order reaches an end"
    suggestion = "show it with `viscount order timeline`, and look for what it waits for"


class MoneyWrong(Finding):
    """The provider holds or took another amount than the order's state says."""

    promise = "authorised and captured money is what the order's state says"
    suggestion = "compare the order's timeline with the provider's ledger before refunding"


class CapturedTwice(Finding):
    """Money was taken more than once for one order."""

    promise = "nobody is charged twice"
    suggestion = "refund the later capture and look for two payment keys of one order"


class PaymentsDisagree(Finding):
    """Orders and the provider tell different stories about one payment key."""

    promise = "orders knows what the provider did"
    suggestion = "an answer was lost: the payment worker must ask again under the same key"


class ReservationDisagrees(Finding):
    """A reservation does not fit its order."""

    promise = "a reservation has an owner and its state fits the order's"
    suggestion = "compare the order's timeline with the stock's ledger for it"


class CountersDrifted(Finding):
    """A shelf's counters are not the sum of its movements."""

    promise = "counters equal their ledger"
    suggestion = "find the movement without a ledger row; then correct by an adjustment"


class StockImpossible(Finding):
    """A shelf holds fewer than nothing, or more is reserved than is there or held."""

    promise = "0 <= reserved <= on hand, and reserved is what reservations hold"
    suggestion = "stop selling this sku and compare its ledger with its reservations"


class OutboxNotDrained(Finding):
    """Messages wait to be sent."""

    promise = "outboxes are drained"
    suggestion = "look at the relay: `viscount status` and the service's log"


class DeadLettersOpen(Finding):
    """Messages were passed over and nobody has decided about them."""

    promise = "no dead letter is open"
    suggestion = "`viscount dlq list`, then replay or discard each"


class DeadlinesOverdue(Finding):
    """Due work has not been done."""

    promise = "due deadlines are handled"
    suggestion = "look at the deadline poller in the service's log"
