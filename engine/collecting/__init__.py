"""Whom to collect from: what customers usually pay, the fewest or likeliest who suffice, what effort buys."""
