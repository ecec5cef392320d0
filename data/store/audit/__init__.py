"""The audit log, the digests of what was stored, and the check of both."""
