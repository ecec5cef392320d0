"""The least that leaves the last place: scores as curves, branch and bound over mixtures of levers."""
