"""What is on record of violations (六): cases of the form and rows of files, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard.formats import Markdown, plain
from dashboard.i18n import N_, _
from dashboard.published import column
from dashboard.tables import Column, Table
from data.store.process.conduct import is_in_force
from data.store.process.declaring import FORM
from data.store.process.deeds import Case

#: The prohibited acts of the regulation, in our words (六). What is chosen is kept in the company's language.
PROHIBITED = (
    N_("Selling other brands' or forbidden products"),
    N_("Selling counterfeit or unmarked goods"),
    N_("Bribing, hindering or sabotaging an investigation of counterfeits"),
)
_SCHEMA: dict[str, Any] = {
    "date": pl.Date,
    **dict.fromkeys(("region", "office", "person", "behaviour", "sanction", "decided_by"), pl.String),
    **dict.fromkeys(("agency_number", "note"), pl.String),
    "files": pl.Int64,
    **dict.fromkeys(("standing", "case"), pl.String),
}


def case_table(cases: Iterable[Case], rows: pl.DataFrame) -> Table:
    """A row per case, and per row of a file, the latest first. rows: the current rows of `conduct`."""
    known = [_of_case(case, rows) for case in cases]
    of_files = [_of_file(row) for row in rows.iter_rows(named=True) if row["source_file"] != FORM]
    frame = pl.DataFrame([*known, *of_files], schema=_SCHEMA).sort(
        "date", "region", "case", descending=(True, False, False)
    )
    return Table(
        "conduct_cases",
        _("Violations on record"),
        frame,
        (
            Column("date", _("Date"), "date"),
            column("region"),
            column("office", "office"),
            Column("person", _("Person concerned")),
            Column("behaviour", _("Behaviour")),
            Column("sanction", _("Sanction")),
            Column("decided_by", _("Sanction decided by")),
            Column("agency_number", _("Agency's case number")),
            Column("note", _("Note")),
            Column("files", _("Files of evidence"), "count"),
            Column("standing", _("Standing")),
            Column("case", _("Number of the case")),
        ),
        (_("Recorded by people with evidence; the software never grades."),),
    )


def standing(case: Case, rows: pl.DataFrame) -> str:
    """Whether a sanction was recorded, and whether its row still counts."""
    if not case.details.get("sanction"):
        return _("no sanction yet")
    return _("on record") if is_in_force(case, rows) else _("replaced by a later file")


def case_title(case: Case) -> str:
    """A case for a list of choices; a plain text."""
    about = case.details
    return f"{about['date']} · {case.region} · {about['person']} · {about['behaviour']}"


def case_lines(case: Case, rows: pl.DataFrame) -> list[Markdown]:
    """What is known of a case, a line each."""
    about = case.details
    told = (
        (_("Person concerned"), about["person"]),
        (_("Behaviour"), about["behaviour"]),
        (_("Note"), about["note"]),
        (_("Agency's case number"), about["agency_number"]),
        (_("What the person says"), about["statement"]),
        (_("Sanction"), about.get("sanction", "")),
        (_("Sanction decided by"), _decided(about)),
        (_("Standing"), standing(case, rows)),
        (_("Recorded by"), f"{about['recorded_by']} · {about['recorded_on']}"),
    )
    return [_("**{name}**: {text}", name=plain(name), text=plain(text)) for name, text in told if text]


def _decided(about: Mapping[str, Any]) -> str:
    return f"{about['decided_by']} · {about['decided_on']}" if about.get("sanction") else ""


def _of_case(case: Case, rows: pl.DataFrame) -> dict[str, Any]:
    about = case.details
    names = ("office", "person", "behaviour", "agency_number", "note")
    return {
        **{name: about[name] or None for name in names},
        "date": date.fromisoformat(about["date"]),
        "region": case.region,
        "sanction": about.get("sanction"),
        "decided_by": about.get("decided_by"),
        "files": len(about["files"]),
        "standing": standing(case, rows),
        "case": case.case_id,
    }


def _of_file(row: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: row[name] for name in ("date", "region", "office", "behaviour", "sanction", "note")}
    place = " · ".join(str(part) for part in (row["source_file"], row["source_row"]) if part is not None)
    return {**dict.fromkeys(_SCHEMA), **own, "standing": _("from the file {place}", place=place)}
