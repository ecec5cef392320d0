"""The parts of a workbook's archive: its worksheets in tab order, and its number formats."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from posixpath import join, normpath
from xml.etree import ElementTree

from data.reading.container import Refusal
from data.reading.formulas import is_external

_FOREIGN = re.compile(
    r"\[\$[^\]-]*(?:[$€£₩]|USD|EUR|GBP|HKD|JPY|KRW|TWD)[^\]]*\]|\[\$[¥￥]-0*411\]"
    r"|\"[^\"]*(?:[$€£₩]|USD|EUR|HKD|JPY)[^\"]*\""
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the workbook: its name, state and the archive member that holds it."""

    name: str
    state: str
    member: str


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _parsed(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(member))  # noqa: S314 - document types were refused before
    except (KeyError, ElementTree.ParseError) as error:
        raise Refusal("missing_part", member=member) from error


def worksheets(archive: zipfile.ZipFile) -> list[SheetPart]:
    """The worksheets in tab order (chart sheets left out); Refusal if a listed part is absent."""
    root = _parsed(archive, "_rels/.rels")
    target = next(
        (r.get("Target", "") for r in root if r.get("Type", "").endswith("/officeDocument")),
        "xl/workbook.xml",
    )
    workbook = target.lstrip("/")
    folder, _, base = workbook.rpartition("/")
    relations = {r.get("Id"): r for r in _parsed(archive, f"{folder}/_rels/{base}.rels".lstrip("/"))}
    names = {name.lower(): name for name in archive.namelist()}
    parts = []
    for element in _parsed(archive, workbook).iter():
        if _local(element.tag) == "definedName" and is_external(element.text or ""):
            raise Refusal("external_link")
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
    return parts


def special_styles(archive: zipfile.ZipFile) -> dict[int, str]:
    """Cell style number → how it shows a number, where that is not as it is stored.

    `percent_format`, `scaled_format`: another number; `foreign_format`: another currency;
    `hidden_format`: nothing; `signless_format`: a negative number as if it were none.
    """
    member = next((name for name in archive.namelist() if name.lower().endswith("xl/styles.xml")), None)
    if member is None:
        return {}
    root = _parsed(archive, member)
    codes = {9: "0%", 10: "0.00%"}
    styles: dict[int, str] = {}
    for element in root.iter():
        if _local(element.tag) == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif _local(element.tag) == "cellXfs":
            for number, style in enumerate(element):
                written = codes.get(int(style.get("numFmtId", "0")), "")
                code = re.sub(r"\\.", "", written)
                plain = re.sub(r'"[^"]*"|\[[^\]]*\]', "", code)
                if "%" in plain:
                    styles[number] = "percent_format"
                elif _FOREIGN.search(code) or re.search(r"[$€£₩]", plain):
                    styles[number] = "foreign_format"
                elif code.strip() and not re.search(r"[0#?@a-zA-Z]", plain.partition(";")[0]):
                    styles[number] = "hidden_format"
                elif (
                    "万" in code
                    or "千元" in code
                    or "亿" in code
                    or re.search(r"[0#?],+(?:[^0#?,]|$)", plain)
                ):
                    styles[number] = "scaled_format"
                elif is_signless(written):
                    styles[number] = "signless_format"
    return styles


def is_signless(code: str) -> bool:
    """Whether a number format shows negative numbers without sign, brackets or a colour of their own."""
    _positive, *others = code.split(";")
    if not others or others[0].strip() == "@" or re.search(r"\[[<>=]", code):
        return False
    return not re.search(r"[-−(（△▲负負]|\[(?!\$|DBNum)", others[0])
