"""Which rows count for what (一.3, 二, 三): the regulation's conditions on rows of the uploaded extracts.

The facts are sums over rows that meet one of these each, whatever the policy; where a reading in
dispute moves the line between them, `claims` draws it as the policy reads it.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.conditions import Condition, Either, Every, Is, IsByDay, IsPositive, IsWho, Not
from engine.policy.readings import Readings

# Words of an extract that decide what a row counts for.
RETAIL = "零售"
PENDING, REJECTED = "待审批", "驳回"
SALARIES, TRAVEL = "工资", "差旅"

EVERY_ROW = Condition("every_row", "一.3", "every row", Every())
#: Sales and collections; `day` is the last day that is still "by" the checkpoint's.
TO_CHECKPOINT = Condition(
    "to_checkpoint", "一.3", "dated on or before the checkpoint's day", IsByDay("date", "day")
)

#: Receivables: what retail customers owe is occupied, of all others the overdue is overrun.
OF_RETAIL = Condition("of_retail", "二", "of retail customers", Is("customer_type", RETAIL))
OF_CONTRACT = Condition("of_contract", "二", "of contract and registered customers", Not(OF_RETAIL.test))
STOCK = Condition("stock", "二", "every row", Every())
#: A credit balance counts as 0; which reading that is, `readings.credit_balances` says.
IS_OWED = Condition("is_owed", "二", "the customer's balance is no credit", IsPositive("balance"))

#: Expenses beside the `manager` of their region and month.
STANDS = Condition("stands", "三", "not rejected", Not(Is("status", REJECTED)))
AWAITS_APPROVAL = Condition("awaits_approval", "三", "still awaiting approval", Is("status", PENDING))
IS_TRAVEL = Condition("is_travel", "三", "travel", Is("category", TRAVEL))
_OWN_TRAVEL = Every((IS_TRAVEL.test, IsWho("claimant", "manager")))
COUNTED_CLAIM = Condition(
    "counted_claim",
    "三",
    "all but salaries, rejected claims and the region manager's own travel",
    Every((Not(Is("category", SALARIES)), STANDS.test, Not(_OWN_TRAVEL))),
)
MANAGERS_TRAVEL = Condition(
    "managers_travel",
    "三",
    "travel claimed by the region's manager of the month",
    Every((STANDS.test, _OWN_TRAVEL)),
)
IS_CLAIM = Condition(
    "is_claim",
    "三",
    "counted or the manager's own travel",
    Either((COUNTED_CLAIM.test, MANAGERS_TRAVEL.test)),
)


def awaiting(claim: Condition) -> Condition:
    """The claims among `claim` that still await approval."""
    test = Every((claim.test, AWAITS_APPROVAL.test))
    return Condition(f"{claim.name}_awaiting", claim.clause, f"{claim.words}, {AWAITS_APPROVAL.words}", test)


#: The facts per office and month that are sums over expenses (`engine.facts`).
EXPENSE_FACTS: Mapping[str, Condition] = {
    "expense_counted": COUNTED_CLAIM,
    "manager_travel": MANAGERS_TRAVEL,
    "expense_pending": awaiting(COUNTED_CLAIM),
    "manager_travel_pending": awaiting(MANAGERS_TRAVEL),
}


def is_travel_inside(readings: Readings) -> bool:
    """Whether the manager's own travel counts against the cap, though reimbursed (三)."""
    return readings.manager_travel.value == "inside_cap"


def are_pending_counted(readings: Readings) -> bool:
    """Whether claims that await approval count (三)."""
    return readings.pending_claims.value == "count"


def claims(readings: Readings) -> dict[str, Condition]:
    """Which claims make up a region's figures of 三 as the policy reads it, by the figure's name.

    `expense_counted` is held against the cap, `manager_travel` shown apart, `expense_pending` what
    awaits approval of that which is, or would be, held against the cap.
    """
    counted = IS_CLAIM if is_travel_inside(readings) else COUNTED_CLAIM
    found = {"expense_counted": counted, "manager_travel": MANAGERS_TRAVEL}
    if not are_pending_counted(readings):
        found = {name: _decided(claim) for name, claim in found.items()}
    return found | {"expense_pending": awaiting(counted)}


def _decided(claim: Condition) -> Condition:
    test = Every((claim.test, Not(AWAITS_APPROVAL.test)))
    return Condition(
        f"{claim.name}_decided", claim.clause, f"{claim.words}, not {AWAITS_APPROVAL.words}", test
    )
