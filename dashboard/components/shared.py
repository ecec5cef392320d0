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


def is_taken(scenario_id: str, month: date, region: str | None) -> bool:
    """Whether the scenario was taken over already; one that the reader has moved away from is left."""
    taken = state.kept(_TAKEN)
    if taken is None or taken[0] != scenario_id:
        return False
    if taken[1] != month or taken[2] not in {None, region}:
        leave_scenario()
    return True


def leave_scenario() -> None:
    """What is seen is no longer the scenario that the address names."""
    state.forget(_ADDRESS)
    state.drop(_TAKEN)
