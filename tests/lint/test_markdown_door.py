"""The linter lets no text from outside into Streamlit's Markdown, whatever way it takes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import streamlit as st
from mypy import api

from tests.lint import markdown_door

ROOT = Path(__file__).parents[2]
STREAMLIT = """
from collections.abc import Callable, Iterable
class DeltaGenerator:
    def markdown(self, body: str, *, help: str | None = None) -> None: ...
    def __enter__(self) -> DeltaGenerator: ...
    def __exit__(self, *a: object) -> None: ...
def markdown(body: str, *, help: str | None = None) -> None: ...
def button(label: str, *, help: str | None = None) -> bool: ...
def metric(label: str, value: str, delta: str | None = None) -> None: ...
def tabs(tabs: Iterable[str]) -> None: ...
Shown = Callable[[str], str]
def pills(label: str, options: Iterable[str], *, format_func: Shown | None = None) -> None: ...
def selectbox(label: str, options: Iterable[str], *, placeholder: str = "") -> None: ...
def code(body: str) -> None: ...
def column() -> DeltaGenerator: ...
"""
FORMATS = """
from typing import NewType
Markdown = NewType("Markdown", str)
NONE = Markdown("")
def plain(text: object) -> Markdown: ...
def money(amount: float) -> str: ...
"""
I18N = "def _(message: str, /, **values: object) -> str: ...\ndef N_(message: str, /) -> str: ...\n"
HEAD = """
from collections.abc import Mapping, Sequence
import streamlit as st
from dashboard.formats import NONE, Markdown, money, plain
from dashboard.i18n import N_, _
TITLE = N_("title")
Row = Mapping[str, object]
Said = Sequence[Markdown]
def show(name: str, names: Sequence[str], row: Row, said: Said, n: int) -> None:
"""
FORBIDDEN = (
    "st.markdown(name)",
    "st.button(name)",
    "st.button('x', help=name)",
    "st.markdown(f'#### {name}')",
    "st.markdown(_('{n}', n=name))",
    "st.markdown('a ' + name)",
    "st.markdown('{}'.format(name))",
    "st.markdown(' '.join(names))",
    "st.markdown('\\n'.join(f'- {one}' for one in names))",
    "st.markdown(plain(name) + name)",
    "st.markdown(name if n else plain(name))",
    "st.markdown(name or plain(name))",
    "st.markdown(str(row['region']))",
    "st.markdown(name.strip())",
    "st.metric('x', name)",
    "st.metric('x', 'y', name)",
    "st.tabs([name, 'x'])",
    "st.pills('x', names)",
    "st.pills('x', names, format_func=lambda one: one)",
    "st.selectbox(name, names)",
    "st.column().markdown(name)",
    "with st.column() as place: place.markdown('x', help=name)",
    "text: str = plain(name); st.markdown(text)",
    "st.markdown(Markdown(name))",
    "text = f'{plain(name)} {name}'; st.markdown(text)",
    "st.markdown(money(1.0).join(names))",
)
ALLOWED = (
    "st.markdown(plain(name))",
    "st.markdown(f'#### {plain(name)} {n} {n:,}')",
    "st.markdown(_('{n}', n=plain(name)))",
    "st.markdown(_(TITLE))",
    "st.markdown('\\n'.join(f'- {one}' for one in said))",
    "st.markdown(_(', ').join(plain(one) for one in names))",
    "st.markdown(f'{money(1.0)} {plain(name)}' if n else NONE)",
    "text = _('{n}', n=plain(name)); st.markdown(text, help=f'{text}.')",
    "st.pills('x', names, format_func=lambda one: plain(one))",
    "st.selectbox('x', names, placeholder=name)",
    "st.code(name)",
    "st.tabs([plain(one) for one in names])",
    "st.metric('x', money(1.0), f'{n:+d}')",
    "st.markdown(Markdown(f'{plain(name)}'))",
    "values = {'a': plain(name)}; st.markdown(_('{a}', **values))",
)


def test_every_way_of_a_raw_name_is_found_and_every_safe_one_let_pass(tmp_path: Path) -> None:
    modules = {"streamlit/__init__": STREAMLIT, "dashboard/formats": FORMATS, "dashboard/i18n": I18N,
               "dashboard/__init__": "", "dashboard/views/__init__": ""}  # fmt: skip
    for name, text in ((f"{module}.pyi", text) for module, text in modules.items()):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    lines = [*FORBIDDEN, *ALLOWED]
    page = tmp_path / "dashboard" / "views" / "page.py"
    page.write_text(HEAD + "".join(f"    {line}\n" for line in lines))
    settings = tmp_path / "mypy.ini"
    plugin = ROOT / "tests" / "lint" / "markdown_door.py"
    settings.write_text(
        f"[mypy]\nplugins = {plugin}\nmypy_path = {tmp_path}\ncache_dir = {tmp_path / 'cache'}\n"
    )
    told, _errors, _code = api.run(["--config-file", str(settings), "-m", "dashboard.views.page"])
    first = HEAD.count("\n") + 1
    found = {int(line) - first for line in re.findall(r"page\.py:(\d+): error: .*\[markdown\]", told)}
    assert [line for number, line in enumerate(FORBIDDEN) if number not in found] == []
    assert [lines[number] for number in sorted(found) if number >= len(FORBIDDEN)] == []
    assert len(re.findall("error:", told)) == len(re.findall(r"\[markdown\]", told)), told


def test_every_parameter_that_streamlit_calls_markdown_is_looked_at() -> None:
    described = {name: set(markdown_of(name)) for name in dir(st) if not name.startswith("_")}
    assert sum(map(len, described.values())) > len(markdown_door._RENDERED)
    looked_at = {
        name: markdown_door._RENDERED | markdown_door._RENDERED_IN.get(name, set()) | {"data"}
        for name in described
    }
    assert {name: left for name in described if (left := described[name] - looked_at[name])} == {}


def markdown_of(name: str) -> Iterator[str]:
    """Parameters of a function of Streamlit's that its documentation calls Markdown."""
    function = getattr(st, name)
    if not callable(function) or not (told := inspect.getdoc(function)) or name in {"App", "Page"}:
        return
    parts = re.split(r"(?m)^([a-z_]+)(?: : [^\n]+)?\n(?=    )", told.partition("Parameters\n")[2])
    for parameter, text in zip(parts[1::2], parts[2::2], strict=False):
        if re.search(r"(optionally\s+contain|as)\s+GitHub-flavored\s+Markdown", text):
            yield parameter
