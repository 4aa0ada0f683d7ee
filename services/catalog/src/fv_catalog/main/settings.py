"""What catalog reads from its environment."""

from fv_chassis.settings import ServiceSettings


class CatalogSettings(ServiceSettings):
    """The chassis' settings; catalog has none of its own."""
