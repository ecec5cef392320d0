"""What stands behind figures of a closed month, kept between runs: claims, debtors, conduct, questions."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.cache.current import current_basis, current_reader, current_snapshot, days_at
from dashboard.cache.keys import Key, kept, key_of
from dashboard.memory import once_a_run
from dashboard.services import details
from dashboard.services.earned import Questions, questions
from dashboard.services.simulation import Basis
from data.store.process.publications import Published
from engine.evaluation import Evaluation
from engine.settlement.naming import Held
from engine.whatif.earned import lowered


@kept(max_entries=8)
def _categories(key: Key, _evaluation: Evaluation) -> pl.DataFrame:
    return details.categories(key.reader, _evaluation)


@kept(max_entries=128)
def _claims(key: Key, month: date, region: str | None, _evaluation: Evaluation) -> pl.DataFrame:
    return details.pending_claims(key.reader, _evaluation, month, region)


@kept(max_entries=128)
def _beyond(key: Key, month: date, region: str | None, _evaluation: Evaluation) -> pl.DataFrame:
    return details.claims_beyond(key.reader, _evaluation, month, region)


@kept(max_entries=128)
def _debtors(key: Key, month: date, region: str | None) -> pl.DataFrame:
    return details.debtors(key.reader, month, region)


@once_a_run
def current_categories() -> pl.DataFrame:
    """Expenses by category; see `details.categories`."""
    snapshot = current_snapshot()
    return _categories(key_of(snapshot), snapshot.own)


def current_claims(month: date, region: str | None) -> pl.DataFrame:
    """The largest claims awaiting approval; see `details.pending_claims`."""
    now = current_snapshot()
    return _claims(key_of(now), month, region, now.own)


def all_claims(month: date, region: str | None) -> pl.DataFrame:
    """Every claim awaiting approval, asked for anew; see `details.pending_claims`."""
    return details.pending_claims(current_reader(), current_snapshot().own, month, region, None)


def current_unapproved(month: date, region: str | None) -> pl.DataFrame:
    """Claims beyond the cap that no general manager approved; see `details.unapproved`."""
    now = current_snapshot()
    return details.unapproved(current_reader(), _beyond(key_of(now), month, region, now.own))


def all_debtors(month: date, region: str | None) -> pl.DataFrame:
    """Everybody whose balance ties up capital, asked for anew; see `details.debtors`."""
    return details.debtors(current_reader(), month, region, None)


@kept(max_entries=128)
def _conduct(key: Key, month: date, _evaluation: Evaluation) -> pl.DataFrame:
    return details.conduct(key.reader, _evaluation, month)


def current_conduct(month: date) -> pl.DataFrame:
    """The month's recorded conduct; see `details.conduct`."""
    now = current_snapshot()
    return _conduct(key_of(now), month, now.own)


def current_debtors(month: date, region: str | None) -> pl.DataFrame:
    """Whose balances tie up most; see `details.debtors`."""
    return _debtors(key_of(current_snapshot()), month, region)


def current_payments(month: date) -> tuple[tuple[Published, Held], ...]:
    """All publications of a month and what is held of them, asked for anew: lines are held and released."""
    return current_reader().with_held(month)


def current_held(month: date) -> Held | None:
    """What of a published month is held; None for a month that is not published."""
    return current_payments(month)[-1][1] if month in current_snapshot().published else None


@kept(max_entries=16)
def _questions(key: Key, first: date, last: date, _start: Basis) -> Questions:
    return questions(key.reader, _start.baseline, days_at(key), first, last)


def current_questions(last: date) -> Questions:
    """What the rewards from January to the month `last` rest on; see `earned.questions`."""
    start = current_basis()
    first = last.replace(month=1)
    return _questions(key_of(start), first, last, start)


@kept(max_entries=32)
def _lowered(key: Key, month: date, _start: Basis) -> pl.DataFrame:
    return lowered(_start.baseline, month)


def current_lowered(month: date) -> pl.DataFrame:
    """The month's rewards and whether they rest on a target below the plan."""
    start = current_basis()
    return _lowered(key_of(start), month, start)
