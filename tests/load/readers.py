"""Readers without a browser, many at once: each a web socket with the messages that pages exchange."""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
import time
from dataclasses import dataclass, field

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.dashboard.entering import OPENING

#: What readers do, as often as they do it: the page's path and what the address says.
ACTS = (
    *[("", f"unit={unit}&lang=en") for unit in ("yuan", "wan")] * 2,
    *[("targets", f"unit={unit}&lang=en") for unit in ("yuan", "wan")],
    ("whatif", "lang=en"),
)
_VERSION = re.compile(r"data version ([0-9a-z.\-]+)")
_SECONDS = 120.0


@dataclass
class Answers:
    """seconds: of each rerun after a reader's first. failed: what kept a run from ending.

    shown: page, address and the data version that it names → digests of what is read there: more than
    one is an answer that mixes two states.
    """

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    shown: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    versions: set[str] = field(default_factory=set)

    @property
    def mixed(self) -> list[tuple[str, str, str]]:
        """Answers that named one version and showed figures of several, or named several."""
        return [key for key, digests in self.shown.items() if len(digests) > 1 or "," in key[2]]


async def read(address: str, cookie: str, until: float, think: float, answers: Answers, seed: int) -> None:
    """Be a reader until a moment (monotonic), thinking `think` seconds on average between acts."""
    drawn = random.Random(seed)
    await asyncio.sleep(drawn.uniform(0, think))
    while time.monotonic() < until:
        try:
            async with httpx.AsyncClient(base_url=address, timeout=_SECONDS, trust_env=False) as browser:
                opened = await browser.get("/", headers={**OPENING, "cookie": cookie})
            opened.raise_for_status()
            placed = f"{cookie}; cockpit-replica={opened.cookies.get('cockpit-replica', '')}"
            async with connect(
                f"ws{address.removeprefix('http')}/_stcore/stream",
                origin=address,  # type: ignore[arg-type]
                subprotocols=[Subprotocol("streamlit")],
                additional_headers={"cookie": placed},
                max_size=None,
                compression=None,
                proxy=None,
                ping_interval=None,
            ) as socket:
                await _work(socket, until, think, answers, drawn)
        except (OSError, TimeoutError, WebSocketException, httpx.HTTPError) as error:
            answers.failed.append(f"{type(error).__name__}: {error}"[:200])
            await asyncio.sleep(1)


async def _work(
    socket: ClientConnection, until: float, think: float, answers: Answers, drawn: random.Random
) -> None:
    is_first = True
    while time.monotonic() < until:
        page, query = drawn.choice(ACTS)
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = page, query
        began = time.monotonic()
        await socket.send(message.SerializeToString())
        texts = await asyncio.wait_for(_answer(socket), _SECONDS)
        (answers.first if is_first else answers.seconds).append(time.monotonic() - began)
        is_first = False
        _note(answers, page, query, texts)
        await asyncio.sleep(drawn.uniform(0.5, 1.5) * think)


async def _answer(socket: ClientConnection) -> list[str]:
    """The texts of a run, until it ends."""
    texts: list[str] = []
    while True:
        said = await socket.recv(decode=False)
        message = ForwardMsg()
        message.ParseFromString(said)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            texts = []  # a run that begins takes nothing over from one that was left for it
        elif kind == "delta":
            element = message.delta.new_element
            match element.WhichOneof("type"):
                case "markdown":
                    texts.append(element.markdown.body)
                case "html":
                    texts.append(element.html.body)
                case "exception" | "alert" as wrong:
                    texts.append(f"{wrong}: {getattr(element, wrong)}")
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return texts


def _note(answers: Answers, page: str, query: str, texts: list[str]) -> None:
    whole = "\n".join(sorted(texts)).replace("\\", "")  # as it is read, not as Markdown writes it
    versions = set(_VERSION.findall(whole))
    if not versions:
        answers.failed.append(f"no figures on {page or 'overview'}: {whole[:200]}")
        return
    answers.versions |= versions
    key = (page, query, ",".join(sorted(versions)))
    answers.shown.setdefault(key, set()).add(hashlib.sha256(whole.encode()).hexdigest())


async def crowd(address: str, cookies: list[str], seconds: float, think: float) -> Answers:
    """So many readers as cookies, for so long."""
    answers, until = Answers(), time.monotonic() + seconds
    await asyncio.gather(
        *(read(address, cookie, until, think, answers, seed) for seed, cookie in enumerate(cookies))
    )
    return answers
