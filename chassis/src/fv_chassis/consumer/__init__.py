"""Consumers: batches of messages, each in one transaction with its effect."""

from fv_chassis.consumer.budget import BudgetExceeded
from fv_chassis.consumer.consumer import Consumer
from fv_chassis.consumer.work import Subscription, UnitOfWork, WorkFactory

__all__ = ["BudgetExceeded", "Consumer", "Subscription", "UnitOfWork", "WorkFactory"]
