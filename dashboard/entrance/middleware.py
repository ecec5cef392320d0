"""What stands before Streamlit, the outermost first."""

from __future__ import annotations

from starlette.middleware import Middleware

from dashboard.entrance.door import Door

MIDDLEWARE = (Middleware(Door),)
