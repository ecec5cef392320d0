"""The roles of the company, what each sees and which acts are its own; all else derives from this table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["gm", "vp", "region_manager", "office_head", "statistician", "finance", "compliance", "admin"]
#: How much a role sees: of every region or of its own ones in full, of its own offices, no amounts at all.
#: Of regions beyond, what is published (`Figure.is_public`); an admin not even that.
Sight = Literal["everything", "regions", "offices", "nothing"]
#: What can be done besides looking.
Act = Literal[
    "approve_expense",
    "approve_adjustment",
    "decide_transfer",
    "simulate",
    "approve_declaration",
    "declare",
    "report",
    "explain",
    "promise",
    "appeal",
    "save_scenario",
    "upload",
    "map",
    "roll_back",
    "submit",
    "verify",
    "export_payments",
    "propose_adjustment",
    "record_conduct",
    "publish",
    "reopen",
    "decide_appeal",
    "manage_people",
    "end_sessions",
    "back_up",
    "manage_policies",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """A role: its code, its names as files write it (the first is its title), its sight and its acts.

    sees_audit: whether the audit log is open to it. views_as: whether it may look at what others see.
    """

    code: Role
    zh: tuple[str, ...]
    en: str
    sight: Sight
    acts: frozenset[Act]
    sees_audit: bool = False
    views_as: bool = False


# fmt: off
KINDS: tuple[Kind, ...] = (
    Kind("gm", ("总经理",), "General manager", "everything",
         frozenset({"approve_expense", "approve_adjustment", "decide_transfer", "simulate"}), views_as=True),
    Kind("vp", ("分管副总", "副总", "副总经理", "分管副总经理"), "Responsible VP", "regions",
         frozenset({"approve_declaration", "report", "simulate"})),
    Kind("region_manager", ("区域经理", "大区经理"), "Region manager", "regions",
         frozenset({"declare", "approve_declaration", "explain", "promise", "appeal", "report", "simulate",
                    "save_scenario"})),
    Kind("office_head", ("办事处主任", "主任"), "Office head", "offices", frozenset({"declare"})),
    Kind("statistician", ("区域统计员", "统计员"), "Region statistician", "regions",
         frozenset({"upload", "map", "roll_back", "submit"})),
    Kind("finance", ("财务", "财务部"), "Finance", "everything",
         frozenset({"verify", "export_payments", "propose_adjustment"})),
    Kind("compliance", ("合规部", "合规"), "Compliance", "everything",
         frozenset({"record_conduct", "publish", "reopen", "decide_appeal"}),
         sees_audit=True, views_as=True),
    Kind("admin", ("管理员", "系统管理员"), "Administrator", "nothing",
         frozenset({"manage_people", "end_sessions", "back_up", "manage_policies"})),
)
# fmt: on
BY_CODE: dict[str, Kind] = {kind.code: kind for kind in KINDS}
#: As written in a file (lower case) → role.
NAMES: dict[str, Role] = {
    name.casefold(): kind.code for kind in KINDS for name in (kind.code, kind.en, *kind.zh)
}
