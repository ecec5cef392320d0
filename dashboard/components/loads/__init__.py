"""What was loaded: history, roll-back, audit, and the way in while there is nothing."""
