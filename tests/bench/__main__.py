"""`python -m tests.bench`: the table that the README quotes."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from tests.bench import ledgers, loading, pages, regulation, simulation


def main() -> None:
    """Measures everything in one run and prints it as a Markdown table."""
    print(f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores; medians, both sides in turn.\n")
    print("| what | ours | against | theirs | ratio |")
    print("|---|---|---|---|---|")
    for part in (regulation, loading, ledgers, simulation, pages):
        for ratio in part.measured():
            print(ratio.row(), flush=True)


if __name__ == "__main__":
    main()
