"""The bulletin as a PDF: A4, tagged for archiving (PDF/A), Chinese fonts embedded.

The fonts come with a package, so a machine without any Chinese font prints the same page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import orjson

from dashboard.bulletins.codes import code_svg, code_words
from dashboard.bulletins.content import Bulletin, Derivation
from dashboard.bulletins.layout import laid_out
from dashboard.bulletins.panels import attainment_panels, rank_courses, score_chart
from dashboard.bulletins.tables import Totalled, tone_of, without_origin
from dashboard.bulletins.texts import printable, unmarked
from dashboard.formats import YUAN, clause_text
from dashboard.i18n import HTML_LANGUAGES, _, current
from dashboard.views.appraisal.conduct import conduct_sentence

_TEMPLATE = Path(__file__).with_name("bulletin.typ")
#: An archive must read the same in twenty years; the standard also refuses characters without a glyph.
_STANDARD: Final = "a-2u"
_AS_IT_IS = {"stamps", "code"}
_MARKS = {"bad": "×", "watch": "◆", "unknown": "?"}


class PdfUnavailable(Exception):
    """The typesetter or its fonts are missing, or they refused the page."""


def pdf_bytes(bulletin: Bulletin) -> bytes:
    """The bulletin as a PDF; the same bulletin gives the same bytes.

    A name written with a character that our fonts lack is printed with the machine's own fonts instead.
    Raises PdfUnavailable.
    """
    moment = int(bulletin.stamps.data_changed_at.timestamp())
    return set_pages(_TEMPLATE, document_data(bulletin), moment)


def set_pages(template: Path, data: dict[str, Any], moment: int) -> bytes:
    """The pages that a template makes of `data`, as a PDF; `moment` (seconds) is when that was so.

    Raises PdfUnavailable.
    """
    inputs = {"data": orjson.dumps(_printed(data)).decode()}
    # Loading the typesetter takes longer than setting the pages: only those who print pay for it.
    try:
        import typst  # noqa: PLC0415
        from pylopdf_fonts_zh_cn import sans_path  # noqa: PLC0415
    except ImportError as error:
        raise PdfUnavailable(str(error)) from error
    folders = [str(sans_path().parent)]
    ours = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    source = template.read_bytes()
    pages: bytes
    try:
        pages = typst.compile(
            source,
            sys_inputs=inputs,
            font_paths=ours,
            ignore_system_fonts=True,
            timestamp=moment,
            pdf_standards=_STANDARD,
        )
    except typst.TypstError:
        try:
            every = typst.Fonts(font_paths=folders)
            pages = typst.compile(source, sys_inputs=inputs, font_paths=every, timestamp=moment)
        except typst.TypstError as error:
            raise PdfUnavailable(error.message) from error
    return pages


def _printed(value: Any) -> Any:
    """`value` with every text in it made printable; what is for copying and for machines stays as it is."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: part if key in _AS_IT_IS else _printed(part) for key, part in value.items()}
    return [_printed(part) for part in value] if isinstance(value, list | tuple) else value


def page_frame(title: str, footer: str) -> dict[str, str]:
    """What every template prints around its content, in the reader's language."""
    language, _separator, country = HTML_LANGUAGES[current()].partition("-")
    return {
        "lang": language,
        "region": country.lower() or "us",
        "title": title,
        "footer": footer,
        # The page fills these in itself.
        "page": _("Page {page} of {pages}", page="{page}", pages="{pages}"),
    }


def document_data(bulletin: Bulletin) -> dict[str, Any]:
    """Everything the template prints, as plain texts and figures."""
    unit = bulletin.scope.unit
    footer = _(
        "Policy {policy} · data version {data}",
        policy=bulletin.stamps.policy_version,
        data=bulletin.stamps.data_version,
    )
    return {
        **page_frame(bulletin.title, footer),
        "banner": bulletin.banner,
        "is_provisional": bulletin.stamps.is_under_way,
        "code": {
            "text": bulletin.code.text,
            "words": code_words(bulletin.code),
            "svg": code_svg(bulletin.code),
        },
        "words": _words(),
        "stamps": bulletin.stamp_lines,
        "figures": [
            {
                "label": figure.label,
                "value": figure.value,
                "change": _("{change} on the month before", change=figure.change) if figure.change else "",
                "help": figure.help,
                "tone": "" if figure.is_good is None else "good" if figure.is_good else "bad",
            }
            for figure in bulletin.figures
        ],
        "findings": [
            {
                "region": finding.region,
                # The sentence opens with the region in bold marks, which stands apart here.
                "text": unmarked(finding.sentence.partition("** ")[2] or finding.sentence),
                "tone": finding.tone,
                "mark": _MARKS[finding.tone],
            }
            for finding in bulletin.findings
        ],
        "regions": laid_out(bulletin.regions, unit),
        "year": laid_out(Totalled(bulletin.year), unit),
        "year_said": bulletin.year_said,
        "charts": _charts(bulletin),
        "settlement": laid_out(bulletin.settlement, YUAN),
        "rewards": laid_out(bulletin.rewards, YUAN),
        "conduct": laid_out(Totalled(without_origin(bulletin.conduct)), YUAN),
        "conduct_said": conduct_sentence(bulletin.conduct),
        "signatures": [
            {"office": s.office, "duty": s.duty, "line": s.name or _("name")} for s in bulletin.signatures
        ],
        "notes": bulletin.notes,
        "receipts": [_receipt(derivation) for derivation in bulletin.derivations],
        "policy": laid_out(Totalled(bulletin.policy), YUAN),
    }


def _words() -> dict[str, str]:
    return {
        "findings": _("What needs attention"),
        "nothing": _("Nothing out of the ordinary this month."),
        "legend": _("× a fine or a proposal about people · ◆ to be watched · ? data missing"),
        "signatures": _("Signatures"),
        "date": _("date"),
        "notes": _("Notes"),
        "receipts": _("Appendix: how each figure came about"),
        "explained": _(
            "A line per operation: the formula, its figures, the result. Below, the inputs: facts with the "
            "extract they come from on the left, values of the policy with their clause on the right; ◇ "
            "marks values assumed where the regulation is silent. What each value means stands in the "
            "policy table."
        ),
    }


def _charts(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "attainment": {
            "title": _("Attainment by region"),
            "panels": attainment_panels(bulletin),
            "note": _(
                "Solid: through day {day}, held against the dotted mark. Outlined: the whole month; the "
                "solid mark is 100 %. Both panels share one scale.",
                day=bulletin.scope.policy.checkpoint_day,
            ),
        },
        "scores": score_chart(bulletin),
        "ranks": {
            "title": _("Score and rank"),
            "note": _("Framed: last place of the month. Regions in the order of this month's rank."),
            **rank_courses(bulletin),
        },
    }


def _receipt(derivation: Derivation) -> dict[str, Any]:
    facts = [
        {"name": i.name, "value": i.value, "origin": i.origin, "tone": "bad" if i.is_missing else ""}
        for i in derivation.inputs
        if i.is_fact
    ]
    values = [
        {"name": i.name, "value": i.value, "origin": f"{i.kind} · {clause_text(i.clause)}", "tone": ""}
        for i in derivation.inputs
        if not i.is_fact
    ]
    return {
        "title": " · ".join(
            (derivation.region, derivation.item, _("Clause {clause}", clause=clause_text(derivation.clause)))
        ),
        "outcome": derivation.outcome,
        "tone": tone_of(derivation.amount or 0.0),
        "operations": [[o.formula, o.figures, o.result] for o in derivation.operations],
        "facts": facts,
        "values": values,
        "missing": _("Missing: {names}", names=_(", ").join(derivation.missing))
        if derivation.missing
        else "",
        "stamp": _(
            "Policy {policy} · data version {data}",
            policy=derivation.policy_version,
            data=derivation.data_version,
        ),
    }
