"""Everything that reaches the browser of whoever opens a page: what is drawn, and every file it offers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from dashboard import components
from dashboard.components.elements import cards
from dashboard.components.elements import parts as page_parts
from dashboard.formats import Unit

#: What says how a run went and nothing of what it shows; the beginning of a session holds a random number.
_OF_THE_RUN = {
    "new_session",
    "script_finished",
    "session_status_changed",
    "session_event",
    "git_info_changed",
}
#: Fields with random numbers: a file that is made when asked for has an address of its own.
_RANDOM = ("deferred_file_id",)


#: The first step to what stands in the side bar.
_SIDE_BAR = 1


def _place(message: bytes) -> list[int]:
    read = ForwardMsg()
    read.ParseFromString(message)
    return list(read.metadata.delta_path[:1])


@dataclass(slots=True)
class Received:
    """messages: those of the runs so far, files: those offered, by name."""

    messages: list[bytes] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget what came so far."""
        self.messages.clear()
        self.files.clear()

    def of_the_page(self) -> list[bytes]:
        """What is shown in the main part: the side bar tells who looks."""
        return [each for each in self.messages if _place(each) != [_SIDE_BAR]]

    def has(self, text: str) -> bool:
        """Whether a text stands in any of it."""
        sought = text.encode()
        return any(sought in each for each in (*self.messages, *self.files.values()))


def recorded(monkeypatch: pytest.MonkeyPatch) -> Received:
    """From now on all that pages send and offer, with every part of them and every fold open."""
    found = Received()
    enqueue, offer, expand = ForwardMsgQueue.enqueue, st.download_button, st.expander

    def sent(queue: ForwardMsgQueue, message: Any) -> None:
        if message.WhichOneof("type") not in _OF_THE_RUN and not _is_waiting(message):
            found.messages.append(_anyones(_plain(message).SerializeToString(deterministic=True)))
        enqueue(queue, message)

    def offered(label: str, data: Any, file_name: str = "", **named: Any) -> Any:
        content = data() if callable(data) else data
        name = file_name
        while name in found.files and found.files[name] != content:
            name += "+"
        found.files[name] = _timeless(content if isinstance(content, bytes) else str(content).encode())
        return offer(label, data, file_name, **named)

    def opened(label: str, **named: Any) -> Any:
        return expand(label, **({**named, "expanded": True}))

    def at_once(made: page_parts.Parts, unit: Unit, month: date) -> None:
        for title, part in made.items():
            st.markdown(title)
            cards.show_cards(part() or (), unit, month)

    monkeypatch.setattr(ForwardMsgQueue, "enqueue", sent)
    monkeypatch.setattr(st, "download_button", offered)
    monkeypatch.setattr(st, "expander", opened)
    for module in _modules():
        if hasattr(module, "show_parts"):
            monkeypatch.setattr(module, "show_parts", at_once)
    return found


def _is_waiting(message: Any) -> bool:
    """Whether it is the outline of what takes long: it comes or does not, as busy as the machine is."""
    kind = message.delta.WhichOneof("type")
    return kind == "new_transient" or (
        kind == "new_element" and message.delta.new_element.WhichOneof("type") in ("empty", "skeleton")
    )


def _anyones(content: bytes) -> bytes:
    """Without numbers of loads and of the board's edits, which hold the time."""
    loads = re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", b"<load>", content)
    return re.sub(rb'"number": \d{13}\b', b'"number": 0', loads)


def _timeless(content: bytes) -> bytes:
    """A file without the time at which it was made, or anything was loaded."""
    if not content.startswith(b"PK"):
        return _anyones(re.sub(rb"/(CreationDate|ModDate|ID) ?(\([^)]*\)|\[[^]]*\])", b"", content))
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        return b"\n".join(
            name.encode() + b"\n" + _anyones(whole.read(name))
            for name in whole.namelist()
            if name != "docProps/core.xml"
        )


def _plain(message: Any) -> Any:
    kept = type(message)()
    kept.CopyFrom(message)
    kept.ClearField("hash")
    _without_random(kept)
    return kept


def _without_random(message: Any) -> None:
    for described, value in message.ListFields():
        if described.name in _RANDOM:
            message.ClearField(described.name)
        elif described.name == "styler":
            # The sheet of a styled table is named by a random number.
            value.styles, value.uuid = value.styles.replace(value.uuid, ""), ""
        elif described.message_type is not None and not described.message_type.GetOptions().map_entry:
            for each in value if described.is_repeated else [value]:
                if hasattr(each, "ListFields"):
                    _without_random(each)


def _modules() -> Iterator[Any]:
    for each in walk_packages(components.__path__, f"{components.__name__}."):
        yield import_module(each.name)
