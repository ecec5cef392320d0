"""`make bench`: ratios from one run, printed as a table. Never part of the tests."""
