"""What inventory reads from its environment."""

from datetime import timedelta

from pydantic import Field

from fv_chassis.settings import ServiceSettings


class InventorySettings(ServiceSettings):
    """The chassis' settings, and the life of a reservation (FV_RESERVATION_SECONDS)."""

    reservation_seconds: float = Field(default=120, gt=0)

    @property
    def reservation_life(self) -> timedelta:
        """Return how long a reservation lasts unless it is committed."""
        return timedelta(seconds=self.reservation_seconds)
