"""The data dictionary in Markdown, from `data.fields`, `engine.regulation.what_counts` and `engine.figures`.

`python -m data.dictionary` writes docs/data-dictionary.md.
"""

from __future__ import annotations

from pathlib import Path

from data.fields import BY_NAME, EXTRACTS, Extract, Field
from data.store.tracing import FIGURES
from engine.figures import Figure, Level, of_level
from engine.regulation.what_counts import EXPENSE_FACTS

PATH = Path(__file__).resolve().parents[1] / "docs" / "data-dictionary.md"
_KINDS = {
    "year": "year",
    "month": "month (2026-03)",
    "date": "day (2026-03-05)",
    "text": "text",
    "code": "text, leading zeros kept",
    "name": "name",
    "choice": "choice",
    "money": "yuan, two decimals",
    "quantity": "number, up to four decimals",
}
_SCOPES = {
    "region_month": "region and month",
    "region_year": "region and year",
    "region": "region",
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ") or "–"


def _rule(field: Field) -> str:
    rules = ["column may be absent"] if field.is_optional else []
    rules.append("may be blank" if field.is_nullable else "required")
    if field.is_non_negative:
        rules.append("not negative")
    if field.is_ahead:
        rules.append("may lie ahead")
    if field.choices:
        rules.append("one of " + "、".join(field.choices))
    return ", ".join(rules)


def _row(field: Field) -> str:
    cells = (
        f"`{field.name}`", field.zh, field.en, _KINDS[field.kind], _rule(field), "、".join(field.aliases),
    )  # fmt: skip
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _section(extract: Extract) -> list[str]:
    key = ", ".join(f"`{name}`" for name in extract.key) or "none"
    return [
        f"## {extract.title_en} · {extract.sheet} (`{extract.name}`)",
        "",
        extract.note_en,
        "",
        f"A load replaces: {_SCOPES[extract.scope]}. May occur once: {key}.",
        "",
        "| name | header | title | holds | rule | also read as |",
        "|---|---|---|---|---|---|",
        *(_row(field) for field in extract.fields),
        "",
    ]


def _counting() -> list[str]:
    counted = {name: (figure.extract, figure.condition) for name, figure in FIGURES.items()}
    counted |= {name: ("expenses", claim) for name, claim in EXPENSE_FACTS.items()}
    return [
        "## What counts",
        "",
        "The rows of a ledger that a figure of an office and month is added up from. Where the policy reads",
        "三 otherwise (`readings.manager_travel`, `readings.pending_claims`), a region's figures take more",
        "rows, or fewer.",
        "",
        "| figure | extract | clause | rows |",
        "|---|---|---|---|",
        *(
            f"| `{name}` | `{extract}` | {condition.clause} | {_cell(condition.words)} |"
            for name, (extract, condition) in counted.items()
        ),
        "",
    ]


#: What the rows of a published frame are, and where it stands.
_FRAMES: dict[Level, tuple[str, str]] = {
    "region": ("Regions by month", "regions"),
    "office": ("Offices by month", "offices"),
    "declaration": ("Declarations, judged", "declarations"),
    "component": ("Components of the score", "components"),
    "line": ("The settlement's lines", "settlement"),
    "carried": ("Corrections and adjustments that a month carries", "carried"),
    "year": ("Annual targets against fully planned years", "plan_differences"),
    "year_to_date": ("The year up to a month, from `engine.year`", "Year.regions"),
}
_FIGURE_KINDS = {
    "money": "yuan",
    "award": "yuan: reward positive, fine negative",
    "ratio": "fraction",
    "points": "points",
    "count": "whole number",
    "state": "code",
    "flag": "yes or no",
    "month": "first day of the month",
    "date": "day",
    "name": "name",
    "text": "text",
}
_ABSENCES = {
    "never": "",
    "no_data": "a file was not loaded",
    "no_target": "no target, or no data",
    "no_quota": "no quota, or no data",
    "no_collections": "no collections, or no data; nothing to divide by",
    "no_score": "nothing to score, or too few regions",
    "blank": "nothing was written",
    "unknown": "what it needs is not known",
}


def _figure(figure: Figure) -> str:
    extracts = "、".join(BY_NAME[name].sheet for name in figure.extracts) or "computed"
    better = {"more": "↑", "less": "↓", None: ""}[figure.better]
    cells = (
        *(f"`{figure.name}`", figure.zh, figure.en, _FIGURE_KINDS[figure.kind], figure.clause, better),
        *(extracts if figure.clause else "", _ABSENCES[figure.null]),
    )
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _frame(level: Level) -> list[str]:
    title, name = _FRAMES[level]
    return [
        f"### {title} (`{name}`)",
        "",
        "| name | title | in English | holds | clause | better | comes from | absent where |",
        "|---|---|---|---|---|---|---|---|",
        *(_figure(figure) for figure in of_level(level)),
        "",
    ]


def markdown() -> str:
    """The whole dictionary: what comes in, what goes out."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `data/fields.py`, `engine/regulation/what_counts.py` and `engine/figures.py` by",
        "`python -m data.dictionary`; do not edit.",
        "",
    ]
    for extract in EXTRACTS:
        lines += _section(extract)
    lines += _counting()
    lines += ["## Published figures", "", "Amounts in yuan, unrounded; ratios as fractions.", ""]
    for level in _FRAMES:
        lines += _frame(level)
    return "\n".join(lines)


def write_dictionary(path: Path = PATH) -> None:
    """Write the dictionary to `path`."""
    path.write_text(markdown(), "utf-8")


if __name__ == "__main__":
    write_dictionary()
