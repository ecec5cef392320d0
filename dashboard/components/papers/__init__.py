"""Papers that are handed on: bulletins, handovers, what a published month said."""
