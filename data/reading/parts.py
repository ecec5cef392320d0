"""The parts of a workbook's archive: its worksheets in tab order, and how its cell styles look."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

from data.reading.container import Refusal
from data.reading.formulas import is_external
from data.reading.number_formats import Look, looks_of

#: Formats that a style names by number alone; the others of these show numbers as they are.
_BUILT_IN = {9: "0%", 10: "0.00%"}


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the workbook: its name, state and the archive member that holds it."""

    name: str
    state: str
    member: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The worksheets in tab order, and defined names (case-folded) that stand for cells elsewhere."""

    sheets: tuple[SheetPart, ...]
    outside_names: frozenset[str]


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _parsed(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(member))  # noqa: S314 - document types were refused before
    except (KeyError, ElementTree.ParseError) as error:
        raise Refusal("missing_part", member=member) from error


def related(archive: zipfile.ZipFile, member: str) -> list[tuple[str, str]]:
    """(type, member) of the parts that `member` refers to; parts that are absent are left out."""
    folder, _, base = member.rpartition("/")
    names = {name.lower(): name for name in archive.namelist()}
    relations = names.get(f"{folder}/_rels/{base}.rels".lower())
    found = []
    for relation in _parsed(archive, relations) if relations else ():
        path = relation.get("Target", "")
        target = path.lstrip("/") if path.startswith("/") else normpath(join(dirname(member), path))
        if target.lower() in names:
            found.append((relation.get("Type", "").rpartition("/")[2], names[target.lower()]))
    return found


def names_in(formula: str) -> Iterable[str]:
    """The names a formula uses, case-folded: defined ones, but also functions and cells."""
    return (name.casefold() for name in re.findall(r"[\w.\\?]+", re.sub(r'"[^"]*"', '""', formula)))


def _outside(names: dict[str, str]) -> frozenset[str]:
    """Which of the names lead out of the workbook, by themselves or by another name."""
    outside = {name for name, text in names.items() if is_external(text)}
    while more := {
        name for name, text in names.items() if name not in outside and not outside.isdisjoint(names_in(text))
    }:
        outside |= more
    return frozenset(outside)


def contents(archive: zipfile.ZipFile) -> Contents:
    """What the workbook holds (chart sheets left out); Refusal if a listed part is absent."""
    root = _parsed(archive, "_rels/.rels")
    target = next(
        (r.get("Target", "") for r in root if r.get("Type", "").endswith("/officeDocument")),
        "xl/workbook.xml",
    )
    workbook = target.lstrip("/")
    folder, _, base = workbook.rpartition("/")
    relations = {r.get("Id"): r for r in _parsed(archive, f"{folder}/_rels/{base}.rels".lstrip("/"))}
    names = {name.lower(): name for name in archive.namelist()}
    parts, defined = [], {}
    for element in _parsed(archive, workbook).iter():
        if _local(element.tag) == "definedName":
            defined[element.get("name", "").casefold()] = element.text or ""
        if _local(element.tag) != "sheet":
            continue
        identity = next((v for k, v in element.attrib.items() if _local(k) == "id" and k != "id"), None)
        relation = relations.get(identity)
        title = element.get("name", "")
        if relation is None:
            raise Refusal("missing_part", member=title)
        if not relation.get("Type", "").endswith("/worksheet"):
            continue
        path = relation.get("Target", "")
        member = path.lstrip("/") if path.startswith("/") else normpath(join(folder, path))
        if member.lower() not in names:
            raise Refusal("missing_part", member=title)
        parts.append(SheetPart(title, element.get("state", "visible"), names[member.lower()]))
    return Contents(tuple(parts), _outside(defined))


def _is_struck(font: ElementTree.Element) -> bool:
    return any(_local(mark.tag) == "strike" and mark.get("val", "1") not in {"0", "false"} for mark in font)


def special_styles(archive: zipfile.ZipFile) -> dict[int, tuple[Look, ...]]:
    """Cell style number → how its cells look, where that is not what they hold."""
    member = next((name for name in archive.namelist() if name.lower().endswith("xl/styles.xml")), None)
    if member is None:
        return {}
    codes = dict(_BUILT_IN)
    struck: set[int] = set()
    styles: dict[int, tuple[Look, ...]] = {}

    @cache
    def looks(number: int, font: int) -> tuple[Look, ...]:
        found = looks_of(codes.get(number, ""))
        return (*found, Look("struck_through")) if font in struck else found

    # Formats and fonts stand before the styles that use them.
    for element in _parsed(archive, member).iter():
        match _local(element.tag):
            case "numFmt":
                codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
            case "fonts":
                struck = {number for number, font in enumerate(element) if _is_struck(font)}
            case "cellXfs":
                for number, style in enumerate(element):
                    found = looks(int(style.get("numFmtId", "0")), int(style.get("fontId", "0")))
                    if found:
                        styles[number] = found
    return styles
