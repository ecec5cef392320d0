"""What stands around every page: title, menu, search, help, what its figures rest on, what went wrong."""
