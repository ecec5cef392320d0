"""Our style sheet and script come with every page of Streamlit's, once a visit."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse, PlainTextResponse, Response
from streamlit.runtime import backend_operation_handler

from dashboard.assets import ASSETS
from dashboard.entrance.furnishing import Furnishing, served
from dashboard.entrance.own_words import WORDS
from dashboard.entrance.preloading import STATIC


def answered(path: str, inner: Response, method: str = "GET") -> tuple[int, dict[str, str], str]:
    """Status, headers and body of what comes out where `inner` would have come out."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    asyncio.run(Furnishing(inner)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], headers, body.decode()


def test_a_page_names_our_files_after_everything_of_streamlits() -> None:
    status, headers, body = answered("/year", HTMLResponse("as Streamlit sent it", headers={"etag": "old"}))
    assert status == 200
    assert "etag" not in headers
    assert int(headers["content-length"]) == len(body.encode())
    assert re.search(r'<link rel="stylesheet" href="/furnishing/\w+/page\.css">.*</body>', body, re.DOTALL)
    assert body.rindex("./static/js/") < body.index("/furnishing/")


def test_what_a_page_names_is_there_and_may_be_kept() -> None:
    page = answered("/", HTMLResponse(""))[2]
    for path in re.findall(r"/furnishing/[^\"]+", page):
        status, headers, body = answered(path, PlainTextResponse("nothing here", 404))
        assert status == 200
        assert "immutable" in headers["cache-control"]
        # The script of words is filled from the catalogue: its first line stands as in the file.
        assert body.splitlines()[0] == (ASSETS / path.rsplit("/", 1)[1]).read_text("utf-8").splitlines()[0]


def test_all_else_passes_as_it_is() -> None:
    assert answered("/_stcore/health", PlainTextResponse("ok"))[2] == "ok"
    assert answered("/nowhere", HTMLResponse("no such page", 404))[::2] == (404, "no such page")
    assert answered("/", HTMLResponse("posted"), "POST")[2] == "posted"
    assert answered("/furnishing/0/page.css", PlainTextResponse("none", 404))[0] == 404


def test_scripts_of_every_pages_elements_are_fetched_while_the_browser_starts() -> None:
    page = answered("/", HTMLResponse(""))[2]
    preloaded = re.findall(r'<link rel="modulepreload" crossorigin href="\./static/js/([^"]+)">', page)
    assert any(name.startswith("Selectbox.") for name in preloaded)
    assert len(preloaded) == len(set(preloaded)), (
        "what Streamlit's page brings by itself is not asked for twice"
    )
    assert not any(name.startswith("PlotlyChart.") for name in preloaded)
    for name in preloaded:
        assert (STATIC / "static" / "js" / name).is_file()


def test_every_word_of_streamlits_that_we_translate_is_still_one_of_its_words() -> None:
    scripts = "".join(path.read_text("utf-8") for path in (STATIC / "static" / "js").glob("*.js"))
    made = {"{number} options available.", *(word for word in WORDS if word.startswith("Press "))}
    # What the server says in a failed answer stands there.
    server = Path(backend_operation_handler.__file__).read_text("utf-8")
    others = [word for word in WORDS if word not in made and f"`{word}`" not in scripts]
    assert [word for word in others if f'"{word}"' not in server] == []


def test_the_script_of_words_carries_them_in_chinese() -> None:
    script = next(body.decode() for path, (_kind, body) in served().items() if path.endswith("/words.js"))
    assert '"Sort ascending": "升序"' in script
    assert "有 $1 个选项" in script
