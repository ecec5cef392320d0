"""The rest of a year: possible courses of its open months, what they come to in awards and last places.

- `months.py` the months still open, each with its forecast, from what is known on one day
- `walk.py`   possible courses through them, each put through the regulation; and the expected one
- `outcomes.py` what they bring, and what is expected of them
- `streaks.py` months last in a row along courses
- `rest.py`   all of it for the rest of a year
"""
