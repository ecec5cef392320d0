"""What needs attention first: findings, key figures, the heat map."""
