"""The dashboard with a calendar of its own: the day stands in a file, so that a test can turn the page."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard.services.stores import people

#: The environment's name of the file with the day.
DAY = "REGION_COCKPIT_TEST_DAY"


def _today() -> date:
    return date.fromisoformat(Path(os.environ[DAY]).read_text("utf-8").strip())


# Before anything else has taken the name from there.
people.today = _today

import streamlit as st  # noqa: E402

from dashboard.commands.offering import offer  # noqa: E402
from dashboard.entrance.lifetime import lifetime  # noqa: E402
from dashboard.entrance.middleware import MIDDLEWARE, routes  # noqa: E402

_APP = Path(__file__).parents[2] / "dashboard" / "app.py"
offer()
app = st.App(_APP, middleware=MIDDLEWARE, routes=routes(), lifespan=lifetime)
