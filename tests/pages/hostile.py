"""A company whose every name is an attack on whoever shows it as Markdown or HTML; and finding them live."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from data.sample import frames, running_frames
from data.store import LoadFile, LoadRequest, Store

ATTACKS = (
    "![x](http://ev.il/x)",
    "[x](http://ev.il)",
    "**fett**",
    ":red[rot]",
    "$x^2$",
    "<img src=//ev.il>",
    "`code`",
    "a\n\n# Titel",
    ":material/home:",
    ":material_home: :smile:",
    "<a href=//ev.il>x</a>",
    "www.ev.il a@ev.il",
    "a -- b -> c",
    "&lt;b&gt; :streamlit:",
    "~~del~~ __u__",
    "- x\n1. y\n> z",
)
#: What none of them may become: as raw text in Markdown it is live.
_LIVE = re.compile(
    r"!\[x|\[x\]\(|://ev|(?<!\\)//ev|\*\*fett|:red\[rot|\$x\^2|(?<!\\)<img|(?<!\\)<a |`code`|\n# Titel"
    r"|:material[/_]home|:smile:|:streamlit:|www\.ev|a@ev|(?<!\S)--(?!\S)|(?<!\S)->(?!\S)|(?<!\\)&lt;b|~~del|__u__"
    r"|\n1\. y|\n> z"
)
#: In a chart only a little HTML is live, in HTML of our own nothing else: both show the rest as it stands.
_LIVE_AS_HTML = re.compile(r"<(?:img|a )")
#: Our own HTML has links to our pages and drawn courses.
_LIVE_IN_OURS = re.compile(r'<img(?! alt="" src="data:image/svg\+xml,)|<a (?!href="/(?!/))')

#: Fields of elements that are shown as they stand, not as Markdown. Looked up in a browser; every
#: string in a field that is not among them counts as Markdown.
_AS_THEY_STAND = {
    *("alt", "placeholder", "icon", "language", "id", "form_id", "url", "element_id", "key", "user_key"),
    *(
        "query_string",
        "page",
        "page_script_hash",
        "mime",
        "file_name",
        "default",
        "value",
        "raw_value",
        "raw_values",
    ),
    "query_params",
}
#: … and whole elements: cells and code.
_PLAIN_ELEMENTS = {"code", "bidi_component"}
_PLAIN_OPTIONS = {"selectbox", "multiselect"}
_NAMES = (
    *("region", "office", "manager", "vice_president", "approver", "reason", "remedy", "customer", "product"),
    *("claimant", "note", "salesperson", "indicator", "source_file", "source_sheet"),
)


def hostile_name(name: str, number: int) -> str:
    """The attack that stands for `name`; different names stay different."""
    return f"{ATTACKS[number % len(ATTACKS)]} {name[:6]}"


def _hostile(frame: pl.DataFrame, known: dict[str, str]) -> pl.DataFrame:
    for column in (name for name in _NAMES if name in frame.columns):
        for name in frame[column].drop_nulls().unique(maintain_order=True):
            known.setdefault(name, hostile_name(name, len(known)))
        frame = frame.with_columns(pl.col(column).replace(known))
    return frame


def load_hostile(store: Store) -> None:
    """The demo company's last months under hostile names, committed past the checks."""
    known: dict[str, str] = {}
    since = date(2026, 8, 1)
    for number, part in enumerate((frames(), running_frames())):
        made = {}
        for name, frame in part.items():
            dated = next((column for column in ("date", "month") if column in frame.columns), None)
            recent = frame if dated is None else frame.filter(pl.col(dated) >= since)
            made[name] = _hostile(recent, known)
        files = [LoadFile(f"{ATTACKS[number]}.xlsx", f"{number:064x}", 1)]
        store.commit(LoadRequest(made, files, ATTACKS[2], accepted_reason=ATTACKS[0]))


def live(app: AppTest) -> set[str]:
    """What an element of the page shows alive: "kind.field: text" each."""
    found = set()
    for node in app._tree:
        proto = getattr(node, "proto", None)
        if proto is not None:
            found |= set(_live_in(node.type, proto))
    return found


def _live_in(kind: str, proto: Message) -> Iterator[str]:
    if kind == "plotly_chart":
        yield from _told(f"{kind}.spec", _texts(json.loads(proto.spec)), _LIVE_AS_HTML)
        return
    if kind == "html":
        yield from _told(f"{kind}.body", [proto.body], _LIVE_IN_OURS)
        return
    if kind == "dataframe":
        columns = json.loads(proto.columns or "{}").values()
        yield from _told(f"{kind}.help", (column.get("help") or "" for column in columns), _LIVE)
        return
    if kind in _PLAIN_ELEMENTS:
        return
    for path, text in _strings(proto):
        field = path.rpartition(".")[2]
        is_option = field == "options" and kind in _PLAIN_OPTIONS
        if kind == "metric" or not (field in _AS_THEY_STAND or is_option):
            yield from _told(f"{kind}.{path}", [text], _LIVE)


def _told(place: str, texts: Any, pattern: re.Pattern[str]) -> Iterator[str]:
    return (f"{place}: {text[:120]!r}" for text in texts if pattern.search(text))


def _strings(proto: Message, path: str = "") -> Iterator[tuple[str, str]]:
    for field, value in proto.ListFields():
        name = f"{path}.{field.name}".lstrip(".")
        if field.type == FieldDescriptor.TYPE_STRING:
            yield from ((name, text) for text in ([value] if isinstance(value, str) else value))
        elif field.type == FieldDescriptor.TYPE_MESSAGE and not field.message_type.GetOptions().map_entry:
            for part in [value] if isinstance(value, Message) else value:
                yield from _strings(part, name)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _texts(part))
