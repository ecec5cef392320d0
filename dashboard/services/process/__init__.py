"""What pages and verbs share of the month between people."""
