"""The demo company: synthetic, seeded, and the same on any day.

`frames()` are its extracts as cleaned frames, `workbook()` the pack they could have
been read from. The story they tell stands in `story.py`.
"""

from data.sample.calendar import AS_OF
from data.sample.company import FIRST_ROW, SEED, SOURCE_FILE, frames
from data.sample.workbook import workbook

__all__ = ["AS_OF", "FIRST_ROW", "SEED", "SOURCE_FILE", "frames", "workbook"]
