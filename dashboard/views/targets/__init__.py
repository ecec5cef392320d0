"""Targets (一): attainment, pace, from plan to record, the days around the checkpoint."""
