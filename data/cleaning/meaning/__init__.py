"""What stands near the data and changes what it means: units, currencies, words, signs."""
