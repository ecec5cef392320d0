"""What-if in words and tables: the board, goals, whom to collect from, replay."""
