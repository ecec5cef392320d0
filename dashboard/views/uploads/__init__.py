"""Uploads and loads in words and tables: issues, mappings, newcomers, what would change."""
