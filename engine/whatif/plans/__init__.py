"""The least for one clause or several: piecewise straight lines, their breakpoints, proof by `evaluate`."""
