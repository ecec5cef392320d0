"""Which saved scenario the page shows. Whatever the reader changes after that is another one."""

from __future__ import annotations

from datetime import date

from dashboard import state

_ADDRESS, _TAKEN = "scenario", "scenario_taken"


def named_scenario() -> str | None:
    """The id of the scenario that the address names."""
    return state.address().get(_ADDRESS)


def show_as_taken(scenario_id: str, month: date, region: str | None) -> None:
    """Note that the levers and policy values are those of this scenario; region None: any region."""
    state.keep(_TAKEN, (scenario_id, month, region))
    state.choose(_ADDRESS, scenario_id)


def is_taken(scenario_id: str) -> bool:
    """Whether the levers and policy values were taken over from this scenario."""
    return state.kept(_TAKEN, (None,))[0] == scenario_id  # type: ignore[no-any-return]


def is_elsewhere(month: date, region: str | None) -> bool:
    """Whether the reader has moved on to another month or region than that of the scenario taken."""
    _scenario_id, its_month, its_region = state.kept(_TAKEN)
    return its_month != month or its_region not in {None, region}


def leave_scenario() -> None:
    """What is seen is no longer the scenario that the address names."""
    state.forget(_ADDRESS)
    state.drop(_TAKEN)
