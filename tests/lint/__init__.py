"""Rules of our own that mypy and the tests hold the code to."""
