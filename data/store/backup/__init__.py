"""Backups: one file that holds a whole store, made from one snapshot and verified before it is restored.

A zip archive of `manifest.json`, `tables/<table>.parquet` and `originals/<SHA-256>`. It says
nothing of the kind of store it came from, and so is also the way from DuckDB to DuckLake.
"""
