"""From file to load: checks, issues, mappings, newcomers, what would change."""
