"""Headers: which rows, which extract, which column is which field, by itself or by a mapping."""
