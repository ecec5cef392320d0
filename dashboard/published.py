"""Published figures as people read them: titles and columns, all from the engine's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard.formats import THRESHOLDS
from dashboard.i18n import _, current
from dashboard.tables import Column
from dashboard.tables import Kind as Look
from dashboard.words import (
    CAPITAL_STATUSES,
    DECLARATION_STATUSES,
    ESCALATIONS,
    EXPENSE_STATUSES,
    FLAGS,
    ITEMS,
    OUTCOMES,
    SETTLEMENT_STATUSES,
    TARGET_SOURCES,
    words,
)
from engine.evaluation import REGION_FIGURES
from engine.figures import Figure, Kind, Level, figure
from engine.year.standing import year_figures

_OF_REGIONS = {each.name: each for each in REGION_FIGURES}
#: The levels whose awards follow the settlement's items.
_WITH_ITEMS: Mapping[Level, Mapping[str, Figure]] = {
    "region": _OF_REGIONS,
    "year_to_date": {each.name: each for each in year_figures()},
}
_LOOKS: Mapping[Kind, Look] = {
    "month": "month",
    "date": "date",
    "money": "money",
    "award": "yuan",
    "ratio": "ratio",
    "points": "score",
    "count": "count",
}
#: The words of codes.
STATES: Mapping[tuple[Level, str], Mapping[str, str]] = {
    ("region", "checkpoint_outcome"): OUTCOMES,
    ("region", "capital_status"): CAPITAL_STATUSES,
    ("region", "expense_status"): EXPENSE_STATUSES,
    ("region", "escalation"): ESCALATIONS,
    ("office", "target_source"): TARGET_SOURCES,
    ("declaration", "status"): DECLARATION_STATUSES,
    ("line", "item"): ITEMS,
    ("line", "status"): SETTLEMENT_STATUSES,
    ("carried", "item"): ITEMS,
    ("carried", "status"): SETTLEMENT_STATUSES,
}


def published(name: str, level: Level = "region") -> Figure:
    """The figure of that name, awards of every settlement item too; KeyError for none."""
    return _WITH_ITEMS[level][name] if level in _WITH_ITEMS else figure(name, level)


def is_published(name: str) -> bool:
    """Whether regions have a figure of that name."""
    return name in _OF_REGIONS


def title(name: str, level: Level = "region", *, is_short: bool = False) -> str:
    """The figure's name in the reader's language."""
    return published(name, level).title(current(), is_short=is_short)


def codes(name: str, level: Level = "region") -> Mapping[str, str]:
    """Words (msgids) for the figure's values; none where they speak for themselves."""
    return FLAGS if published(name, level).kind == "flag" else STATES.get((level, name), {})


def column(name: str, level: Level = "region", *, edges: tuple[float, ...] = THRESHOLDS) -> Column:
    """The figure as a column of a table, under its short title."""
    known = published(name, level)
    return Column(
        name,
        known.title(current(), is_short=True),
        _LOOKS.get(known.kind, "text"),
        words(codes(name, level)),
        digits=known.digits,
        edges=edges,
    )


def columns(edges: tuple[float, ...], *names: str, level: Level = "region") -> tuple[Column, ...]:
    """The figures as columns; `edges`: the ratios that decide about something (`Scope.edges`)."""
    return tuple(column(name, level, edges=edges) for name in names)


def marked(shown: Column, kind: str) -> Column:
    """The column, saying so where it rests on something `assumed`."""
    return replace(shown, title=_("{figure} (assumed)", figure=shown.title)) if kind == "assumed" else shown


def sides(*names: str) -> tuple[Column, ...]:
    """Figures as they were and as they would have been: columns `<name>_before` and `<name>_after`."""
    found = []
    for name in names:
        one = column(name)
        for side, text in (
            ("before", _("{figure}, as it was", figure=one.title)),
            ("after", _("{figure}, as it would have been", figure=one.title)),
        ):
            found.append(Column(f"{name}_{side}", text, one.kind, one.words, digits=one.digits))
    return tuple(found)
