"""A day plan to the checkpoint (一.3): what is still needed, laid out over offices and days.

- `daily_courses.py` how a month's sales and collections usually spread over its days
- `day_plan.py`      what each office needs on each day left, and who is behind since when
"""
