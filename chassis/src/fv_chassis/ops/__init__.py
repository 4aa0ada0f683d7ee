"""The operations port of a process."""

from fv_chassis.ops.server import OpsServer

__all__ = ["OpsServer"]
