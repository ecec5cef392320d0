"""Violations on record as tables and words."""
