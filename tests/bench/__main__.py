"""`python -m tests.bench [NAME…]`: the table that the README quotes, or the named parts of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.bench import gate, ledgers, loading, millions, pages, regulation, simulation, slider, wide, years

PARTS = {
    part.__name__.rpartition(".")[2]: part
    for part in (regulation, loading, ledgers, simulation, slider, pages, wide, gate, millions, years)
}


def main(names: Sequence[str]) -> None:
    """Measures the named parts (all without a name) in one run and prints them as a Markdown table."""
    if unknown := set(names) - set(PARTS):
        raise SystemExit(f"There is no part {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    print(f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores; medians, both sides in turn.\n")
    print("| what | ours | against | theirs | ratio |")
    print("|---|---|---|---|---|")
    for name in names or PARTS:
        for ratio in PARTS[name].measured():
            print(ratio.row(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
