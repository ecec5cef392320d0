"""People: their roles in words, and tables of them."""
