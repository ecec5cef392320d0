"""The month under way: progress, stage, what is to be expected."""
