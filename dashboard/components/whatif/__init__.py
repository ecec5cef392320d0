"""The what-if on screen: levers, board, goals, scenarios, collecting, replay."""
