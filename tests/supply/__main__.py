"""`python -m tests.supply licences | bill | audit`."""

from __future__ import annotations

import sys

from tests.supply.audit import audit
from tests.supply.bill import bill
from tests.supply.licences import PAGE, page


def main(verb: str) -> int:
    """Do what `verb` says; the exit code."""
    match verb:
        case "licences":
            PAGE.write_text(page(), "utf-8")
        case "bill":
            print(bill())
        case "audit":
            return audit()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
