"""Telling the platform's registry that this process lives."""

from fv_chassis.heartbeats.sender import Heartbeats

__all__ = ["Heartbeats"]
