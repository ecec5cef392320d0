"""Every text of the screens exists in Chinese, with the same placeholders; the code holds no Chinese."""

from __future__ import annotations

import ast
import io
import re
import string
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dashboard.i18n import catalogue, translator

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for folder in ("dashboard", "pages") for path in (ROOT / folder).rglob("*.py") if path.is_file()
)
CATALOGUES = sorted((ROOT / "dashboard" / "locale" / "zh").glob("*.po"))
CJK = re.compile(r"[\u3400-\u9fff]")


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The msgids of `_("…")` and `N_("…")` in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if is_call and node.func.id in {"_", "N_"} and node.args and isinstance(node.args[0], ast.Constant):
            yield node.lineno, node.args[0].value


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_every_text_is_translated() -> None:
    chinese = catalogue("zh")
    missing = [
        f"{path}:{line}: {text}" for path in SOURCES for line, text in literals(path) if text not in chinese
    ]
    assert missing == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_a_translation_has_the_placeholders_of_its_msgid(path: Path) -> None:
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id:
                assert message.string, f"{message.id!r} is not translated"
                assert placeholders(str(message.id)) == placeholders(str(message.string)), message.id


def test_no_chinese_stands_in_the_code() -> None:
    assert [place for path in SOURCES for place in chinese_in(path)] == []


def chinese_in(path: Path) -> list[str]:
    source = path.read_text(encoding="utf-8")
    if not CJK.search(source):
        return []
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        node.body[0].lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, documented) and ast.get_docstring(node) is not None
    }
    return [
        f"{path}:{token.start[0]}"
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.STRING and CJK.search(token.string) and token.start[0] not in docstrings
    ]


def test_english_is_the_msgid_and_unknown_languages_fall_back() -> None:
    assert translator("en")("Overview") == "Overview"
    assert translator("zh")("Overview") == "总览"
    assert translator("tlh")("Overview") == "总览"
    assert translator("zh")("{count} more", count=3) == "其余 3 项"


def test_braces_in_values_are_left_alone() -> None:
    assert translator("en")("{count} more", count="{x}") == "{x} more"
