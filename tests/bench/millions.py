"""What ten million ledger rows cost a page: the demo company twice, its ledgers thin and thick.

Both stores hold the same organisation, months, customers and totals; in the second every
sale and every receipt is split into a thousand. A page's time runs from the navigation to
the end of its script, everything drawn. Every round looks at another month or region, so
that nothing the page shows was remembered from the round before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from pathlib import Path

import polars as pl
from playwright.sync_api import Browser

from data.sample import frames
from data.store import LoadFile, LoadRequest, Store
from tests.bench.browsing import navigation_to_content
from tests.bench.timing import Ratio, measured_in_turn
from tests.browser.serving import chromium, served

#: The demo's ledgers have 9,068 rows; split so often, ten million.
ROWS, TIMES, ROUNDS = 9_068, 1_103, 12
LEDGERS = ("sales", "collections")
TITLE = "[data-testid=stMain] h1"
FINISHED = "[data-testid=stApp][data-test-script-state=notRunning]"
REGIONS = ("华北", "华东", "华南", "华中", "西南", "西北", "东北")
MONTHS = tuple(f"2026-{month:02d}" for month in range(2, 9))
WHOLE, REGION = "month={month}", "month={month}&region={region}"
#: Page → its address in every round.
PAGES: Mapping[str, str] = {
    "overview": f"?{WHOLE}",
    "targets": f"targets?{WHOLE}",
    "capital": f"capital?{REGION}",
    "expenses": f"expenses?{REGION}",
    "appraisal": f"appraisal?{WHOLE}",
    "settlement": f"settlement?{REGION}",
    "whatif": f"whatif?{REGION}",
    "replay": f"replay?{WHOLE}",
    "trace, offices": f"trace?{REGION}&figure=sales",
    "trace, customers": f"trace?{REGION}&figure=sales&office={{office}}",
    "trace, customers to the checkpoint": (
        f"trace?{REGION}&figure=collections_to_checkpoint&office={{office}}"
    ),
}


def fill(path: Path, times: int) -> dict[str, str]:
    """Write the company with every ledger row split `times` times; an office of every region."""
    given = frames()
    ledgers = {name: given.pop(name) for name in LEDGERS}
    offices = given["org"].group_by("region").agg(pl.col("office").min()).rows()
    with Store.open(path) as store:
        store.commit(LoadRequest(given, [LoadFile("company", "00", 1)], "bench"))
        for name, ledger in ledgers.items():
            # A load per quarter, as companies do it; the memory holds one at a time.
            for number, part in enumerate(_quarters(ledger)):
                file = LoadFile(f"{name}-{number}", "00", 1)
                store.commit(LoadRequest({name: _split(part, times)}, [file], "bench"))
    return dict(offices)


def _quarters(ledger: pl.DataFrame) -> list[pl.DataFrame]:
    dated = ledger.with_columns(pl.col("date").dt.truncate("1q").alias("quarter")).sort("date")
    return dated.partition_by("quarter", include_key=False, maintain_order=True)


def _split(rows: pl.DataFrame, times: int) -> pl.DataFrame:
    """Every row `times` times, its documents numbered, its amounts shared out to the fen."""
    money = [name for name in ("amount", "gross_profit") if name in rows.columns]
    copy = pl.int_range(pl.len(), dtype=pl.Int32).over("source_row")
    repeated = rows.with_columns(source_row=pl.int_range(pl.len(), dtype=pl.Int32)).select(
        pl.all().repeat_by(times).list.explode()
    )
    return repeated.with_columns(copy=copy).with_columns(
        pl.format("{}-{}", "document", "copy").alias("document"),
        *(
            pl.when(pl.col("copy") == 0)
            .then(pl.col(name) - (times - 1) * (pl.col(name) // times))
            .otherwise(pl.col(name) // times)
            for name in money
        ),
    )


def measured() -> Iterator[Ratio]:
    """Every page that shows figures, over the thick ledgers against the thin ones."""
    with tempfile.TemporaryDirectory() as folder:
        thick, thin = Path(folder) / "thick.duckdb", Path(folder) / "thin.duckdb"
        offices = fill(thick, TIMES)
        fill(thin, 1)
        with served(thick) as ours, served(thin) as theirs, chromium() as browser:
            for name, address in PAGES.items():
                pair = (
                    _page(browser, f"{ours}/{address}", offices),
                    _page(browser, f"{theirs}/{address}", offices),
                )
                yield Ratio(
                    f"{name}, {ROWS * TIMES:,} ledger rows",
                    f"{ROWS:,} rows",
                    *measured_in_turn(*pair, ROUNDS),
                )


def _page(browser: Browser, address: str, offices: Mapping[str, str]) -> Callable[[], float]:
    rounds = cycle(zip(MONTHS, REGIONS, strict=True))
    page = browser.new_page(viewport={"width": 1366, "height": 900})

    def open_next() -> float:
        month, region = next(rounds)
        there = address.format(month=month, region=region, office=offices[region])
        return navigation_to_content(page, there, FINISHED, TITLE)

    return open_next
