"""What stands before Streamlit, the outermost first."""

from __future__ import annotations

from starlette.middleware import Middleware

from dashboard.entrance.door import Door
from dashboard.entrance.furnishing import Furnishing
from dashboard.entrance.receiving import Receiving

MIDDLEWARE = (Middleware(Door), Middleware(Receiving), Middleware(Furnishing))
