"""People in the store. All of it lives in the audit log, as mappings and scenarios do: it only grows."""
