"""The store, on a local DuckDB file and on DuckLake."""
