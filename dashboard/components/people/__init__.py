"""People: who holds which role, how they get in, and one's own account."""
