"""What an unfamiliar header may mean: proposals that a person confirms, so none that is doubtful."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache

from data.cleaning.heading.matching import LONGEST
from data.cleaning.meaning.units import split_unit
from data.cleaning.texts import plain
from data.fields import Extract, Field
from data.mappings import JOINT

#: A header that resembles a field's by less than this is not worth proposing.
_ALIKE = 0.8
#: What is recognised comes before whatever resembles.
_RECOGNISED, _RESEMBLING = 1.0, 0.9
#: Amounts and quantities are proposed by an approved name only: what merely resembles one
#: (未逾期金额, 不含税金额) is another figure, and a wrong guess is confirmed with one click.
_FIGURES = {"money", "quantity"}
#: Words that turn a name into another one.
_TURNING = (
    *("未", "不", "非", "无", "免", "否", "除"),
    *("应付", "预收", "预付", "期初", "年初", "月初", "上期", "上月", "上年", "去年", "同期"),
    *("计划", "预算", "累计"),
)


def _turns(header: str, name: str) -> bool:
    return any((word in header) != (word in name) for word in _TURNING)


@cache
def _names(field: Field) -> tuple[str, ...]:
    return tuple(plain(name) for name in (field.zh, field.en, *field.aliases))


def _likeness(bare: str, name: str) -> float:
    """How alike two names are, 0 to 1; 0 for those that cannot come to `_ALIKE`, which most are."""
    if 2 * min(len(bare), len(name)) < _ALIKE * (len(bare) + len(name)):
        return 0.0
    matcher = SequenceMatcher(None, bare, name)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _resemblance(header: str, extract: Extract) -> dict[str, float]:
    """Field name → how much a header that is not recognised resembles one of its names (0 to 1)."""
    bare = split_unit(plain(header.rsplit(JOINT, maxsplit=1)[-1]))[0]
    if len(header) > LONGEST or not bare:
        return {}
    whole, scores = plain(header), {}
    for field in extract.fields:
        if field.kind in _FIGURES:
            continue
        score = max((_likeness(bare, name) for name in _names(field) if not _turns(whole, name)), default=0.0)
        if score >= _ALIKE:
            scores[field.name] = score * _RESEMBLING
    return scores


def _winner(scores: Mapping[str, float]) -> str | None:
    """The highest of the scores' keys; None where two share that place."""
    best = max(scores.values(), default=0.0)
    winners = [key for key, score in scores.items() if score == best]
    return winners[0] if len(winners) == 1 else None


def proposals(
    headers: Sequence[str], extract: Extract, recognised: Mapping[str, str]
) -> tuple[float, dict[str, str]]:
    """(sum of likeness, header → field of `extract`); a pair only where each is the other's best alone.

    headers: unique names. recognised: header → field for those that are known by themselves.
    """
    scores = {
        header: {recognised[header]: _RECOGNISED} if header in recognised else _resemblance(header, extract)
        for header in headers
    }
    found = {}
    total = 0.0
    for field in extract.fields:
        header = _winner({h: known[field.name] for h, known in scores.items() if field.name in known})
        if header is not None and _winner(scores[header]) == field.name:
            found[header] = field.name
            total += scores[header][field.name]
    return total, {header: found[header] for header in headers if header in found}
