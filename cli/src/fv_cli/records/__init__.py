"""What the services and the provider hold, read page by page: queries only, never a table."""
