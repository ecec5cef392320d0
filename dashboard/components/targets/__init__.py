"""Targets: the day plan."""
