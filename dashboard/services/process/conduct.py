"""Recording a violation from its form, with its files, and its sanction."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.services.process.returning import note_returned
from data.store.process.conduct import Misconduct, Ruling, policy_month
from data.store.writer import Writer
from engine.policy.parameters import Policies

Files = Sequence[tuple[str, bytes]]


def record_case(writer: Writer, policies: Policies, told: Misconduct, statement: str, files: Files) -> str:
    """Record a violation with its files, name and content; the case's id. ProcessRefused."""
    policy = policies.at(told.date.replace(day=1))
    kept = writer.process.attach_all(files, told.region, "record_conduct", policy)
    return writer.process.open_case(told, kept, statement)


def add_to_case(
    writer: Writer,
    policies: Policies,
    case_id: str,
    *,
    statement: str = "",
    agency_number: str = "",
    files: Files = (),
) -> None:
    """Add to a case what is not blank. ProcessRefused."""
    book = writer.reader().process()
    policy = policies.at(policy_month(book, case_id))
    region = book.cases[case_id].region
    kept = writer.process.attach_all(files, region, "record_conduct", policy)
    writer.process.add_to_case(case_id, statement=statement, agency_number=agency_number, files=kept)


def rule_case(writer: Writer, policies: Policies, case_id: str, ruling: Ruling) -> str:
    """Record the sanction of a case, which opens its month again if it was submitted; the load of its row."""
    month = policy_month(writer.reader().process(), case_id)
    load = writer.process.rule(case_id, ruling, policies.at(month))
    note_returned(writer, policies, "load", load)
    return load
