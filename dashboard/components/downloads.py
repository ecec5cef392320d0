"""Downloads beside every chart and table."""

from __future__ import annotations

import re

import streamlit as st

from dashboard.i18n import _
from dashboard.services.exports import Table, csv_bytes, xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


#: What a file's name may not hold on one system or another.
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def file_name(title: str, stem: str) -> str:
    """The name of a file without its ending: the table's title, and the month that `stem` names."""
    month = re.search(r"\d{4}-\d{2}", stem)
    name = _UNSAFE.sub(" ", title).strip()
    return f"{name} {month.group()}" if month and month.group() not in name else name


def offer_downloads(table: Table, stem: str) -> None:
    """Offer the table as CSV and XLSX; made when asked for; `stem` tells it from others."""
    name = file_name(table.title, stem)
    with st.container(horizontal=True, gap="small", width="content"):
        st.download_button(
            "CSV",
            data=lambda: csv_bytes(table),
            file_name=f"{name}.csv",
            mime="text/csv",
            key=f"csv_{stem}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help=_("{title} as CSV, amounts in yuan", title=table.title),
        )
        st.download_button(
            "XLSX",
            data=lambda: xlsx_bytes(table),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            key=f"xlsx_{stem}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help=_("{title} as a workbook, amounts in yuan", title=table.title),
        )
