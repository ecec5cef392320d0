"""Policy replay (制度推演): values in words, and who would have gained and lost."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from dashboard.formats import percent
from dashboard.i18n import N_, _
from dashboard.published import column, sides
from dashboard.tables import Column, Table
from dashboard.views.capital.tiers import tier_name
from dashboard.views.evidence.operands import CHOICES, OPERANDS, operand_title
from dashboard.words import FLAGS, INDICATORS, word
from engine.policy.overrides import Override, OverrideError, adjustable
from engine.policy.parameters import Policy
from engine.whatif.replay import Replay

#: Values that are shares of something, and read in percent.
_SHARES = ("threshold", "rate", "up_to", "cap", "floor", "full_at", "zero_at", "share")
_PARTS = {
    "weight": N_("weight of {name}"),
    "shape.cap": N_("{name}: highest share that counts"),
    "shape.floor": N_("{name}: lowest share that counts"),
    "shape.full_at": N_("{name}: full points up to"),
    "shape.zero_at": N_("{name}: no points from"),
}


def value_title(key: str, policy: Policy) -> str:
    """A policy value's name in the reader's words."""
    section, _dot, rest = key.partition(".")
    if key in OPERANDS:
        return operand_title(key)
    parts = rest.split(".")
    if section == "capital" and parts[:2] == ["tiers", "steps"]:
        tier = tier_name(policy.capital.tiers.steps, int(parts[2]))
        names = {
            "up_to": _("overrun {tier}: upper edge", tier=tier),
            "award": _("overrun {tier}: reward or fine", tier=tier),
        }
        return names.get(parts[3], _("overrun {tier}: written explanation", tier=tier))
    if section == "appraisal" and parts[0] == "indicators":
        name = word(INDICATORS, parts[1])
        what = ".".join(parts[2:])
        if what in _PARTS:
            return _(_PARTS[what], name=name)
        return f"{name}: {parts[-1]}"
    if section == "appraisal" and parts[0] == "pay_bands":
        names = {"at_least": _("pay band {number}: from score", number=int(parts[2]) + 1)}
        return names.get(parts[3], _("pay band {number}: coefficient", number=int(parts[2]) + 1))
    if section == "appraisal" and parts[:2] == ["last_place", "escalations"]:
        return _("months in last place for step {number}", number=int(parts[2]) + 1)
    return key


def value_text(key: str, value: object) -> str:
    """A policy value as a person writes it."""
    if isinstance(value, bool):
        return word(FLAGS, str(value).lower())
    number = _number(value)
    if number is None:
        return _(CHOICES.get(str(value), str(value)))
    if key.rsplit(".", 1)[-1] in _SHARES or key.rsplit(".", 2)[-1].endswith("_rate"):
        return percent(float(number), 2, ())
    if any(part in key for part in _SHARES[:2]):
        return percent(float(number), 2, ())
    return f"{number.numerator:,}" if number.denominator == 1 else f"{float(number):g}"


def _number(value: object) -> Fraction | None:
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def value_options(key: str, current: object, policy: Policy) -> list[Override] | None:
    """The choices of a value that is chosen, not typed; the current one last."""
    if isinstance(current, bool):
        return [not current, current]
    options = next((parameter.choices for name, parameter in policy.parameters() if name == key), None)
    return None if options is None else sorted(options, key=lambda option: option == current)


def change_text(key: str, value: Override, policy: Policy) -> str:
    """A changed value: its name, what the regulation says and what is assumed."""
    before = adjustable(policy)[key]
    return f"{value_title(key, policy)} {value_text(key, before)} → {value_text(key, value)}"


def refusal_text(error: OverrideError, policy: Policy) -> str:
    """Why a changed value is refused, and what it may be."""
    key = str(error.parameters["key"])
    title, value = value_title(key, policy), value_text(key, error.parameters["value"])
    if error.bounds is not None:
        low, high = (value_text(key, bound) for bound in error.bounds)
        return _("{title} may not be {value}: it lies between {low} and {high}.", title=title, value=value,
                 low=low, high=high)  # fmt: skip
    return _("{title} may not be {value}: it does not fit the other values of the regulation.", title=title,
             value=value)  # fmt: skip


def examples(policy: Policy) -> dict[str, Override]:
    """Changes that are often asked for: a higher threshold, a double fine, another quota, another basis."""
    rules, quota = policy.checkpoint, policy.capital
    other = {"annual_target": "trailing_twelve_months", "trailing_twelve_months": "annual_target"}
    return {
        "checkpoint.threshold": str(rules.threshold.value + Fraction(1, 20)),
        "checkpoint.fine": str(rules.fine.value * 2),
        "capital.quota_rate": str(quota.quota_rate.value + Fraction(1, 100)),
        "capital.collections_basis": other[quota.collections_basis.value],
    }


def region_table(found: Replay, *, is_part: bool = False) -> Table:
    """Per region: money before and after, and how often rank and last place change, if these are told."""
    places = (
        Column("rank_changes", _("Months with another rank"), "count"),
        Column("last_before", _("Months last, as it was"), "count"),
        Column("last_after", _("Months last, as it would have been"), "count"),
    )
    return Table(
        "replay",
        _("Who would have gained and lost (yuan)"),
        found.regions,
        (
            column("region"),
            Column("awards_change", _("Change in awards"), "yuan"),
            Column("awards_before", _("Awards as they were"), "yuan"),
            Column("awards_after", _("Awards as they would have been"), "yuan"),
            Column("months_changed", _("Months with other money"), "count"),
            *(() if is_part else places),
        ),
    )


def line_table(found: Replay, *, is_part: bool = False) -> Table:
    """Every region-month that would have been another one, the greatest loss first."""
    differs = pl.any_horizontal(
        pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after"))
        for name in ("checkpoint_outcome", "awards", "rank", "last_place_streak")
    )
    return Table(
        "replay_lines",
        _("Months that would have been different"),
        found.lines.filter(differs),
        (
            column("region"),
            column("month"),
            Column("awards_change", _("Change in awards"), "yuan"),
            *sides("awards", "checkpoint_outcome", *(() if is_part else ("rank",)), "score"),
        ),
    )
