"""The state of a month: what its deeds come to while its figures are what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import orjson
import polars as pl

from engine.evaluation import Evaluation
from engine.settlement.carried import CORRECTION

State = Literal["open", "submitted", "verified", "published"]
#: Which rank follows from others' figures as well, so that they are not what a region's statistician submits.
_AMONG_ALL = ("rank", "is_last", "last_place_streak", "escalation")
#: So do these; they count as not shared, as they hardly ever are, and marks in the log stay good.
_SHARED = ("is_rank_shared", "is_last_shared")
#: Stamps of a figure, not figures.
_STAMPS = ("month", "policy_version", "is_assumed")


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells a month's figures from any others.

    fingerprint: of all of them. digests: region → of its own, without its place among the others.
    loaded: of all that data and policy make, which manual adjustments do not change.
    """

    fingerprint: str
    digests: Mapping[str, str]
    loaded: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One deed in the course of a month, with what it was about: `digests` of a submission, `fingerprint`.

    That of a submission is `Marks.loaded`.
    """

    act: Literal["submit", "verify", "returned", "publish", "reopen"]
    fingerprint: str = ""
    digests: Mapping[str, str] | None = None


def marks_of(evaluation: Evaluation, month: date) -> Marks:
    """The marks of a month's figures; no digests for a month without regions."""
    here = pl.col("month") == month
    regions = evaluation.regions.filter(here).drop(_STAMPS, strict=False).sort("region")
    lines = evaluation.settlement.filter(here).drop(_STAMPS).sort("region", "item")
    carried = evaluation.carried.filter(here).drop(_STAMPS).sort("region", "item", "of", "clause")
    own = regions.drop(_AMONG_ALL).with_columns(pl.lit(value=False).alias(name) for name in _SHARED)
    digests = {}
    for region in regions["region"].to_list():
        of_region = pl.col("region") == region
        digests[region] = _digest(own.filter(of_region), lines.filter(of_region))
    # What is carried of other months is verified, though it is not what a region's statistician submits.
    corrections = carried.filter(pl.col("item") == CORRECTION)
    return Marks(
        _digest(regions, lines, *_some(carried)), digests, _digest(regions, lines, *_some(corrections))
    )


def _some(frame: pl.DataFrame) -> list[pl.DataFrame]:
    return [frame] if frame.height else []


def _digest(*frames: pl.DataFrame) -> str:
    whole = hashlib.sha256()
    for frame in frames:
        whole.update(orjson.dumps([frame.columns, frame.rows()]))
    return whole.hexdigest()


def state_of(course: Iterable[Turn], marks: Marks) -> State:
    """The state of a month whose figures have `marks`, after a course of deeds.

    Once every region is submitted as it stands, the month is, while all its figures are those of then; once
    the very figures were verified, it is verified. Whatever was returned or reopened begins anew.
    """
    turns = list(course)
    if is_published(turns):
        return "published"
    since = _since(turns)
    if not marks.digests or missing(turns, marks):
        return "open"
    return "verified" if any(turn.act == "verify" for turn in since) else "submitted"


def missing(course: Iterable[Turn], marks: Marks) -> tuple[str, ...]:
    """The regions of a month that are not submitted as they stand.

    All of them, if the month was submitted as a whole, or verified, and figures of it are others since:
    places that an earlier month moved, corrections of one.
    """
    since = _since(list(course))
    submitted = _submitted(since)
    found = tuple(sorted(region for region, own in marks.digests.items() if submitted.get(region) != own))
    return found or (tuple(sorted(marks.digests)) if _is_overtaken(since, marks) else ())


def is_stale(course: Iterable[Turn], marks: Marks) -> bool:
    """Whether a month was submitted or verified, and its figures are others now."""
    turns = list(course)
    if is_published(turns):
        return False
    since = _since(turns)
    if any(turn.act == "verify" for turn in since):
        return _is_overtaken(since, marks)
    submitted = _submitted(since)
    if any(marks.digests.get(region) != own for region, own in submitted.items()):
        return True
    return submitted.keys() == marks.digests.keys() and _is_overtaken(since, marks)


def is_published(turns: Sequence[Turn]) -> bool:
    """Whether a month is published and was not reopened since: whatever its figures are now."""
    ends = [turn.act for turn in turns if turn.act in {"publish", "reopen"}]
    return bool(ends) and ends[-1] == "publish"


def _submitted(since: Iterable[Turn]) -> dict[str, str]:
    """Region → what was submitted of it last."""
    submitted: dict[str, str] = {}
    for turn in since:
        submitted |= turn.digests or {}
    return submitted


def _is_overtaken(since: Sequence[Turn], marks: Marks) -> bool:
    """Whether figures of a month are others than when it was verified or, before that, last submitted.

    Of a month of which regions are still to be submitted that says nothing: theirs move the others' places.
    """
    verified = [turn.fingerprint for turn in since if turn.act == "verify"]
    if verified:
        return verified[-1] != marks.fingerprint
    last = [turn.fingerprint for turn in since if turn.act == "submit"]
    return bool(last) and last[-1] != marks.loaded


def _since(turns: Sequence[Turn]) -> Sequence[Turn]:
    """What came after the month was last returned or reopened."""
    starts = [at for at, turn in enumerate(turns) if turn.act in {"returned", "reopen"}]
    return turns[starts[-1] + 1 :] if starts else turns
