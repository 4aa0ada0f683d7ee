"""One module per kind of promise; every rule is a pure function of the facts."""
