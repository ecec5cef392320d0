"""What the process of a month goes by: days of the month after, windows after a publication, the calendar."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from engine.policy.parameter import Kind, Parameter, Strict


def _value(
    value: int, unit: Literal["day", "days", "megabytes"], kind: Kind, most: int, clause: str = "四"
) -> Any:
    def made() -> Parameter[int]:
        bounds = (Fraction(1), Fraction(most))
        return Parameter[int](value=value, clause=clause, unit=unit, kind=kind, range=bounds)

    return Field(default_factory=made)


def _zone() -> Any:
    def made() -> Parameter[str]:
        return Parameter[str](
            value="Asia/Shanghai", clause="一.2", unit="choice", kind="assumed", choices=_ZONES
        )

    return Field(default_factory=made)


def _kinds() -> Any:
    def made() -> Parameter[str]:
        return Parameter[str](
            value="documents", clause="六", unit="choice", kind="assumed", choices=tuple(FILE_KINDS)
        )

    return Field(default_factory=made)


_PICTURES = ("pdf", "png", "jpg", "jpeg")
#: What kinds of files may be attached → their endings.
FILE_KINDS: dict[str, tuple[str, ...]] = {
    "documents": (*_PICTURES, "docx", "xlsx", "csv", "txt", "eml"),
    "pdf_and_pictures": _PICTURES,
}
_ZONES = (
    *("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore"),
    "UTC",
)


class Process(Strict):
    """Who has to be done by when, and where the regulation is silent what we assume.

    `*_day`: of the month after. `*_days`: after the publication, the decision after the appeal.
    file_megabytes: the most of one attached file, file_kinds: which may be attached. remind_from_day: from
    then on a region is warned that it will miss the checkpoint. A company's file may leave any of them out.
    """

    load_day: Parameter[int] = _value(3, "day", "assumed", 31)
    submit_day: Parameter[int] = _value(5, "day", "stated", 31)
    verify_day: Parameter[int] = _value(8, "day", "assumed", 31)
    publish_day: Parameter[int] = _value(10, "day", "assumed", 31)
    appeal_days: Parameter[int] = _value(7, "days", "assumed", 366)
    decision_days: Parameter[int] = _value(7, "days", "assumed", 366)
    explanation_days: Parameter[int] = _value(5, "days", "assumed", 366, clause="二")
    file_megabytes: Parameter[int] = _value(20, "megabytes", "assumed", 500, clause="六")
    file_kinds: Parameter[str] = _kinds()
    remind_from_day: Parameter[int] = _value(20, "day", "assumed", 31, clause="一.3")
    time_zone: Parameter[str] = _zone()

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, zone: Parameter[str]) -> Parameter[str]:
        try:
            ZoneInfo(zone.value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"there is no time zone {zone.value}") from None
        return zone
