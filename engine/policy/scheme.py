"""The appraisal scheme as data (四): indicators, weights, shapes, tie-breaks, bands, streaks.

Another company's scheme is another YAML file. An indicator measures either one of the
built-in ratios or an uploaded indicator (`indicator:<name>`, actual ÷ target), and a
shape turns the ratio into a share of the weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from engine.policy.parameter import Clause, Exact, Kind, Parameter, Strict, check_ladder

BUILT_IN_MEASURES = (
    "sales_attainment",
    "collections_attainment",
    "capital_overrun_ratio",
    "expense_to_cap",
    "conduct",
)
UPLOADED_PREFIX = "indicator:"


Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class OnZero:
    """What stands for the ratio where an uploaded target is 0: there is no ratio, only reached or missed."""

    better: Better
    reached: Fraction
    missed: Fraction


class Proportional(Strict):
    """The ratio itself, between `floor` and `cap`: more is better."""

    name: Literal["proportional"]
    cap: Exact
    floor: Exact

    def share(self, value: Fraction) -> Fraction:
        """Share of the weight earned at `value`."""
        return max(self.floor, min(value, self.cap))

    @property
    def on_zero(self) -> OnZero:
        """A target of 0 is reached by anything not below it."""
        return OnZero("higher", Fraction(1), Fraction(0))


class Declining(Strict):
    """Full weight up to `full_at`, then a straight line down to nothing at `zero_at`: less is better."""

    name: Literal["declining"]
    full_at: Exact
    zero_at: Exact

    @model_validator(mode="after")
    def _declines(self) -> Declining:
        if self.zero_at <= self.full_at:
            raise ValueError("zero_at must lie above full_at")
        return self

    def share(self, value: Fraction) -> Fraction:
        """Share of the weight earned at `value`."""
        return max(Fraction(0), min(Fraction(1), (self.zero_at - value) / (self.zero_at - self.full_at)))

    @property
    def on_zero(self) -> OnZero:
        """A target of 0 is reached by nothing above it."""
        return OnZero("lower", self.full_at, self.zero_at)


class Rung(Strict):
    """Ratios of at least `at_least` earn `share` of the weight."""

    at_least: Exact | None = None
    share: Exact


class Ladder(Strict):
    """A table of thresholds, highest first; the last rung is open."""

    name: Literal["ladder"]
    rungs: tuple[Rung, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _descends(self) -> Ladder:
        check_ladder([rung.at_least for rung in self.rungs], "at_least", is_ascending=False)
        return self

    def share(self, value: Fraction) -> Fraction:
        """Share of the weight earned at `value`."""
        return next(rung.share for rung in self.rungs if rung.at_least is None or value >= rung.at_least)

    @property
    def on_zero(self) -> OnZero:
        """Read from the shares, whether more is better: a target of 0 is reached as at a ratio of 1."""
        first, last = self.rungs[0], self.rungs[-1]
        if first.share >= last.share:
            return OnZero("higher", Fraction(1), Fraction(0))
        return OnZero("lower", Fraction(1), first.at_least or Fraction(2))


class Deduction(Strict):
    """The weight minus `points` per sanction, never below nothing."""

    name: Literal["deduction"]
    points: dict[str, Exact]


Shape = Annotated[Proportional | Declining | Ladder | Deduction, Field(discriminator="name")]


class Indicator(Strict):
    """One line of the appraisal table."""

    name: str = Field(min_length=1)
    measure: str
    clause: Clause
    kind: Kind
    weight: Exact
    shape: Shape
    period: Literal["month", "year_to_date"] = "month"

    @model_validator(mode="after")
    def _is_measurable(self) -> Indicator:
        _check_measure(self.measure)
        if (self.measure == "conduct") != isinstance(self.shape, Deduction):
            raise ValueError("the shape deduction goes with the measure conduct, and only with it")
        if self.weight <= 0:
            raise ValueError("weight must be positive")
        if self.period == "year_to_date" and self.measure in (
            "capital_overrun_ratio",
            "expense_to_cap",
            "conduct",
        ):
            raise ValueError(f"{self.measure} has no choice of period")
        return self


class TieBreak(Strict):
    """Equal scores are told apart by this measure; an absent value ranks lowest."""

    measure: str
    better: Better

    @property
    def on_zero(self) -> OnZero:
        """A target of 0 that is reached ranks as a ratio of 1."""
        return OnZero(self.better, Fraction(1), Fraction(0 if self.better == "higher" else 2))

    @model_validator(mode="after")
    def _is_measurable(self) -> TieBreak:
        _check_measure(self.measure)
        if self.measure == "conduct":
            raise ValueError("conduct cannot break ties")
        return self


class TieBreaks(Strict):
    """The order in which equal scores are told apart."""

    clause: Clause
    kind: Kind
    order: tuple[TieBreak, ...]


class PayBand(Strict):
    """Published scores of at least `at_least` are paid `coefficient`."""

    at_least: Exact | None = None
    coefficient: Exact


class PayBands(Strict):
    """Pay coefficients by score, highest band first; the last one is open."""

    clause: Clause
    kind: Kind
    steps: tuple[PayBand, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _descends(self) -> PayBands:
        check_ladder([band.at_least for band in self.steps], "at_least", is_ascending=False)
        return self


class Escalation(Strict):
    """What follows from `months` consecutive months in last place."""

    months: int = Field(ge=1)
    action: Literal["report_to_vp", "transfer"]


class LastPlace(Strict):
    """Streaks in last place and what they lead to."""

    clause: Clause
    kind: Kind
    minimum_regions: Parameter[int]
    escalations: tuple[Escalation, ...]

    @model_validator(mode="after")
    def _ascends(self) -> LastPlace:
        months = [escalation.months for escalation in self.escalations]
        if months != sorted(set(months)):
            raise ValueError("escalations must ascend by months")
        return self


class Appraisal(Strict):
    """The whole scheme."""

    indicators: tuple[Indicator, ...] = Field(min_length=1)
    tie_breaks: TieBreaks
    pay_bands: PayBands
    last_place: LastPlace

    @property
    def uploaded(self) -> tuple[str, ...]:
        """The uploaded indicators that the scheme names, for points or to break ties."""
        measures = [i.measure for i in self.indicators] + [tie.measure for tie in self.tie_breaks.order]
        names = [m.removeprefix(UPLOADED_PREFIX) for m in measures if m.startswith(UPLOADED_PREFIX)]
        return tuple(dict.fromkeys(names))

    @property
    def sanctions(self) -> tuple[str, ...]:
        """The sanctions that cost points (六)."""
        shapes = [i.shape for i in self.indicators if isinstance(i.shape, Deduction)]
        return tuple(dict.fromkeys(name for shape in shapes for name in shape.points))

    @model_validator(mode="after")
    def _names_are_unique(self) -> Appraisal:
        names = [indicator.name for indicator in self.indicators]
        if len(set(names)) < len(names):
            raise ValueError("two indicators share a name")
        return self


def _check_measure(measure: str) -> None:
    if measure not in BUILT_IN_MEASURES and not (
        measure.startswith(UPLOADED_PREFIX) and len(measure) > len(UPLOADED_PREFIX)
    ):
        known = ", ".join(BUILT_IN_MEASURES)
        raise ValueError(f"unknown measure {measure}; known are {known} and {UPLOADED_PREFIX}<name>")
