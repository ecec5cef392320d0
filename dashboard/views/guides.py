"""A page's short help: what it answers, how to read it, which clause stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.formats import NONE, Markdown
from dashboard.i18n import _
from dashboard.published import published
from dashboard.views.evidence.clauses import capital_rule, checkpoint_rule, expense_rule, standing_rule
from engine.policy.parameters import Policy


@dataclass(frozen=True, slots=True)
class Guide:
    """What a page answers, how to read it (sentences) and what the regulation says, with its clause.

    Pages that apply no clause leave `clause` and `rule` empty.
    """

    answers: Markdown
    reading: tuple[Markdown, ...]
    clause: str = ""
    rule: Markdown = NONE


def guide(page: str, policy: Policy | None = None) -> Guide:
    """The help of `page`; chapter pages need the policy of the month. KeyError for a page without one."""
    return _PLAIN[page]() if policy is None else _CHAPTERS[page](policy)


def _clicking() -> Markdown:
    return _(
        "A click on a bar shows that region alone, a second click all again; the region filter does the same."
    )


def _overview(policy: Policy) -> Guide:
    return Guide(
        _("What is out of the ordinary this month, what it costs, and what changed since last month."),
        (
            _("The worst comes first; “Why?” leads to the chapter and the region."),
            _("Time progress is the share of the month's days that have passed; hold attainment against it."),
            _(
                "✓ and blue: reached or within the limit. × and vermilion: missed or over. "
                "▲ ▼: has risen, has fallen. A dash: no data."
            ),
            _clicking(),
        ),
        policy.checkpoint.threshold.clause,
        _("Fines and rewards are proposals until finance verifies them; nothing deducts pay by itself."),
    )


def _year(_policy: Policy) -> Guide:
    return Guide(
        _("Whether the annual targets will be made, who will miss them, and what each month must bring."),
        (
            _("Solid: to date. Hatched: where the year ends at this pace. Thick mark: plan to date."),
            _(
                "Pace: the plans to come fulfilled as those to date were, which knows the seasons; without "
                "plans for them, months like those so far."
            ),
            _("Last year is compared over the whole months that are known in both years."),
            _("A month that is not loaded is named and never counts as 0."),
            _clicking(),
        ),
        published("sales_to_date", "year_to_date").clause,
        _("Annual targets are split into months and offices; the plan to date is the sum of those months."),
    )


def _targets(policy: Policy) -> Guide:
    return Guide(
        _("Who reaches the targets of record, who reached the checkpoint, and whether the pace suffices."),
        (
            _("Narrow bar: through the checkpoint day, judged. Wide pale bar: the whole month."),
            _("Running total: solid line to date, dotted line an even month, pale line last month."),
            _("Late-month rush: dotted marks show where an even month would stand."),
            _("Day plan: what is missing, by office and day left; opened, it prints a sheet a region."),
            _clicking(),
        ),
        policy.checkpoint.threshold.clause,
        checkpoint_rule(policy),
    )


def _capital(policy: Policy) -> Guide:
    return Guide(
        _("Who ties up more capital than the quota allows, what moved, and whose balances they are."),
        (
            _("Solid bars count; the upright mark is the quota. Contract overdue is overrun outright."),
            _("The bridge runs from last month's end to this month's; its scale is cut to the changes."),
            _("A debtor's row leads to the rows of the uploaded file."),
            _clicking(),
        ),
        policy.capital.quota_rate.clause,
        capital_rule(policy),
    )


def _expenses(policy: Policy) -> Guide:
    return Guide(
        _("Who stays within the expense cap, when the year crossed it, and what the money went into."),
        (
            _("Solid: approved. Outlined: counted, but awaiting approval. The line or mark: the cap."),
            _("The manager's own travel is reimbursed at cost and shown apart; no cap holds it."),
            _clicking(),
        ),
        policy.expenses.cap_rate.clause,
        expense_rule(policy),
    )


def _appraisal(policy: Policy) -> Guide:
    return Guide(
        _("How the regions rank and why, who has been last for how long, and how far it is to the next."),
        (
            _("The bars' parts add up to the published score; a part without data is rescaled away."),
            _("Streak clock: a square is a month in last place, its number how many in a row."),
            _("Points up: what is missing to the next region. Points ahead: the lead over the one behind."),
            _clicking(),
        ),
        policy.appraisal.last_place.clause,
        standing_rule(policy),
    )


def _settlement(policy: Policy) -> Guide:
    return Guide(
        _("Who is to be rewarded or fined how much, under which clause, and how each amount came about."),
        (
            _("Choose a line: its receipt opens below, with every figure, its source and the clause."),
            _("“Rests on an assumption”: a value in it is our reading where the regulation is silent."),
            _("0 yuan, no target and no data are three different outcomes; only proposals carry money."),
            _("The bulletin holds all of it for the board; the list for finance is a table by itself."),
        ),
        policy.checkpoint.threshold.clause,
        _("Fines and rewards are proposals until finance verifies them; nothing deducts pay by itself."),
    )


def _whatif(policy: Policy) -> Guide:
    return Guide(
        _("What the checkpoint will look like, the least that avoids each fine, and whom to collect from."),
        (
            _("The least is exact: with it the outcome changes, with a fen less it does not."),
            _("“Fill in” sets the levers; flags beside a lever mark where an outcome changes."),
            _(
                "▨ marks what is simulated; what is stays beside it, and what changes at the bottom of the "
                "screen. No lever takes more than is there."
            ),
            _(
                "The collection list of each office comes to what its levers collect. Set customer by "
                "customer who pays what and how sure that is: levers and chances follow."
            ),
            _("A saved scenario is shared by its address; it says when data or policy have changed since."),
            _("Of a month that is over the page tells how it came out and what would have sufficed."),
        ),
        policy.checkpoint.threshold.clause,
        checkpoint_rule(policy),
    )


def _replay(policy: Policy) -> Guide:
    return Guide(
        _("What another regulation would have paid and fined over the past year, and where effort pays."),
        (
            _("Change one value or several; each stays listed with what the regulation says."),
            _("Everything is computed anew by the same rules as the real figures, ranks and streaks too."),
            _("Effort: each row is a step: the region it changes most, its cost, what all of it gains."),
        ),
        policy.capital.quota_rate.clause,
        _("Nothing here changes the regulation; a company changes its values in the policy file."),
    )


def _trace(_policy: Policy) -> Guide:
    return Guide(
        _("Where a figure comes from: office, customer, document, and the row of the uploaded file."),
        (
            _("Choose a figure, then a row at each level; the path above leads back."),
            _("The last level names file, sheet and row; the original file can be had on the upload page."),
        ),
    )


def _upload() -> Guide:
    return Guide(
        _("Bringing in a month, and what was brought in before."),
        (
            _("Drop the files: they are kept and checked; nothing is loaded yet."),
            _("Errors block, warnings need a reason. Each names sheet, row, column, value and remedy."),
            _("Before you commit you see which rows, rewards and fines would change, in yuan."),
            _("Every load can be looked at, compared, downloaded and taken back."),
        ),
    )


def _regulation() -> Guide:
    return Guide(
        _("Every number the figures rest on, with its clause, and who fixed it."),
        (
            _("Stated: written in the regulation. Assumed: our default where the text is silent."),
            _("A company changes values in its policy file; a new version holds from its month on."),
        ),
    )


_CHAPTERS: dict[str, Callable[[Policy], Guide]] = {
    "overview": _overview,
    "year": _year,
    "targets": _targets,
    "capital": _capital,
    "expenses": _expenses,
    "appraisal": _appraisal,
    "settlement": _settlement,
    "whatif": _whatif,
    "replay": _replay,
    "trace": _trace,
}


def _people() -> Guide:
    return Guide(
        _("Who has an account, which roles they hold over which regions, and whether they can get in."),
        (
            _("Roles add up; none takes anything away. A role holds from its first month through its last."),
            _("Whoever is given other roles is signed out everywhere and begins anew."),
            _("An administrator sees no amounts; every change stands in the audit log with your name."),
        ),
    )


def _mine() -> Guide:
    return Guide(
        _("What you may see and do, what pages begin with, and where you are signed in."),
        (
            _("Roles are given by administrators; ask one if something is missing."),
            _("What you choose on a page counts from there on; what is kept here is where you arrive."),
        ),
    )


def _home() -> Guide:
    return Guide(
        _("What you have to do, by when, what is late, and what others did since you last looked."),
        (
            _("What is late stands first; each line leads to its form."),
            _("A task is everybody's who may do it: once one of them has, it is gone."),
            _("Days are those of the company's calendar."),
        ),
    )


def _month() -> Guide:
    return Guide(
        _("How far a month is, who did what when, and the forms of all its steps."),
        (
            _("The line shows the steps in their order: done by whom, due when, late since when."),
            _("Forms are open to whom they belong; others read who may."),
            _("Nobody acts on their own work: who loaded does not verify, who verified does not publish."),
            _("What was published stays. What changes later is paid as a correction of the next open month."),
        ),
    )


def _conduct() -> Guide:
    return Guide(
        _("Which violations are on record, what the person says to them, and what was decided."),
        (
            _("Compliance records a case with its evidence; the sanction is added once it is decided."),
            _("A recorded sanction is a row of the month it happened in, and counts as a file's row does."),
            _("Evidence is kept as it came and checked whenever it is opened."),
            _("People decide with evidence; the software never grades."),
        ),
    )


_PLAIN: dict[str, Callable[[], Guide]] = {
    "home": _home,
    "month": _month,
    "upload": _upload,
    "regulation": _regulation,
    "people": _people,
    "conduct": _conduct,
    "mine": _mine,
}
