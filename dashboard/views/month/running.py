"""The month under way in a sentence: what it would cost as it stands, and how long there is to act."""

from __future__ import annotations

import polars as pl

from dashboard.formats import Markdown, money, month_text, plain
from dashboard.i18n import _
from dashboard.views.month.progress import Progress
from dashboard.views.scope import Scope


def running_text(scope: Scope, now: Progress) -> Markdown:
    """Who would miss the checkpoint if it were today, the fines at stake, the days left.

    scope: of the month under way. Safe inside Markdown.
    """
    short = scope.regions.filter(pl.col("checkpoint_outcome") == "missed")
    fines = short["checkpoint_award"].sum()
    begun = _(
        "**{month} is under way** (figures through {day}, {left} days to the checkpoint):",
        month=month_text(scope.month),
        day=f"{now.as_of:%m-%d}",
        left=now.days_to_checkpoint,
    )
    if short.is_empty():
        return f"{begun} {_('every region with a target has reached the checkpoint already.')}"
    return (
        begun
        + " "
        + _(
            "not there yet: {regions}; {amount} yuan of fines still to be avoided.",
            regions=_(", ").join(f"**{plain(name)}**" for name in short["region"]),
            amount=money(-float(fines)),
        )
    )
