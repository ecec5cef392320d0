"""What an upload goes through: limits, the line, checks, consequences, sentences."""
