"""What the tests of every service share: a pytest plugin and helpers (extra `testing`)."""
