"""The regulation: which policy is read, other readings, values changed for trial."""
