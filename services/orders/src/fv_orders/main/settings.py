"""What the orders service reads from its environment."""

from datetime import timedelta

from pydantic import Field

from fv_chassis.settings import ServiceSettings

SERVICE = "orders"


class OrdersSettings(ServiceSettings):
    """The chassis' settings and the orders service's own; times are in seconds."""

    payments_url: str = "http://127.0.0.1:8090"
    payment_concurrency: int = Field(default=32, ge=1, le=256)
    payment_timeout_seconds: float = Field(default=3, gt=0, lt=10)
    payment_lease_seconds: float = Field(default=10, gt=0)
    order_deadline_seconds: float = Field(default=60, gt=0)

    @property
    def payment_lease(self) -> timedelta:
        """How long a claimed call is left to the worker that claimed it."""
        return timedelta(seconds=self.payment_lease_seconds)

    @property
    def patience(self) -> timedelta:
        """How long an order may stay pending."""
        return timedelta(seconds=self.order_deadline_seconds)
