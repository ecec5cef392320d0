"""A served dashboard on which people sign in, in a real browser: in by invitation, out everywhere at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard.i18n import translator
from dashboard.services.stores.people import now
from data.people.person import Grant, Person
from data.store import Store
from tests.browser.conftest import SLOW
from tests.browser.serving import ROOT, free_port, wait_until_healthy
from tests.built import copied
from tests.dashboard.demo import demo_file

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"


def violations(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def test_in_by_an_invitation_and_out_everywhere_at_once(tmp_path: Path, browser: Browser) -> None:
    _ = translator("zh")
    path, port = copied(demo_file(), tmp_path / "store.duckdb"), free_port()
    with Store.open(str(path)) as store:
        grants = (Grant("finance", None), Grant("admin", None))
        store.people.load([Person("shen", "Shen", "", grants)], "tests", now())
        token = store.people.invite("shen", "tests", now())
    command = [sys.executable, "-m", "dashboard", "serve", "--sign-in", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--store", str(path)],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    here = f"http://127.0.0.1:{port}"
    context, looked_at = browser.new_context(), browser.new_context(bypass_csp=True, color_scheme="dark")
    try:
        wait_until_healthy(here, process, "/healthz")
        glance = looked_at.new_page()
        for place in ("/login", "/login?lang=en", f"/invitation/{token}"):
            glance.goto(here + place)
            assert violations(glance) == [], place
        page = context.new_page()
        page.set_default_timeout(SLOW)
        problems: list[str] = []
        page.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
        page.goto(f"{here}/invitation/{token}")
        expect(page.get_by_label(_("New password"))).to_be_focused()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=_("Overview"))).to_be_visible(timeout=SLOW)
        expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=SLOW)
        # The socket, styles, pictures and files of a page pass the gate.
        page.goto(f"{here}/?month=2026-09")
        expect(page.locator(".js-plotly-plot").last).to_be_visible(timeout=SLOW)
        with page.expect_download(timeout=SLOW) as loading:
            page.get_by_role("button", name="CSV").first.click()
        assert loading.value.path().stat().st_size > 0
        other = context.new_page()
        other.goto(f"{here}/logout")
        other.get_by_role("button", name=_("Sign out")).click()
        expect(other.get_by_role("status")).to_have_text(_("You are signed out."))
        # The page that stood open leaves the screen, and its cookie is worth nothing.
        page.bring_to_front()
        page.mouse.click(5, 5)
        expect(page.get_by_label(_("Account"))).to_be_visible(timeout=SLOW)
        assert "next=%2F%3Fmonth%3D2026-09" in page.url
        assert context.request.get(f"{here}/_stcore/health").status == 401
        assert problems == []
    finally:
        context.close()
        looked_at.close()
        process.terminate()
        process.wait(timeout=20)
