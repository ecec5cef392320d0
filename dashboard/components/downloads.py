"""Downloads beside every chart and table."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _
from dashboard.services.exports import Table, csv_bytes, xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_downloads(table: Table, stem: str) -> None:
    """Offer the table as CSV and XLSX; the files are made when asked for."""
    with st.container(horizontal=True, gap="small", width="content"):
        st.download_button(
            "CSV",
            data=lambda: csv_bytes(table),
            file_name=f"{stem}.csv",
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
            file_name=f"{stem}.xlsx",
            mime=XLSX,
            key=f"xlsx_{stem}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help=_("{title} as a workbook, amounts in yuan", title=table.title),
        )
