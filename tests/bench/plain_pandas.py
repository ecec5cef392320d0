"""The regulation as a competent analyst writes it in pandas: vectorised, in floats, no receipts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engine.facts import Facts

KEYS = ["month", "region"]
OFFICE = [*KEYS, "office"]
TIERS = ([0, 0.05, 0.10, 0.20, 0.30], [500, 0, -500, -1000, -2000, -3000])


def frames(facts: Facts) -> dict[str, pd.DataFrame]:
    """The facts as pandas frames, months as timestamps."""
    return {name: getattr(facts, name).to_pandas() for name in facts.__slots__}


def evaluate(given: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per month and region with the figures the contract names."""
    targets = _targets(given).groupby(KEYS, as_index=False)[["sales_target", "collections_target"]].sum()
    money = given["office_months"].drop(columns="office").groupby(KEYS, as_index=False).sum()
    frame = given["region_months"].merge(targets, on=KEYS, how="left").merge(money, on=KEYS, how="left")
    frame["year"] = frame["month"].dt.year
    annual = given["annual_plans"][["year", "region", "collections_target"]]
    frame = frame.merge(
        annual.rename(columns={"collections_target": "annual"}), on=["year", "region"], how="left"
    )
    for figure in ("sales", "collections"):
        frame[f"{figure}_checkpoint_ratio"] = frame[f"{figure}_to_checkpoint"] / frame[f"{figure}_target"]
        frame[f"{figure}_attainment"] = frame[figure] / frame[f"{figure}_target"]
    met = (frame["sales_checkpoint_ratio"] >= 0.7) & (frame["collections_checkpoint_ratio"] >= 0.7)
    frame["checkpoint_award"] = np.where(met, 1000, -1000)
    frame["capital_quota"] = 0.07 * frame["annual"]
    over = (frame["retail_receivables"] + frame["inventory"] - frame["capital_quota"]).clip(lower=0)
    frame["capital_overrun_ratio"] = (over + frame["contract_overdue"]) / frame["capital_quota"]
    edges, awards = TIERS
    frame["capital_award"] = np.array(awards)[
        np.searchsorted(edges, frame["capital_overrun_ratio"], side="left")
    ]
    frame = frame.sort_values(["region", "month"])
    running = frame.groupby(["region", "year"])[["expense_counted", "collections", "manager_travel"]].cumsum()
    frame["expense_ratio"] = running["expense_counted"] / running["collections"]
    return _streaks(_ranks(_scores(frame, given["conduct"]))).sort_values(KEYS)


def _targets(given: dict[str, pd.DataFrame]) -> pd.DataFrame:
    plans = given["office_plans"]
    rows = given["declarations"].merge(plans, on=OFFICE).merge(given["region_months"], on=KEYS)
    deadline = rows["month"] + pd.Timedelta(days=9)
    low = (rows["sales"] < 0.95 * rows["sales_plan"]) | (
        rows["collections"] < 0.95 * rows["collections_plan"]
    )
    approved = (
        rows["reason"].fillna("").ne("")
        & rows["remedy"].fillna("").ne("")
        & (rows["approved_on"] <= deadline)
        & (rows["approver"].eq(rows["manager"]) | rows["approver"].eq(rows["vice_president"]))
    )
    rows = rows[(rows["declared_on"] <= deadline) & (~low | approved)].sort_values(
        [*OFFICE, "declared_on", "position"]
    )
    counting = rows[rows.groupby(OFFICE).cumcount() < 2].drop_duplicates(OFFICE, keep="last")
    merged = plans.merge(counting[[*OFFICE, "sales", "collections"]], on=OFFICE, how="left")
    merged["sales_target"] = merged["sales"].fillna(merged["sales_plan"])
    merged["collections_target"] = merged["collections"].fillna(merged["collections_plan"])
    return merged


def _scores(frame: pd.DataFrame, conduct: pd.DataFrame) -> pd.DataFrame:
    weights = {"警告": 1, "记过": 3, "记大过": 5, "调岗": 5}
    points = (
        (conduct["sanction"].map(weights) * conduct["count"]).groupby([conduct[key] for key in KEYS]).sum()
    )
    frame = frame.merge(points.rename("deducted").reset_index(), on=KEYS, how="left")
    total = (
        35 * frame["sales_attainment"].clip(0, 1.2)
        + 35 * frame["collections_attainment"].clip(0, 1.2)
        + 15 * (1 - frame["capital_overrun_ratio"] / 0.3).clip(lower=0)
        + 10 * (2 - frame["expense_ratio"] / 0.003).clip(0, 1)
        + (5 - frame["deducted"].fillna(0)).clip(lower=0)
    )
    frame["score"] = np.floor(total * 100 + 0.5) / 100
    frame["pay_coefficient"] = np.select(
        [frame["score"] >= 100, frame["score"] >= 90, frame["score"] >= 75], [1.2, 1.0, 0.8], 0.6
    )
    return frame


def _ranks(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["score", "collections_attainment", "sales_attainment", "capital_overrun_ratio"]
    frame = frame.sort_values(["month", *keys], ascending=[True, False, False, False, True])
    place = frame.groupby("month").cumcount() + 1
    frame["rank"] = place.groupby([frame[key] for key in ["month", *keys]]).transform("min")
    worst = frame.groupby("month")["rank"].transform("max")
    sharing = frame.groupby(["month", "rank"])["region"].transform("size")
    frame["is_last"] = (frame["rank"] == worst) & (sharing == 1)
    return frame


def _streaks(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.sort_values(["region", "month"])
    before = frame.groupby("region")[["month", "is_last", "manager"]].shift(1)
    goes_on = (
        frame["is_last"]
        & before["is_last"].fillna(False).astype(bool)
        & (before["month"] == frame["month"] - pd.DateOffset(months=1))
        & (before["manager"] == frame["manager"])
    )
    run = (~goes_on).groupby(frame["region"]).cumsum()
    frame["last_place_streak"] = np.where(frame["is_last"], frame.groupby(["region", run]).cumcount() + 1, 0)
    frame["escalation"] = np.select(
        [frame["last_place_streak"] >= 6, frame["last_place_streak"] >= 3],
        ["transfer", "report_to_vp"],
        "none",
    )
    return frame
