"""提报 (一.2): one form for all offices of a region, and what its figures come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.cache.process import forecast_in, judging_facts
from dashboard.components.forms.doers import say_who_may
from dashboard.components.forms.refusals import show_refusal
from dashboard.components.process.acting import act
from dashboard.components.process.place import Place
from dashboard.formats import Markdown, plain
from dashboard.i18n import _
from dashboard.parts import part
from dashboard.services.declaring import OfficeLine, declarable, office_lines
from dashboard.services.policies import policies
from dashboard.services.process.declaring import declare
from dashboard.typed import NotANumber, fen
from dashboard.views.process.declaring import (
    amount_typed,
    closed_sentence,
    context_rows,
    figure_title,
    given_sentences,
    totals,
    verdict,
)
from data.people.person import account_key
from data.store import StoreError
from data.store.process.declaring import Declaration
from engine.process.dues import dues_of
from engine.process.lowering import Entered, Foretold, foretold

_FIGURES = ("sales", "collections")
#: What an office's fields would be declared for nothing with.
_IN_VAIN = {"no_plan", "after_deadline", "second_adjustment"}


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands in an office's fields, as typed."""

    office: str
    sales: str
    collections: str
    reason: str = ""
    remedy: str = ""

    def entered(self) -> Entered:
        """As amounts. NotANumber."""
        return Entered(
            self.office, fen(self.sales), fen(self.collections), self.reason.strip(), self.remedy.strip()
        )


def show_declare(place: Place) -> None:
    """The form of each region in which the visitor declares for an office; else who may, or why nobody."""
    scope = place.reader.scope
    last, is_published = dues_of(place.month, place.policy)["adjust"], place.book.published(place.month)
    if place.day > last or is_published is not None:
        st.markdown(closed_sentence(place.month, last, is_published=is_published is not None))
        for name in place.regions:
            _show_given(name, _lines(place, name), place)
        return
    regions = [name for name in place.regions if declarable(scope, name, _lines(place, name))]
    if not regions:
        say_who_may("declare")
        for name in place.regions:
            _show_given(name, _lines(place, name), place)
        return
    region = regions[0] if len(regions) == 1 else _choose(regions)
    _show_form(place, region)


def _choose(regions: Sequence[str]) -> str:
    chosen = st.selectbox(_("Declare for"), list(regions), key="declare_region", width=240)
    return chosen or regions[0]


def _lines(place: Place, region: str) -> list[OfficeLine]:
    forecast = forecast_in(place.month, region)
    return office_lines(place.snapshot, place.reader, place.month, region, forecast, day=place.day)


def _show_given(region: str, lines: Sequence[OfficeLine], place: Place) -> None:
    said = [
        f"**{plain(line.office)}** {sentence}"
        for line in lines
        for sentence in given_sentences(line, place.unit)
    ]
    if said:
        st.markdown("\n".join([f"**{plain(region)}**", "", *(f"- {each}" for each in said)]))


@part
def _show_form(place: Place, region: str) -> None:
    lines = declarable(place.reader.scope, region, _lines(place, region))
    draft = place.book.drafts.get((account_key(place.reader.account), _draft_name(place.month, region)), {})
    st.markdown(
        _(
            "**{region}, {month}**: amounts in yuan; 1,200,000 and 120\u4e07 are the same.",
            region=plain(region),
            month=f"{place.month:%Y-%m}",
        )
    )
    frames = [st.container(border=True, key=f"office_{number}") for number, _line in enumerate(lines)]
    amounts = []
    for line, frame in zip(lines, frames, strict=True):
        with frame:
            amounts.append(_ask_amounts(place, region, line, draft.get(line.office, {})))
    told = _foretold(place, region, amounts)
    typed = []
    for line, mine, frame in zip(lines, amounts, frames, strict=True):
        with frame:
            if _is_new(mine, line):
                key, found = _key(place, region, line.office), told.get(line.office)
                typed.append(_ask_reasons(place, key, mine, found, draft.get(line.office, {})))
            else:
                typed.append(mine)
            if said := given_sentences(line, place.unit):
                st.caption("  \n".join(said))
    _show_totals(typed, lines, place)
    _offer(place, region, typed, told, lines)


def _foretold(place: Place, region: str, typed: Sequence[_Typed]) -> dict[str, Foretold]:
    """What the fields come to, by office; without those that hold no amounts."""
    entered = []
    for each in typed:
        try:
            entered.append(each.entered())
        except NotANumber:
            continue
    return foretold(judging_facts(), place.policy, (place.month, region), entered, place.day)


def _draft_name(month: date, region: str) -> str:
    return f"declare/{month:%Y-%m}/{region}"


def _key(place: Place, region: str, office: str) -> str:
    return f"declare/{place.visitor.account}/{place.month:%Y-%m}/{region}/{office}"


def _ask_amounts(place: Place, region: str, line: OfficeLine, draft: Mapping[str, str]) -> _Typed:
    about, sales, collections = st.columns([1.7, 1, 1], gap="small", vertical_alignment="bottom")
    with about:
        st.html(_context_table(line, context_rows(line, place.unit)))
    amounts = {
        figure: column.text_input(
            figure_title(figure),
            draft.get(figure, amount_typed(amount)),
            key=f"{_key(place, region, line.office)}/{figure}",
            max_chars=30,
        )
        for figure, column, amount in zip(_FIGURES, (sales, collections), _first(line), strict=True)
    }
    return _Typed(line.office, amounts["sales"], amounts["collections"])


def _ask_reasons(
    place: Place, key: str, typed: _Typed, found: Foretold | None, draft: Mapping[str, str]
) -> _Typed:
    """What the figures come to; why, and what is done about it, only where that is needed."""
    written = typed
    if found is None:
        st.error(
            _("Type amounts of yuan that are not negative, with at most two decimals."),
            icon=":material/edit:",
        )
    else:
        st.markdown(verdict(found, place.policy))
        if found.is_approval_needed:
            left, right = st.columns(2, gap="small")
            written = replace(
                typed,
                reason=left.text_area(
                    _("Reason"), draft.get("reason", ""), key=f"{key}/reason", max_chars=1000, height=80
                ),
                remedy=right.text_area(
                    _("Remedy: what, who, by when"),
                    draft.get("remedy", ""),
                    key=f"{key}/remedy",
                    max_chars=1000,
                    height=80,
                ),
            )
    return written


def _first(line: OfficeLine) -> tuple[int | None, int | None]:
    """What the fields begin with: what was declared last, else the plan."""
    if line.given:
        return line.given[-1].sales, line.given[-1].collections
    return line.plan


def _context_table(line: OfficeLine, rows: Sequence[Sequence[str]]) -> Markdown:
    head, *body = rows
    unit, *titles = (escape(text) for text in head)
    heads = "".join(f'<th scope="col">{title}</th>' for title in titles)
    lines = "".join(f'<tr><th scope="row">{escape(title)}</th>{_cells(cells)}</tr>' for title, *cells in body)
    text = (
        f'<table class="beside"><caption>{escape(line.office)}</caption>'
        f"<thead><tr><td>{unit}</td>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    )
    return Markdown(text)  # type: ignore[markdown] # escaped


def _cells(texts: Sequence[str]) -> str:
    return "".join(f"<td>{escape(text)}</td>" for text in texts)


def _show_totals(typed: Sequence[_Typed], lines: Sequence[OfficeLine], place: Place) -> None:
    entered = []
    for each in typed:
        try:
            entered.append((fen(each.sales), fen(each.collections)))
        except NotANumber:
            return
    st.markdown(totals(entered, lines, place.unit))


def _offer(
    place: Place,
    region: str,
    typed: Sequence[_Typed],
    told: Mapping[str, Foretold],
    lines: Sequence[OfficeLine],
) -> None:
    changed = [
        each
        for each, line in zip(typed, lines, strict=True)
        if _is_new(each, line) and _would_count(line, told.get(each.office))
    ]
    with st.container(horizontal=True, gap="small"):
        is_sent = st.button(
            _("Declare {count} offices", count=len(changed)),
            type="primary",
            icon=":material/send:",
            key="declare_send",
            disabled=not changed or len(told) < len(typed),
        )
        is_kept = st.button(_("Keep as a draft"), icon=":material/edit_note:", key="declare_draft")
    if is_kept:
        _keep(place, region, typed)
    if is_sent:
        _send(place, region, [each.entered() for each in changed], told)


def _would_count(line: OfficeLine, found: Foretold | None) -> bool:
    """Whether what stands in the fields would be taken; what holds no amounts is told beside its fields."""
    return not line.is_adjusted and (found is None or found.status not in _IN_VAIN)


def _is_new(typed: _Typed, line: OfficeLine) -> bool:
    """Whether the fields say something that was not declared yet."""
    if not line.given:
        return True
    last = line.given[-1]
    try:
        return (fen(typed.sales), fen(typed.collections)) != (last.sales, last.collections)
    except NotANumber:
        return True


def _keep(place: Place, region: str, typed: Sequence[_Typed]) -> None:
    content = {
        each.office: {
            "sales": each.sales,
            "collections": each.collections,
            "reason": each.reason,
            "remedy": each.remedy,
        }
        for each in typed
    }
    try:
        current_writer().process.draft(_draft_name(place.month, region), content)
    except StoreError as error:
        show_refusal(error)
        return
    st.success(_("Kept. You find it here again; nobody else sees it."), icon=":material/check:")


def _send(place: Place, region: str, entered: Sequence[Entered], told: Mapping[str, Foretold]) -> None:
    unwritten = [
        each.office
        for each in entered
        if told[each.office].is_approval_needed and not (each.reason and each.remedy)
    ]
    if unwritten:
        st.error(
            _("Write reason and remedy for {offices}.", offices=plain(_(", ").join(unwritten))),
            icon=":material/edit:",
        )
        return
    new = [
        Declaration(place.month, region, each.office, each.sales, each.collections, each.reason, each.remedy)
        for each in entered
    ]
    act(
        lambda: declare(current_writer(), policies(), new),
        _said(place, [each.office for each in entered], told),
    )


def _said(place: Place, done: Sequence[str], told: Mapping[str, Foretold]) -> Markdown:
    waiting = [office for office in done if told[office].is_approval_needed]
    if not waiting:
        return _("{count} offices are declared for {month}.", count=len(done), month=f"{place.month:%Y-%m}")
    return _(
        "{count} offices are declared for {month}. {offices}: next, the manager of the region or the VP "
        "approves; whoever declared does not.",
        count=len(done),
        month=f"{place.month:%Y-%m}",
        offices=plain(_(", ").join(waiting)),
    )


def lines_of(place: Place, region: str) -> list[OfficeLine]:
    """The offices of a region, for who approves."""
    return _lines(place, region)
