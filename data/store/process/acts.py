"""Everything that can be done in the course of a month."""

from __future__ import annotations

from data.store.process.acting import Acting
from data.store.process.after_acts import AfterActs
from data.store.process.attachments import Attaching
from data.store.process.conduct import Conduct
from data.store.process.declaring import Declaring
from data.store.process.month_acts import MonthActs


class Acts(MonthActs, Declaring, AfterActs, Attaching, Conduct):
    """The acts of the process, each asked of the grants, the log and the data in the transaction that writes.

    Whatever is not somebody's to do raises ActRefused, what may not be done now ProcessRefused; then nothing
    was done.
    """

    def __init__(self, acting: Acting) -> None:
        super().__init__(acting)
