"""The kinds of cards. Texts are safe inside Markdown; `key` is unique on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboard.formats import NONE, Markdown, Unit
from dashboard.tables import Table


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A chart with its title; its figures open as a table with downloads.

    note: what the chart shows, in a sentence. alt: the same for those who cannot see it. regions: a click
    on the bar of one of them chooses it. month, unit: its own where they are not those of the page.
    others: regions that it has no room for; one of them can be looked up, which chooses it.
    """

    title: Markdown
    figure: go.Figure
    table: Table
    key: str
    note: Markdown = NONE
    alt: str = ""
    regions: Sequence[str] = ()
    month: date | None = None
    unit: Unit | None = None
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A table with its title, a note and downloads."""

    table: Table
    key: str
    note: Markdown = NONE


@dataclass(frozen=True, slots=True, eq=False)
class Digest:
    """The first `most` sentences about a table, or `empty`; the table is one click away."""

    sentences: Sequence[Markdown]
    empty: Markdown
    table: Table
    key: str
    most: int = 6


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """A list of sentences, or `empty`; without a frame.

    onward: the page where what is missing is done, linked below where there are none.
    """

    sentences: Sequence[Markdown]
    empty: Markdown = NONE
    onward: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """What is missing, for a chart or else; leads to the upload.

    table: what can be said all the same, one click away.
    """

    title: Markdown
    text: Markdown
    table: Table | None = None
    key: str = ""


Card = Chart | Rows | Digest | Sentences | Gap


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Cards in columns of equal width, which fall below one another where there is no room."""

    columns: tuple[Card | None, ...]
