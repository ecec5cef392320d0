"""What people do in the course of a month, a frozen value per deed. Amounts are fen, months their first days.

Every deed tells who did it (`by`; `operator`: who ran the command line for that person, empty for nobody),
when (`at`, UTC), on which day of the company's calendar (`on`) and at which place in the log (`sequence`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Verdict = Literal["upheld", "refused"]
Origin = Literal["declaration", "explanation", "report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What every deed tells."""

    by: str
    operator: str
    at: datetime
    on: date
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file kept like an original under its SHA-256 (hex); `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Deed):
    """What became of an appeal or of an adjustment (upheld: approved)."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(Deed):
    """A month is complete for `regions`. digests: of their own figures.

    fingerprint: of the whole month's, `engine.process.states.Marks.loaded`.
    """

    month: date
    regions: frozenset[str]
    fingerprint: str
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(Deed):
    """Every line of a month verified but for `held`: (region, item) → reason."""

    month: date
    fingerprint: str
    held: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Deed):
    """A submitted or verified month is open again.

    why: load, rollback, adjustment, reopening or policy, or (to who may not see the adjustment) figures.
    subject: the load, the adjustment or the month.
    told: the accounts of those who had acted.
    """

    month: date
    why: str
    subject: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening(Deed):
    """A published month is open again."""

    month: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication(Deed):
    """A month as it was published; nothing changes it. content: JSON, see `publications`."""

    month: date
    version: int
    content: Mapping[str, Any]

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """The bulletin's files."""
        return kept_files(self.content.get("files", ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Deed):
    """A row of declarations that a form wrote, with the load that wrote it."""

    month: date
    region: str
    office: str
    load: str
    sales: int
    collections: int
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationApproved(Deed):
    """A lowered declaration approved, with the load that wrote the approver into its row."""

    month: date
    region: str
    office: str
    load: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationRefused(Deed):
    """A lowered declaration refused: the one of that day and those amounts."""

    month: date
    region: str
    office: str
    reason: str
    declared_on: date
    sales: int
    collections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Deed):
    """An appeal against a line of a publication, and what was decided."""

    appeal_id: str
    month: date
    version: int
    region: str
    item: str
    text: str
    files: tuple[KeptFile, ...] = ()
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Deed):
    """Why capital tied up runs so far over its quota (二)."""

    month: date
    region: str
    text: str
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Deed):
    """The minutes of a manager's report to the VP after three last months (四)."""

    month: date
    region: str
    text: str
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Deed):
    """What follows the report: retained until a day, or (None) transfer proposed."""

    month: date
    region: str
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDecision(Deed):
    """What the general manager decided after six last months: transfer, or kept with a reason."""

    month: date
    region: str
    verdict: Literal["transfer", "kept"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise(Deed):
    """A figure (a column of regions, or of offices) of `month` that reaches `amount_fen` by `until`."""

    promise_id: str
    region: str
    office: str | None
    figure: str
    amount_fen: int
    month: date | None
    until: date
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment(Deed):
    """An amount that finance proposes for a region of a month; it counts once upheld."""

    adjustment_id: str
    month: date
    region: str
    amount_fen: int
    reason: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Deed):
    """What is known of a recorded violation (六) beside its row: the latest of each of its details."""

    case_id: str
    region: str
    details: Mapping[str, Any] = field(default_factory=dict)


def kept_files(listed: Any) -> tuple[KeptFile, ...]:
    """The files that a deed's details list as {name, sha256, size}."""
    return tuple(KeptFile(name=file["name"], sha256=file["sha256"], size=file["size"]) for file in listed)
