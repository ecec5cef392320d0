"""The day plan of a month under way: who is behind, and behind one click what each day must bring."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.ahead import current_day_plan
from dashboard.cache.current import current_reader
from dashboard.components.elements.cards import show_heading
from dashboard.components.elements.sheets import show_printed
from dashboard.components.elements.tables import show_table
from dashboard.components.elements.waiting import outlined
from dashboard.components.levers.stages import current_stage
from dashboard.formats import kept, listed, run_on
from dashboard.i18n import _
from dashboard.parts import part
from dashboard.views.scope import Scope
from dashboard.views.targets.dayplan import (
    behind_sentences,
    behind_table,
    calendar_text,
    course_note,
    missing_text,
    on_course_text,
    plan_title,
    sheets,
    whole_table,
)
from engine.planning.day_plan import DayPlan

#: So many offices that are behind are told in sentences; the table has all.
MOST = 3


def show_day_plan(scope: Scope) -> None:
    """The plan of the scope's month; nothing once its checkpoint has come, or where no day is loaded."""
    if current_stage(scope) != "open":
        return
    if current_reader().scope.totals:
        st.caption(
            _("The day plan divides what a region lacks among its offices; not all of them are yours to see.")
        )
        return
    with outlined(160):
        plan = current_day_plan(scope.month)
    if plan is None:
        return
    with st.container(border=True):
        st.markdown(f"#### {plan_title(scope, plan)}")
        st.markdown(kept(run_on(missing_text(scope, plan), calendar_text(scope, plan))))
        behind = behind_sentences(scope, plan)
        st.markdown(listed(behind[:MOST]) or on_course_text(scope, plan))
        _show_days(scope, plan, len(behind))


@part
def _show_days(scope: Scope, plan: DayPlan, behind: int) -> None:
    """Offices and days; made only once somebody opens them."""
    days = st.expander(
        _("By office and day; {count} behind", count=behind),
        icon=":material/calendar_month:",
        key="day_plan",
        on_change="rerun",
    )
    if not days.open:
        return
    with days:
        offices = behind_table(scope, plan)
        show_heading(offices, f"{offices.name}-{scope.month:%Y-%m}")
        show_table(offices, scope.unit, key="table_day_plan")
        st.caption(course_note())
        whole = whole_table(scope, plan)
        show_heading(whole, f"{whole.name}-{scope.month:%Y-%m}")
        st.caption(_("One sheet a region when printed: what is missing, laid over offices and days."))
        for number, sheet in enumerate(sheets(scope, plan)):
            with st.container(key=f"printed_sheet_{number}"):
                for table in sheet:
                    show_printed(table, scope.unit)
