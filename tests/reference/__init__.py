"""A slow, independent reading of the regulation to hold the engine against."""
