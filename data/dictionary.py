"""The data dictionary in Markdown, generated from `data.fields` and the conditions of `engine.what_counts`.

`python -m data.dictionary` writes docs/data-dictionary.md.
"""

from __future__ import annotations

from pathlib import Path

from data.fields import EXTRACTS, Extract, Field
from data.store.tracing import FIGURES
from engine.what_counts import EXPENSE_FACTS

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


def markdown() -> str:
    """The whole dictionary."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `data/fields.py` and `engine/what_counts.py` by `python -m data.dictionary`;",
        "do not edit.",
        "",
    ]
    for extract in EXTRACTS:
        lines += _section(extract)
    lines += _counting()
    return "\n".join(lines)


def write_dictionary(path: Path = PATH) -> None:
    """Write the dictionary to `path`."""
    path.write_text(markdown(), "utf-8")


if __name__ == "__main__":
    write_dictionary()
