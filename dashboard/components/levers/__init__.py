"""Levers: how they stand and are set, the board that shows them, the stage of the month they are set in."""
