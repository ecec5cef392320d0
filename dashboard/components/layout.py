"""Columns that fall below one another where there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st


def side_by_side(count: int) -> Sequence[Any]:
    """`count` columns of equal width."""
    return st.columns(count, gap="small")
