"""What the sources offer: pages, buttons, downloads, dialogs, fragments, choices of the address, verbs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]
COMPONENTS = ROOT / "dashboard" / "components"
#: Streamlit's way to offer something, for fragments ours → what kind of path that is.
OFFERS = {
    **dict.fromkeys(("button", "form_submit_button", "file_uploader", "chat_input", "data_editor"), "button"),
    "download_button": "download",
    "dialog": "dialog",
    "part": "fragment",
}
_CHOICES = {"current", "current_many", "take_astray", "widget_key", "many_key", "choose"}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def offers() -> dict[str, Path]:
    """Each offer as `kind folder/module.function` → the module."""
    found = {}
    for path in sorted(COMPONENTS.rglob("*.py")):
        where = f"{path.parent.name}/{path.stem}"
        for kind, function in _offered(_tree(path), "module"):
            found[f"{kind} {where}.{function}"] = path
    return found


def _offered(node: ast.AST, function: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        for name in _named(child):
            if name in OFFERS:
                yield OFFERS[name], inside
        yield from _offered(child, inside)


def _named(node: ast.AST) -> Iterator[str]:
    """Attributes that are called, or decorate a function."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield node.func.attr
    if isinstance(node, ast.FunctionDef):
        yield from (each.attr for each in node.decorator_list if isinstance(each, ast.Attribute))
        yield from (each.id for each in node.decorator_list if isinstance(each, ast.Name))


def addressed() -> set[str]:
    """The names of what the address may choose."""
    found = set()
    for path in (ROOT / "dashboard").rglob("*.py"):
        for node in ast.walk(_tree(path)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("state"), attr=name), args=[ast.Constant(value), *_]
                ) if name in _CHOICES:
                    found.add(str(value))
            if isinstance(node, ast.Assign) and "_ADDRESS" in ast.unparse(node.targets[0]):
                found.add(str(ast.literal_eval(node.value)[0]))
    return found


@cache
def reached(script: Path) -> frozenset[Path]:
    """The modules that a script imports, and those import, within the dashboard."""
    known: set[Path] = set()
    waiting = [script]
    while waiting:
        fresh = _leads_to(waiting.pop()) - known
        known |= fresh
        waiting += fresh
    return frozenset(known)


@cache
def _leads_to(path: Path) -> frozenset[Path]:
    return frozenset(found for name in _imported(_tree(path)) if (found := _module(name)) is not None)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dashboard"):
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _module(name: str) -> Path | None:
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    return path if path.is_file() else None


def verbs(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every verb of the command line, those of a group behind its name."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        path = f"{before}{name}"
        found |= verbs(command, f"{path} ") if isinstance(command, click.Group) else {path: command}
    return found


def placeholders(text: str) -> set[str]:
    """The names in braces of a text."""
    return set(re.findall(r"\{(\w+)", text))
