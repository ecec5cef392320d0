"""What is measured of a company, in a process of its own: `python -m tests.bench.growth.steps WHAT …`."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from streamlit.testing.v1 import AppTest

from dashboard.entrance.opened import store_at
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.stores.people import today
from dashboard.services.stores.stores import STORE_VARIABLE
from dashboard.services.uploads.consequences import consequences_of_load
from dashboard.services.uploads.ingest import check, commit
from data.store import LoadFile, LoadRequest, Store
from tests.bench.growth.company import Size, frames, uploads

APP = str(Path(__file__).parents[3] / "dashboard" / "app.py")
#: So much is opened first, elsewhere, that no figure holds what a process imports once.
_TINY = Size(60, 1, 2)
_PATIENCE, _RERUNS = 1_200, 3
_TICK = os.sysconf("SC_CLK_TCK")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Step:
    """Seconds of processor time, of children and PostgreSQL too, and by the clock.

    peak: most memory (bytes) that this process held while it lasted; without its children and PostgreSQL.
    """

    name: str
    cpu: float
    clock: float
    peak: int


@dataclass(frozen=True, slots=True)
class Meter:
    """server: the process of PostgreSQL's that started the others, 0 without."""

    server: int = 0

    def taken(self, name: str, work: Callable[[], Made]) -> tuple[Made, Step]:
        """Do it, and say what it took."""
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        clock, cpu = time.perf_counter(), self._cpu()
        made = work()
        spent = self._cpu() - cpu, time.perf_counter() - clock
        return made, Step(name, *spent, _peak())

    def _cpu(self) -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime + _tree(self.server)


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def _tree(process: int) -> float:
    """Seconds of processor time of a process, of its children, and of those that it had."""
    if not process:
        return 0.0
    try:
        own = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except FileNotFoundError:
        return 0.0  # it has just ended, and its parent counts it from now on
    return sum(map(int, own[11:15])) / _TICK + sum(_tree(int(child)) for child in children)


def fill(url: str, size: Size) -> None:
    """Commit all months but the last, a load each, as if they had been checked."""
    with Store.open(url) as store:
        for number in range(size.months - 1):
            file = LoadFile(f"{size.month(number)}", "00", 1)
            store.commit(LoadRequest(frames(size, number), [file], "bench"))


def last_month(url: str, size: Size, meter: Meter) -> Iterator[Step]:
    """Somebody opens the overview, loads the last month, sees it, and looks at others: in one process."""
    last = size.months - 1
    files = uploads(frames(size, last))
    os.environ[STORE_VARIABLE] = url
    app, step = meter.taken("first page", lambda: _page(size.month(last - 1)))
    yield step
    store = store_at(url)
    checked, step = meter.taken("check", lambda: check(store, files, today()))
    yield step
    errors = [issue.text() for issue in checked.ingestion.errors]
    assert not errors, errors[:3]
    yield meter.taken(
        "consequences", lambda: consequences_of_load(store, checked, snapshot(store, policies()))
    )[1]
    yield meter.taken("commit", lambda: commit(store, checked, actor="bench", reason="bench"))[1]
    app, step = meter.taken("page after it", lambda: _page(size.month(last)))
    yield step
    others = [size.month(number % size.months) for number in range(last - _RERUNS, last)]
    reruns = [meter.taken("rerun", lambda month=month: _turned(app, month))[1] for month in others]
    yield sorted(reruns, key=lambda rerun: rerun.cpu)[_RERUNS // 2]
    store.close()


def _page(month: date) -> AppTest:
    """The overview of a month, opened by somebody."""
    return _turned(AppTest.from_file(APP, default_timeout=_PATIENCE), month)


def _turned(app: AppTest, month: date) -> AppTest:
    """An open page, of another month."""
    app.query_params["month"] = f"{month:%Y-%m}"
    app.run()
    assert not [each.value for each in (*app.exception, *app.error)], month
    return app


def main(what: str, url: str, size: str, server: str, elsewhere: str) -> None:
    """Print steps as JSON, one a line, as they are taken. elsewhere: where a tiny company may be made."""
    company, meter = Size(*map(int, size.split("x"))), Meter(int(server))
    if what == "fill":
        print(json.dumps(asdict(meter.taken("history", lambda: fill(url, company))[1])), flush=True)
        return
    fill(elsewhere, _TINY)
    for _ in last_month(elsewhere, _TINY, meter):
        pass
    for step in last_month(url, company, meter):
        print(json.dumps(asdict(step)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
