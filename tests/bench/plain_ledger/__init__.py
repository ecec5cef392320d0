"""A sales ledger checked and loaded the usual way: csv or openpyxl, loops over cells, pandas, DuckDB.

What benches hold our loading against. It reads and writes the same store and makes the same checks of
values (`tests/bench/test_plain_ledger.py` holds both to it), as a competent analyst writes them: exact
amounts by Decimal, spellings looked up once each, whole columns in pandas. It does less than ours where
openpyxl would make it far slower: no hidden rows, merged cells or formulas, no limits in a process apart.
"""

from tests.bench.plain_ledger.loading import Findings, load

__all__ = ["Findings", "load"]
