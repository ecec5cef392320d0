"""Downloads beside every chart and table."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from dashboard.components.elements.renewal import renewal
from dashboard.formats import plain
from dashboard.i18n import _, current, speaking
from dashboard.services.exports import csv_bytes, xlsx_bytes
from dashboard.tables import Table
from data.store import StoreChanged

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


#: What a file's name may not hold on one system or another.
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def file_name(title: str, stem: str) -> str:
    """The name of a file without its ending: the table's title, and the month that `stem` names."""
    month = re.search(r"\d{4}-\d{2}", stem)
    name = _UNSAFE.sub(" ", title).strip()
    return f"{name} {month.group()}" if month and month.group() not in name else name


def offer_downloads(table: Table | Callable[[], Table], stem: str, *, title: str = "") -> None:
    """Offer the table as CSV and XLSX; the files are made when asked for.

    A table that is dear to make may be a function, which is called then; `title` is its title. If something
    was loaded since, there is no file of what the page shows: the page is run again, and the reader told so.
    """
    language, name = current(), table.title if isinstance(table, Table) else title
    renew = renewal()

    def made(write: Callable[[Table], bytes]) -> Callable[[], bytes]:
        def content() -> bytes:
            # By then the page, which knows the reader's language, has been left.
            with speaking(language):
                try:
                    return write(table if isinstance(table, Table) else table())
                except StoreChanged:
                    renew()
                    raise

        return content

    with st.container(horizontal=True, gap="small", width="content"):
        st.download_button(
            "CSV",
            data=made(csv_bytes),
            file_name=f"{file_name(name, stem)}.csv",
            mime="text/csv",
            key=f"csv_{stem}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help=_("{title} as CSV, amounts in yuan", title=plain(name)),
        )
        st.download_button(
            "XLSX",
            data=made(xlsx_bytes),
            file_name=f"{file_name(name, stem)}.xlsx",
            mime=XLSX,
            key=f"xlsx_{stem}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help=_("{title} as a workbook, amounts in yuan", title=plain(name)),
        )
