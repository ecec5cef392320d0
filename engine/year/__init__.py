"""The year up to a month: what `evaluate` found, added up, held against the year's targets and compared."""
