"""The year."""
