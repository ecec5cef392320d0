"""Reminders: what is new to whom, and how it reaches them."""
