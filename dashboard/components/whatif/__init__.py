"""The what-if on screen: the outlook, simulations, scenarios, the next month, replay."""
