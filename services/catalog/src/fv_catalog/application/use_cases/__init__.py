"""One file for each thing that the service can be asked to do."""
