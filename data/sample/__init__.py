"""The demo company: synthetic, seeded, and the same on any day.

`frames()` are its extracts as cleaned frames, `workbook()` the pack they could have
been read from; `running_frames()` those of the month under way. The story they tell stands in `story.py`.
`people()` are who works there.
"""

from data.sample.calendar import AS_OF, RUNNING_AS_OF
from data.sample.company import FIRST_ROW, RUNNING_FILE, SEED, SOURCE_FILE, frames, running_frames
from data.sample.people import people
from data.sample.workbook import workbook

__all__ = [
    "AS_OF",
    "FIRST_ROW",
    "RUNNING_AS_OF",
    "RUNNING_FILE",
    "SEED",
    "SOURCE_FILE",
    "frames",
    "people",
    "running_frames",
    "workbook",
]
