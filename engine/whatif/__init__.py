"""What if: levers over facts, overrides of the policy, the same `evaluate`; and the least that suffices.

- `levers.py`, `books.py`, `shares.py`  entries on both sides of an office's books
- `scenario.py`, `baseline.py`          levers and overrides as data; a month under levers at every key press
- `replay.py`, `alternatives.py`        the past under another regulation, under another reading
- `plans/`      what one clause needs, from breakpoints of straight lines, down to the last fen
- `lastplace/`  the least that leaves the last place, over mixtures of levers
- `goalseek/`   every goal of a region, confirmed by `evaluate`
"""
