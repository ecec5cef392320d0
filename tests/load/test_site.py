"""A whole site, as it is run: what a reader, and whoever runs it, sees when replicas come and go."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from engine.policy.parameters import DEFAULT_FOLDER, load_policies
from tests.dashboard.entering import OPENING
from tests.dashboard.raw_page import RawPage, raw_page
from tests.load.site import Replica, Site, site

pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture
def place(served: Site) -> Site:
    """The site with all its replicas."""
    for each in served.replicas:
        if each.process is None or each.process.poll() is not None:
            each.start()
    for each in served.replicas:
        each.until_ready()
    served.until_served()
    return served


def visit(place: Site, reader: int = 0) -> tuple[httpx.Client, str]:
    """A browser that opened the first page, and its cookies."""
    browser = httpx.Client(base_url=place.address, timeout=30, trust_env=False)
    browser.headers["cookie"] = place.cookie(reader)
    answer = browser.get("/", headers=OPENING)
    assert answer.status_code == 200, answer.text
    cookies = f"{place.cookie(reader)}; cockpit-replica={answer.cookies['cockpit-replica']}"
    browser.headers["cookie"] = cookies
    return browser, cookies


def placed(place: Site, cookies: str) -> tuple[Replica, Replica]:
    """The replica that a reader was given, and the other."""
    number = cookies.rpartition("=r")[2]
    mine, other = sorted(place.replicas, key=lambda each: each.number != number)
    return mine, other


def text(page: RawPage, query: str = "lang=en") -> str:
    # Without the marks that keep Markdown from reading a version as anything else.
    return "\n".join(str(message) for message in page.run(query)).replace("\\", "")


def stamps(place: Site) -> set[str]:
    """The policies that the replicas say they show."""
    found: set[str] = set()
    for each in place.replicas:
        with raw_page(
            place.address, {"cookie": f"{place.cookie(0)}; cockpit-replica=r{each.number}"}
        ) as page:
            found |= set(re.findall(r"policy [^ ]+ ", text(page)))
    return found


def test_an_upgrade_one_after_another_ends_no_session_and_nobody_meets_a_closed_door(place: Site) -> None:
    browser, cookies = visit(place)
    mine, other = placed(place, cookies)
    with raw_page(place.address, {"cookie": cookies}) as page:
        assert "data version" in text(page)
        assert mine.figure("region_cockpit_sessions") == 1
        assert mine.process is not None
        mine.process.send_signal(signal.SIGTERM)
        while mine.asked() != (503, "draining"):
            time.sleep(0.1)
        # Who is there goes on, who comes is sent to the other, all by the same address.
        assert "data version" in text(page)
        for _visitor in range(6):
            _, theirs = visit(place, 1)
            assert placed(place, theirs)[0] is other
        again = browser.get("/", headers=OPENING)
        assert (again.status_code, again.cookies["cockpit-replica"]) == (200, f"r{other.number}")
    mine.process.wait(90)
    mine.process = None
    with raw_page(place.address, {"cookie": cookies}) as page:
        assert "data version" in text(page)


def test_while_all_replicas_are_restarted_one_after_another_whoever_comes_is_let_in(place: Site) -> None:
    came, is_over = Counter[int | str](), threading.Event()

    def come() -> None:
        # Half of them for the first time, half again and again to the replica that they were given.
        known = httpx.Client(base_url=place.address, timeout=60, trust_env=False)
        known.headers["cookie"] = place.cookie(2)
        while not is_over.wait(0.1):
            with httpx.Client(base_url=place.address, timeout=60, trust_env=False) as stranger:
                stranger.headers["cookie"] = place.cookie(3)
                for each in (known, stranger):
                    try:
                        came[each.get("/", headers=OPENING).status_code] += 1
                    except httpx.HTTPError as error:
                        came[repr(error)] += 1
        known.close()

    coming = [threading.Thread(target=come) for _ in range(2)]
    for each in coming:
        each.start()
    try:
        for replica in place.replicas:
            replica.stop(signal.SIGTERM)
            replica.start()
            replica.until_ready()
            place.until_served()
    finally:
        is_over.set()
        for each in coming:
            each.join()
    assert came.total() > 20
    assert set(came) == {200}, came


def test_a_replica_that_is_killed_is_missed_by_nobody_for_long(place: Site) -> None:
    browser, cookies = visit(place)
    mine, other = placed(place, cookies)
    mine.stop()
    began = time.monotonic()
    answer = browser.get("/", headers=OPENING)
    assert (answer.status_code, answer.cookies["cockpit-replica"]) == (200, f"r{other.number}")
    with raw_page(place.address, {"cookie": cookies}) as page:
        assert "data version" in text(page)
    assert time.monotonic() - began < 30


def test_a_form_of_one_replica_is_taken_by_another(place: Site) -> None:
    browser = httpx.Client(base_url=place.address, timeout=30, trust_env=False)
    form = browser.get("/login", headers=OPENING)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.text))
    _mine, other = placed(place, f"cockpit-replica={form.cookies['cockpit-replica']}")
    browser.cookies.set("cockpit-replica", f"r{other.number}", domain="127.0.0.1")
    sent = browser.post(
        "/login",
        data=hidden | {"account": "nobody", "password": "wrong"},
        headers={"origin": place.address, "sec-fetch-site": "same-origin"},
    )
    assert sent.status_code == 401, "the form was believed, the password was not"


def test_policies_that_are_adopted_are_shown_by_all_replicas(place: Site, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    source = (DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8")
    (folder / "2025-01.yaml").write_text(f"# adopted\n{source}", "utf-8")
    own = load_policies(folder)
    before = stamps(place)
    assert len(before) == 1
    done = place.command("policies", "adopt", str(folder))
    assert own.digest in done.stdout, done.stderr
    time.sleep(1.5)
    after = stamps(place)
    assert after == {f"policy {own.items[0].stamp} "}
    assert after != before
    # A machine on which another folder is named starts no replica.
    place.environment["REGION_COCKPIT_POLICY"] = str(tmp_path / "other")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "2025-01.yaml").write_text(f"# other\n{source}", "utf-8")
    try:
        refused = place.command("serve", "--port", "1")
        assert refused.returncode == 1
        assert own.digest in refused.stderr
        assert load_policies(tmp_path / "other").digest in refused.stderr
    finally:
        del place.environment["REGION_COCKPIT_POLICY"]


def test_the_jobs_of_the_timers_run_beside_the_replicas(place: Site, tmp_path: Path) -> None:
    assert place.command("remind", "--dry-run").returncode == 0
    done = place.command("backup", str(tmp_path / "backup.zip"))
    assert (done.returncode, (tmp_path / "backup.zip").exists()) == (0, True), done.stderr
