"""Policy replay: change values of the regulation and see who would have gained and lost."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.whatif import current_replay
from dashboard.cards.card import Chart, Rows
from dashboard.charts.settlement import CHANGE, award_bars
from dashboard.components.elements.cards import show_cards
from dashboard.components.elements.waiting import outlined
from dashboard.components.regulation.assumptions import keep_overrides, kept_overrides
from dashboard.formats import YUAN, money, plain
from dashboard.i18n import _
from dashboard.typed import NotANumber, number
from dashboard.views.ends import ends
from dashboard.views.published import unranked_note
from dashboard.views.scope import Scope
from dashboard.views.whatif.replay import (
    change_text,
    examples,
    line_table,
    refusal_text,
    region_table,
    value_options,
    value_text,
    value_title,
)
from engine.policy.overrides import Override, OverrideError, adjustable, overridden
from engine.whatif.replay import MONTHS

#: The value offered first.
_FIRST = "checkpoint.threshold"


def choose_overrides(scope: Scope) -> dict[str, Override]:
    """Show the changed values and a form to change another; return them all."""
    overrides = kept_overrides()
    values = adjustable(scope.policy)
    with st.container(border=True):
        st.markdown(f"#### {_('Change the regulation')}  :orange-badge[{_('simulated, not actual')}]")
        if not overrides:
            _show_examples(scope)
        key = st.selectbox(
            _("Value"),
            list(values),
            index=list(values).index(_FIRST),
            format_func=lambda name: value_title(name, scope.policy),
            key="override_key",
        )
        _show_value(scope, key, values[key], overrides)
        if overrides:
            st.markdown(f"**{_('Changed in the regulation')}**")
        for name in list(overrides):
            said, drop = st.columns([8, 1], vertical_alignment="center")
            said.markdown(
                f"**{plain(value_title(name, scope.policy))}**: {plain(value_text(name, values[name]))} → "
                f"**{plain(value_text(name, overrides[name]))}**"
            )
            drop.button(
                "",
                icon=":material/undo:",
                key=f"drop/{name}",
                help=_("Back to the regulation"),
                on_click=_drop,
                args=(name,),
                type="tertiary",
            )
        if len(overrides) > 1:
            st.button(
                _("All back to the regulation"),
                icon=":material/restart_alt:",
                key="drop_all",
                on_click=keep_overrides,
                args=({},),
            )
    return overrides


def _show_examples(scope: Scope) -> None:
    """Changes that are often asked for, one click each."""
    st.caption(_("Nothing is changed yet. Try an example, or choose a value and give it another:"))
    with st.container(horizontal=True, gap="small"):
        for name, value in examples(scope.policy).items():
            st.button(
                plain(change_text(name, value, scope.policy)),
                key=f"example/{name}",
                on_click=keep_overrides,
                args=({name: value},),
            )


def _show_value(scope: Scope, key: str, current: object, overrides: dict[str, Override]) -> None:
    options = value_options(key, current, scope.policy)
    with st.form("override", border=False):
        field, button = st.columns([3, 1], vertical_alignment="bottom")
        label = _("Instead of {value}", value=plain(value_text(key, current)))
        if options is not None:
            names = [value_text(key, option) for option in options]
            chosen = field.selectbox(label, names)
            value: Override = options[names.index(chosen)]
        else:
            typed = field.text_input(
                label,
                value=value_text(key, overrides.get(key, current)),
                max_chars=60,
                help=_("A number, or a share such as 70 %"),
            )
        is_sent = button.form_submit_button(_("Change it"), icon=":material/edit:", width="stretch")
    if not is_sent:
        return
    if options is None:
        try:
            value = str(number(typed))
        except NotANumber:
            st.error(_("{value} is not a number. Write 0.7 or 70 %.", value=plain(typed)))
            return
    changed = overrides | {key: value}
    try:
        overridden(scope.evaluation.policies, changed, since=scope.month)
    except OverrideError as error:
        st.error(plain(refusal_text(error, scope.policy)), icon=":material/block:")
        return
    keep_overrides(changed)
    st.rerun()


def _drop(name: str) -> None:
    keep_overrides({key: value for key, value in kept_overrides().items() if key != name})


def show_replay(scope: Scope, overrides: dict[str, Override]) -> None:
    """The past months under the changed values."""
    if not overrides:
        return
    try:
        with outlined(320):
            found = current_replay(overrides, scope.month)
    except OverrideError as error:
        st.error(plain(refusal_text(error, scope.policy)), icon=":material/block:")
        return
    with st.container(border=True):
        more = _("The company would have paid {amount} yuan more.", amount=plain(money(found.cost)))
        less = _("The company would have paid {amount} yuan less.", amount=plain(money(-found.cost)))
        same = _("It would have cost the company nothing and gained it nothing.")
        outcome = more if found.cost > 0 else less if found.cost < 0 else same
        st.markdown(f"#### {_('Outcome')}  \n{outcome}")
        st.caption(
            _("Over the {months} months through {month}.", months=MONTHS, month=f"{scope.month:%Y-%m}")
        )
    if scope.is_part:
        st.caption(unranked_note())
    table, drawn = region_table(found, is_part=scope.is_part), ends(found.regions)
    chart = Chart(
        table.heading,
        award_bars(drawn.rows.rename({"awards_change": "awards"}), CHANGE),
        table,
        "replay",
        unit=YUAN,
        alt=_("; ").join(
            f"{row['region']} {money(row['awards_change'], plus=True)}" for row in drawn.rows.to_dicts()
        ),
        others=drawn.others,
    )
    show_cards(
        (chart, Rows(line_table(found, is_part=scope.is_part), "replay_lines")), scope.unit, scope.month
    )
