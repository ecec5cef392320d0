"""The month between people: acts of the process, publications; deeds in the audit log."""
