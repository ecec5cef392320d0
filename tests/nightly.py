"""Parameters that wait for the night, beside the few that are tried by day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def by_night(values: Iterable[Any], *, but: Iterable[Any]) -> list[Any]:
    """Every one of `values` as a parameter, those that are not in `but` marked `nightly`."""
    by_day, found = list(but), list(values)
    strangers = [each for each in by_day if each not in found]
    assert not strangers, f"no parameter: {strangers}"
    return [each if each in by_day else pytest.param(each, marks=pytest.mark.nightly) for each in found]
