"""The commands that run a platform: up, down, status, logs, scale."""
