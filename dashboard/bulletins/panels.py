"""The bulletin's charts as plain figures: what to draw, in which order, with which words."""

from __future__ import annotations

from typing import Any

from dashboard.bulletins.content import Bulletin
from dashboard.bulletins.layout import clipped, text_width
from dashboard.formats import NOTHING, percent, score
from dashboard.i18n import _
from dashboard.views.verdicts import MARKS, checkpoint_verdict
from dashboard.words import OUTCOMES, word

#: Millimetres that a half-width character takes in a label of 8 points.
_STEP = 1.5
#: Half-width characters of a region's name beside a bar; the tables print it whole.
_LABEL = 20
#: Rows are lower where there are many of them, so that a chart stays on its page.
_TALL, _LOW, _MANY = 6.5, 4.5, 12


def attainment_panels(bulletin: Bulletin) -> list[dict[str, Any]]:
    """Two panels on one scale: sales and collections of each region in order of rank."""
    frame = bulletin.scope.regions
    figures = ("sales", "collections")
    ratios = [
        value
        for f in figures
        for kind in ("checkpoint_ratio", "attainment")
        for value in frame[f"{f}_{kind}"]
    ]
    furthest = max([1.15, *(value for value in ratios if value is not None)])
    titles = {"sales": _("Sales ÷ target of record"), "collections": _("Collections ÷ target of record")}
    threshold = float(bulletin.scope.policy.checkpoint.threshold.value)
    return [
        {
            "title": titles[figure],
            "furthest": furthest,
            "threshold": threshold,
            "mark": percent(threshold, 0, ()),
            **_sizes([_bullet(bulletin, row, figure) for row in frame.iter_rows(named=True)]),
        }
        for figure in figures
    ]


def _bullet(bulletin: Bulletin, row: dict[str, Any], figure: str) -> dict[str, Any]:
    partial, whole = row[f"{figure}_checkpoint_ratio"], row[f"{figure}_attainment"]
    if partial is None:
        text, tone = word(OUTCOMES, row["checkpoint_outcome"]), "unknown"
    else:
        is_met = checkpoint_verdict(row, figure, is_ahead=bulletin.scope.is_checkpoint_ahead)
        text = f"{MARKS[is_met]} {percent(partial, 1, bulletin.scope.edges)}"
        tone = "unknown" if is_met is None else "good" if is_met else "bad"
    if whole is not None:
        text = _("{partial}; month {whole}", partial=text, whole=percent(whole, 1, bulletin.scope.edges))
    return {
        "label": clipped(row["region"], _LABEL),
        "partial": partial,
        "whole": whole,
        "text": text,
        "tone": tone,
    }


def score_chart(bulletin: Bulletin) -> dict[str, Any]:
    """Scores in order of rank."""
    frame = bulletin.everyone.regions
    rows = [
        {
            "label": f"{NOTHING if row['rank'] is None else row['rank']}  {clipped(row['region'], _LABEL)}",
            "value": row["score"],
            "text": score(row["score"]),
            "tone": "bad" if row["is_last"] else "good",
        }
        for row in frame.iter_rows(named=True)
    ]
    known = [row["value"] for row in rows if row["value"] is not None]
    return {"title": _("Score, by rank"), "furthest": max([100.0, *known]), **_sizes(rows)}


def rank_courses(bulletin: Bulletin) -> dict[str, Any]:
    """Ranks of the last months, a row per region in the order of this month's rank."""
    months = sorted(set(bulletin.ranks["month"]))
    known = {(row["region"], row["month"]): row for row in bulletin.ranks.iter_rows(named=True)}
    worst = max([1, *bulletin.ranks["rank"]])
    rows = [
        {
            "label": clipped(region, _LABEL),
            "cells": [_course_cell(known.get((region, month)), worst) for month in months],
        }
        for region in bulletin.everyone.regions["region"]
    ]
    return {
        "course": _("Rank by month"),
        "months": [f"{month:%m}" if month.month != 1 else f"{month:%Y-%m}" for month in months],
        "rows": rows,
        "label": _label_width(rows),
    }


def _course_cell(row: dict[str, Any] | None, worst: int) -> dict[str, Any]:
    if row is None:
        return {"text": "", "shade": 1.0, "last": False}
    return {"text": str(row["rank"]), "shade": row["rank"] / worst, "last": bool(row["is_last"])}


def _sizes(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "rows": rows,
        "height": _TALL if len(rows) <= _MANY else _LOW,
        "label": _label_width(rows),
        "text": 4 + _STEP * max((text_width(row["text"]) for row in rows), default=0),
    }


def _label_width(rows: list[dict[str, Any]]) -> float:
    return min(40.0, 3 + _STEP * max((text_width(row["label"]) for row in rows), default=0))
