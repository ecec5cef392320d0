"""Expenses (三): regions against the cap, what the money went into."""
