"""The month between people: who did what, as deeds in the audit log."""
