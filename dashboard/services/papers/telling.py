"""What a verdict on a paper says, in the reader's language."""

from __future__ import annotations

from dashboard.i18n import N_, Translator
from dashboard.services.papers.comparing import MOST, Difference
from dashboard.services.papers.verifying import Verdict
from data.issues import visible

_SAID = {
    "published": N_("{name} is unaltered: it is the file {file} of publication {month}, version {version}."),
    "changed": N_(
        "{name} is not the published file of {month}, version {version}, although it bears its code."
    ),
    "same_texts": N_(
        "{name} is not the published file of {month}, version {version}: every text is as published, but it "
        "was saved again, or its formulas, pictures or formats were changed."
    ),
    "other_figures": N_(
        "{name} is not what was published: it names publication {month}, version {version}, with the code of "
        "other figures."
    ),
    "unknown_publication": N_(
        "{name} names publication {month}, version {version}, of which this store knows nothing."
    ),
    "unpublished": N_("{name} was not published: it was made of {month} to look at."),
    "no_code": N_("{name} was not published here: it is none of the published files and bears no code."),
}
#: A text of a paper is told so far.
_TOLD = 120


def said_of_paper(verdict: Verdict, _: Translator) -> list[str]:
    """What the paper is, then what follows from later versions; plain texts."""
    about = {"name": visible(verdict.name, _TOLD), "file": verdict.file, "month": "", "version": 0}
    if verdict.code is not None:
        about |= {"month": f"{verdict.code.month:%Y-%m}", "version": verdict.code.version}
    said = [_(_SAID[verdict.kind], **about)]
    if verdict.is_superseded:
        said.append(_("The month was published again: version {version} counts now.", version=verdict.latest))
    if verdict.kind == "unpublished" and verdict.latest:
        said.append(_("The month was published meanwhile, as version {version}.", version=verdict.latest))
    if verdict.kind == "changed" and verdict.differences is None:
        said.append(_("What differs cannot be told here."))
    return said


def said_of_difference(difference: Difference, _: Translator) -> str:
    """One difference: where, what was published and what stands there."""
    place = difference.place
    return _(
        "{place}: published {published}, here {found}",
        place=_("Page {page}", page=place) if place.isdecimal() else visible(place, _TOLD),
        published=_text(difference.published, _),
        found=_text(difference.found, _),
    )


def said_of_many(verdict: Verdict, _: Translator) -> str:
    """That more differs than is told; empty if not."""
    is_many = verdict.differences is not None and len(verdict.differences) >= MOST
    return _("Only the first {count} differences are shown.", count=MOST) if is_many else ""


def _text(text: str, _: Translator) -> str:
    return f"“{visible(text, _TOLD)}”" if text else _("nothing")
