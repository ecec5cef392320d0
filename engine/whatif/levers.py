"""Levers: what a manager can still move in a month, each an entry on both sides of the books.

| kind               | more                | less                 |
|--------------------|---------------------|----------------------|
| `collect_retail`   | collections         | retail receivables   |
| `collect_overdue`  | collections         | contract overdue     |
| `collect_current`  | collections         | contract not yet due |
| `extra_sales`      | sales; receivables and, for the part paid at once, collections | |
| `reduce_inventory` |                     | inventory            |
| `cut_expenses`     |                     | expenses             |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any, Literal, cast, get_args

LeverKind = Literal[
    "collect_retail", "collect_overdue", "collect_current", "extra_sales", "reduce_inventory", "cut_expenses"
]
ReceivableType = Literal["retail", "contract"]
KINDS: tuple[LeverKind, ...] = get_args(LeverKind)
#: Kinds that turn a balance into collections, the ones that help most first.
COLLECTING: tuple[LeverKind, ...] = ("collect_overdue", "collect_retail", "collect_current")
#: The largest amount in fen that may enter the books (that of one uploaded cell).
LARGEST = 10**13


class LeverError(ValueError):
    """A lever that cannot be applied.

    code: not_a_lever, unknown_lever, unknown_key, missing_key, not_a_text, not_an_amount,
    amount_out_of_range, share_out_of_range, unknown_receivable_type, not_a_flag, unknown_month,
    unknown_region, unknown_office, not_available, beyond_capacity. `parameters` name what a sentence needs:
    kind, region, office, key, value, amount and capacity (both fen), reason.
    """

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Lever:
    """Move `amount` fen in a region, or in one of its offices.

    Without an office the amount is spread over the region's offices, pro rata to what each
    has (for sales, to its sales plan). `receivable_share` and `receivable_type` say how much
    of extra sales stays owed, and by whom; the rest is paid at once. What moves after the
    checkpoint day counts for the month only (`is_by_checkpoint=False`).
    """

    kind: LeverKind
    region: str
    amount: int
    office: str | None = None
    receivable_share: Fraction = Fraction(1)
    receivable_type: ReceivableType = "retail"
    is_by_checkpoint: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise LeverError("unknown_lever", kind=self.kind)
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            raise LeverError("not_an_amount", kind=self.kind, value=self.amount)
        if not 0 <= self.amount <= LARGEST:
            raise LeverError("amount_out_of_range", kind=self.kind, amount=self.amount, capacity=LARGEST)
        if not 0 <= self.receivable_share <= 1:
            raise LeverError("share_out_of_range", value=str(self.receivable_share))
        if self.receivable_type not in get_args(ReceivableType):
            raise LeverError("unknown_receivable_type", value=self.receivable_type)

    @property
    def owed(self) -> int:
        """The part of extra sales that stays owed, in fen, half up."""
        return (self.amount * self.receivable_share + Fraction(1, 2)).__floor__()

    def less(self, fen: int) -> Lever:
        """The lever with so many fen less. LeverError amount_out_of_range below nothing."""
        return replace(self, amount=self.amount - fen)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the share as an exact fraction."""
        return {
            "kind": self.kind,
            "region": self.region,
            "office": self.office,
            "amount": self.amount,
            "receivable_share": str(self.receivable_share),
            "receivable_type": self.receivable_type,
            "is_by_checkpoint": self.is_by_checkpoint,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Lever:
        """The lever that `as_dict` wrote; LeverError names what is wrong."""
        if not isinstance(plain, Mapping):
            raise LeverError("not_a_lever", value=plain)
        known = {field.name for field in fields(cls)}
        for key in plain:
            if key not in known:
                raise LeverError("unknown_key", key=key)
        for key in ("kind", "region", "amount"):
            if key not in plain:
                raise LeverError("missing_key", key=key)
        office, by_checkpoint = plain.get("office"), plain.get("is_by_checkpoint", True)
        for key, text in (("region", plain["region"]), ("office", "" if office is None else office)):
            if not isinstance(text, str):
                raise LeverError("not_a_text", key=key, value=text)
        if not isinstance(by_checkpoint, bool):
            raise LeverError("not_a_flag", key="is_by_checkpoint", value=by_checkpoint)
        return cls(
            kind=cast(LeverKind, plain["kind"]),
            region=plain["region"],
            amount=plain["amount"],
            office=office,
            receivable_share=_share(plain.get("receivable_share", 1)),
            receivable_type=plain.get("receivable_type", "retail"),
            is_by_checkpoint=by_checkpoint,
        )


#: A fraction or a decimal. Powers of ten are left out: 1e-999999999 would fill the memory.
_SHARE = re.compile(r"\d{1,12}([./]\d{1,12})?")


def _share(value: object) -> Fraction:
    try:
        if _SHARE.fullmatch(str(value)):
            return Fraction(str(value))
    except ZeroDivisionError:
        pass
    raise LeverError("share_out_of_range", value=value)
