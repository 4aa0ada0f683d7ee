"""Composition: settings, the application and the process that runs it."""
