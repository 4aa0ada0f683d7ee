"""Register a place where stock is kept."""

from dataclasses import dataclass

from fv_inventory.application.ports.event_publisher import EventPublisher
from fv_inventory.application.ports.location_repository import LocationRepository
from fv_inventory.domain.errors import LocationExists
from fv_inventory.domain.events import LocationRegistered
from fv_inventory.domain.fields import checked_location, checked_name
from fv_inventory.domain.location import Location


@dataclass(frozen=True, slots=True)
class RegisterLocation:
    """A location's code (in any case) and name."""

    location: str
    name: str


class RegisterLocationHandler:
    """Add a location.

    - The code is 1 to 32 letters, digits or hyphens, kept in lower case.
    - The name is 1 to 200 characters.
    - A code is taken once (LocationExists).
    """

    def __init__(self, locations: LocationRepository, events: EventPublisher) -> None:
        self._locations = locations
        self._events = events

    def __call__(self, request: RegisterLocation) -> Location:
        """Return the new location; raises InvalidField, LocationExists."""
        location = Location(checked_location(request.location), checked_name(request.name))
        if self._locations.find(location.location):
            raise LocationExists(f"The location {location.location} exists.", "location")
        self._locations.add(location)
        self._events.publish(LocationRegistered(location))
        return location
