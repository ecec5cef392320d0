"""The pages: which there are, what they are called and where their scripts stand."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.formats import Markdown
from dashboard.i18n import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu, in the group it stands under."""

    key: str
    title: Markdown
    icon: str
    question: Markdown
    group: Markdown
    is_default: bool = False

    @property
    def script(self) -> str:
        """The page's script, relative to the entry script."""
        return f"../pages/{self.key}.py"


#: The groups of the menu.
FIGURES, DECISIONS, RECORDS = N_("Dashboards"), N_("Decisions"), N_("Data and rules")
ENTRIES: tuple[Entry, ...] = (
    Entry(
        "overview",
        N_("Overview"),
        ":material/dashboard:",
        N_("What needs attention first?"),
        FIGURES,
        is_default=True,
    ),
    Entry(
        "year",
        N_("Year"),
        ":material/calendar_month:",
        N_("Will we make the year, who will not, and what must each month bring?"),
        FIGURES,
    ),
    Entry(
        "targets",
        N_("Targets"),
        ":material/flag:",
        N_("Who reaches the targets, and who reached the checkpoint?"),
        FIGURES,
    ),
    Entry(
        "capital",
        N_("Capital"),
        ":material/account_balance:",
        N_("Who ties up more capital than the quota allows?"),
        FIGURES,
    ),
    Entry(
        "expenses",
        N_("Expenses"),
        ":material/receipt_long:",
        N_("Who stays within the expense cap?"),
        FIGURES,
    ),
    Entry(
        "appraisal",
        N_("Appraisal"),
        ":material/leaderboard:",
        N_("How do the regions rank, and who has been last?"),
        FIGURES,
    ),
    Entry(
        "settlement",
        N_("Settlement"),
        ":material/payments:",
        N_("Which rewards and fines are proposed, and why?"),
        FIGURES,
    ),
    Entry(
        "whatif",
        N_("What-if"),
        ":material/tune:",
        N_("What is the least that changes the outcome before the checkpoint?"),
        DECISIONS,
    ),
    Entry(
        "replay",
        N_("Replay"),
        ":material/history_toggle_off:",
        N_("What would another regulation have done, and where does collecting avoid most?"),
        DECISIONS,
    ),
    Entry(
        "trace",
        N_("Trace"),
        ":material/account_tree:",
        N_("From a figure down to the row of the uploaded file."),
        RECORDS,
    ),
    Entry("upload", N_("Upload"), ":material/upload_file:", N_("Bring in a month's extracts."), RECORDS),
    Entry(
        "regulation", N_("Regulation"), ":material/gavel:", N_("Every value the figures rest on."), RECORDS
    ),
)
BY_KEY = {entry.key: entry for entry in ENTRIES}
