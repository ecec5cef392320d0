"""The overview: key figures, findings, outcomes, what changed since last month."""
