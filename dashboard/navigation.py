"""The pages: which there are, what they are called, where their scripts stand and who may open them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.formats import Markdown
from dashboard.i18n import N_
from data.people.scope import Scope


def anybody(scope: Scope) -> bool:
    """Whoever is there at all."""
    del scope
    return True


def holders(scope: Scope) -> bool:
    """Whoever holds a role."""
    return bool(scope.grants)


def lookers(scope: Scope) -> bool:
    """Whoever sees amounts, were it only what is published."""
    return bool(scope.grants) and not scope.is_nothing


def simulators(scope: Scope) -> bool:
    """Whose role it is to simulate."""
    return scope.holds("simulate")


def keepers(scope: Scope) -> bool:
    """Who brings extracts in, and who sees all that was brought in."""
    return scope.holds("upload") or (lookers(scope) and scope.is_everything) or scope.sees_audit


def admins(scope: Scope) -> bool:
    """Who manages people. Not whoever only looks: people are nobody else's."""
    return scope.may("manage_people")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu, in the group it stands under. opens: to whom it does."""

    key: str
    title: Markdown
    icon: str
    question: Markdown
    group: Markdown
    is_default: bool = False
    opens: Callable[[Scope], bool] = lookers

    @property
    def script(self) -> str:
        """The page's script, relative to the entry script."""
        return f"../pages/{self.key}.py"


#: The groups of the menu.
PROCESS = N_("The month")
FIGURES, DECISIONS, RECORDS = N_("Dashboards"), N_("Decisions"), N_("Data and rules")
PERSONS = N_("People and settings")
ENTRIES: tuple[Entry, ...] = (
    Entry(
        "home",
        N_("To do"),
        ":material/checklist:",
        N_("What do I have to do, by when, and what changed since I last looked?"),
        PROCESS,
    ),
    Entry(
        "month",
        N_("Month's course"),
        ":material/conversion_path:",
        N_("How far is the month, who is next, and what is missing?"),
        PROCESS,
    ),
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
        opens=simulators,
    ),
    Entry(
        "replay",
        N_("Replay"),
        ":material/history_toggle_off:",
        N_("What would another regulation have done, and where does collecting avoid most?"),
        DECISIONS,
        opens=simulators,
    ),
    Entry(
        "trace",
        N_("Trace"),
        ":material/account_tree:",
        N_("From a figure down to the row of the uploaded file."),
        RECORDS,
    ),
    Entry(
        "conduct",
        N_("Violations"),
        ":material/report:",
        N_("What is on record, with evidence, statement and sanction?"),
        RECORDS,
    ),
    Entry(
        "upload",
        N_("Upload"),
        ":material/upload_file:",
        N_("Bring in a month's extracts."),
        RECORDS,
        opens=keepers,
    ),
    Entry(
        "regulation",
        N_("Regulation"),
        ":material/gavel:",
        N_("Every value the figures rest on."),
        RECORDS,
        opens=holders,
    ),
    Entry(
        "people",
        N_("People"),
        ":material/group:",
        N_("Who holds which role over what, and who can get in?"),
        PERSONS,
        opens=admins,
    ),
    Entry(
        "mine",
        N_("My account"),
        ":material/account_circle:",
        N_("What may I see and do, and where am I signed in?"),
        PERSONS,
        opens=anybody,
    ),
)
BY_KEY = {entry.key: entry for entry in ENTRIES}


def may_open(entry: Entry, scope: Scope) -> bool:
    """Whether a page is open to somebody: whether the menu names it and its address shows it."""
    return entry.opens(scope)
