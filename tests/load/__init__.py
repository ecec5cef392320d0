"""Several servers of one store: PostgreSQL, replicas and proxy of their own, on this machine alone."""
