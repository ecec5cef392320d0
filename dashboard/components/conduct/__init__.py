"""Violations on record: the list, one case, the forms."""
