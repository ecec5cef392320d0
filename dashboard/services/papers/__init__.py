"""Papers that leave the house: what a bulletin says it is, and whether a file is the one published."""
