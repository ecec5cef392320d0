"""The day it is where the reader sits: the only clock on the screens."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def today() -> date:
    """Today in the reader's time zone; the server's if the browser did not say."""
    try:
        zone = ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now().astimezone().date()
    return datetime.now(zone).date()
