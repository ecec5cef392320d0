"""A served dashboard and a real browser, for journeys, screenshots and measurements."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from dashboard.entrance.terms import SIGN_IN_VARIABLE
from dashboard.services.stores.stores import STORE_VARIABLE

ROOT = Path(__file__).parents[2]
APP = ROOT / "dashboard" / "app.py"
START_SECONDS = 60
HEALTH = "/_stcore/health"
#: Chromium looks for hosts of its own at every start unless told not to.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def served(store: Path | str, app: Path = APP, **environment: str) -> Iterator[str]:
    """The address of `app`, served on a free port over `store` for the length of the block."""
    with serving(store, app, **environment) as (address, _process):
        yield address


@contextmanager
def serving(
    store: Path | str, app: Path = APP, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """As `served`, with the process that serves."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port), *_settings()],
        cwd=ROOT,
        env={**os.environ, STORE_VARIABLE: str(store), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(address, process, "/healthz" if SIGN_IN_VARIABLE in environment else HEALTH)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _settings() -> Iterator[str]:
    """Our own settings, for apps elsewhere too: bare pages are measured under the same ones."""
    file = tomllib.loads((APP.parent / ".streamlit" / "config.toml").read_text("utf-8"))
    for section in ("server", "client", "runner", "browser"):
        for name, value in file[section].items():
            if not isinstance(value, list):
                yield from (
                    f"--{section}.{name}",
                    str(value).lower() if value in (True, False) else str(value),
                )


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Debian's chromium without a window: the one that never has any, which takes less, if it is there."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(address: str, process: subprocess.Popen[bytes], path: str = HEALTH) -> None:
    """Return once the server answers; RuntimeError if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with exit code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}{path}", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s")
