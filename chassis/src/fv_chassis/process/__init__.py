"""A process and the roles that it runs."""

from fv_chassis.process.roles import run_roles
from fv_chassis.process.supervision import Role, Supervision

__all__ = ["Role", "Supervision", "run_roles"]
