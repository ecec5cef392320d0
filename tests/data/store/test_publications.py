"""Two clocks: what was published stays, and the difference to what is known now is carried in the open.

Random histories of loads, rollbacks, publications, reopenings and adjustments, held against a model that
keeps plain amounts and knows nothing of how the engine does it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import orjson
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from data.store import Store
from data.store.process.publications import Published, publication_content, published_frames, published_of
from data.store.process.shown import as_published
from engine.evaluation import Evaluation, evaluate
from engine.facts import Facts
from engine.policy.parameters import Policies
from tests.data.store.building import FEB, JAN, NORTH, day_28, frame, load
from tests.data.store.publishing import adjust, publish, reopen
from tests.engine.building import facts as built
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable

Line = tuple[str, str, str, date | None, int]  # region, clause, item, of, fen
Place = tuple[str | None, bool, int]  # manager, is last, streak


def after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


@dataclass
class Model:
    """What was published, in force by month, and which adjustments were approved."""

    takes_over: bool
    lines: dict[date, list[Line]] = field(default_factory=dict)
    places: dict[date, dict[str, Place]] = field(default_factory=dict)
    versions: dict[date, int] = field(default_factory=dict)
    adjustments: list[dict[str, Any]] = field(default_factory=list)

    def open_month(self, months: list[date]) -> date:
        latest = max(self.lines)
        return next((month for month in months if month > latest), after(latest))

    def streaks(self, plain: Evaluation) -> dict[tuple[date, str], int]:
        """From last places and managers alone, month by month."""
        found: dict[tuple[date, str], int] = {}
        managers: dict[tuple[date, str], str | None] = {}
        for row in plain.regions.sort("month").iter_rows(named=True):
            month, region = row["month"], row["region"]
            managers[month, region] = row["manager"]
            earlier = before(month)
            if earlier in self.places:
                then, _, streak = self.places[earlier].get(region, (None, False, 0))
            else:
                then, streak = managers.get((earlier, region)), found.get((earlier, region), 0)
            goes_on = self.takes_over or then == row["manager"]
            found[month, region] = (1 + (streak if goes_on else 0)) if row["is_last"] else 0
        return found

    def due(self, plain: Evaluation) -> dict[tuple[date, str, str], int]:
        """Corrections of every published month, by month, region and clause."""
        found: dict[tuple[date, str, str], int] = {}
        for line in plain.settlement.iter_rows(named=True):
            if line["month"] in self.lines:
                key = (line["month"], line["region"], line["clause"])
                found[key] = found.get(key, 0) + round(line["amount"] * 100)
        for month, lines in self.lines.items():
            for region, clause, item, of, fen in lines:
                if item != "adjustment":
                    key = (of or month, region, clause)
                    found[key] = found.get(key, 0) - fen
        return {key: fen for key, fen in found.items() if fen}

    def waiting(self) -> list[dict[str, Any]]:
        """Adjustments that no publication in force holds."""
        return [each for each in self.adjustments if each["published"] not in self.lines]


def with_publications(facts: Facts, in_force: dict[date, Published], model: Model) -> Facts:
    adjustments = [
        {name: row for name, row in each.items() if name != "published"} for each in model.adjustments
    ]
    return replace(facts, **published_frames(in_force.values(), adjustments))


def carried_of(evaluation: Evaluation, item: str, month: date) -> pl.DataFrame:
    here = (pl.col("month") == month) & (pl.col("item") == item) & ~pl.col("is_published")
    return evaluation.carried.filter(here)


def published_in(model: Model, in_force: dict[date, Published], evaluation: Evaluation, month: date) -> None:
    """Publish by way of the log's text; the model takes the plain amounts."""
    model.versions[month] = model.versions.get(month, 0) + 1
    content = publication_content(
        evaluation, month, model.versions[month], data_version="1.0", audit_head="head", published=in_force
    )
    in_force[month] = published_of(orjson.loads(orjson.dumps(content)))
    here = pl.col("month") == month
    own = evaluation.settlement.filter(here).with_columns(pl.lit(None, dtype=pl.Date).alias("of"))
    parts = pl.concat([own, evaluation.carried.filter(here)], how="diagonal")
    model.lines[month] = [
        (row["region"], row["clause"], row["item"], row["of"], round(row["amount"] * 100))
        for row in parts.iter_rows(named=True)
    ]
    model.places[month] = {
        row["region"]: (row["manager"], row["is_last"], row["last_place_streak"])
        for row in evaluation.regions.filter(here).iter_rows(named=True)
    }
    for each in model.adjustments:
        if each["published"] not in model.lines and each["month"] <= month:
            each["published"] = month


def demand_as_in(model: Model, evaluation: Evaluation, plain: Evaluation) -> None:
    """Everything that rules 3, 4, 6 and 7 say, of one state."""
    streaks = {
        (row["month"], row["region"]): row["last_place_streak"]
        for row in evaluation.regions.iter_rows(named=True)
    }
    assert streaks == model.streaks(plain)
    same = [name for name in plain.regions.columns if name not in {"last_place_streak", "escalation"}]
    assert evaluation.regions.select(same).equals(plain.regions.select(same))
    assert evaluation.settlement.equals(plain.settlement)
    if not model.lines:
        assert evaluation.carried.filter(pl.col("item") == "correction").is_empty()
        return
    month = model.open_month(evaluation.months())
    found = {
        (row["of"], row["region"], row["clause"]): round(row["amount"] * 100)
        for row in carried_of(evaluation, "correction", month).iter_rows(named=True)
    }
    assert found == model.due(plain)
    waiting = carried_of(evaluation, "adjustment", month)["adjustment"].to_list()
    assert set(waiting) == {each["adjustment"] for each in model.waiting() if each["month"] <= month}
    frozen = evaluation.carried.filter("is_published")
    kept = [
        line for lines in model.lines.values() for line in lines if line[2] in {"correction", "adjustment"}
    ]
    assert sorted(
        map(
            str,
            frozen.select(
                "region", "clause", "item", "of", (pl.col("amount") * 100).round().cast(pl.Int64)
            ).rows(),
        )
    ) == sorted(map(str, kept))


MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
ACTS = st.sampled_from(["publish", "publish", "load", "load", "reopen", "adjust"])
#: A correction is published, its month reopened and published again after another load.
REOPENED = ["load", "publish", "load", "reopen", "load", "publish", "load", "publish"]
#: A region of a month: met or missed at the checkpoint, capital over or within the quota, last or not.
REGION = st.fixed_dictionaries(
    {
        "sales": st.sampled_from([650, 940, 950, 1000]),
        "collections": st.sampled_from([650, 960, 1000]),
        "retail": st.sampled_from([0, 500, 900]),
        "manager": st.sampled_from(["Ada", "Ada", "Cy"]),
    }
)
WORLD = st.fixed_dictionaries(
    {},
    optional={month: st.fixed_dictionaries({}, optional=dict.fromkeys("ABCD", REGION)) for month in MONTHS},
)


@repeatable(30)
@given(
    worlds=st.lists(WORLD, min_size=2, max_size=3),
    acts=st.one_of(st.lists(ACTS, min_size=4, max_size=9), st.just(REOPENED)),
    draw=st.randoms(use_true_random=False),
    takes_over=st.booleans(),
)
def test_whatever_happens_published_figures_stay_and_the_difference_is_due_once(
    worlds: list[dict[str, Any]], acts: list[str], draw: Any, takes_over: bool
) -> None:
    policies: Policies = policies_with({"readings.new_manager": "takes_over"}) if takes_over else shipped()
    states = [built({"months": words}) for words in worlds]
    plainly = [evaluate(facts, policies) for facts in states]
    model, in_force, now = Model(takes_over), {}, 0
    for act in ("publish", *acts):
        facts, plain = states[now], plainly[now]
        evaluation = evaluate(with_publications(facts, in_force, model), policies)
        demand_as_in(model, evaluation, plain)
        months = evaluation.months()
        match act:
            case "load":  # or a rollback: another state, of other months and regions
                now = draw.randrange(len(states))
            case "adjust" if model.lines:
                month = model.open_month(months)
                row = {"month": month, "region": "R0", "amount": draw.randint(-9, 9), "reason": "Error"}
                number = f"a{len(model.adjustments)}"
                model.adjustments.append({**row, "adjustment": number, "published": None})
            case "reopen" if model.lines:
                for held in (model.lines, model.places, in_force):
                    del held[max(held)]
            case "publish" if months:
                month = model.open_month(months) if model.lines else draw.choice(months)
                if month not in months:
                    continue
                published_in(model, in_force, evaluation, month)
                again = evaluate(with_publications(facts, in_force, model), policies)
                # What is known now is paid out: nothing is due until something changes.
                assert again.carried.filter(
                    ~pl.col("is_published"), pl.col("item") == "correction"
                ).is_empty()
                assert model.due(plain) == {}


def loaded(store: Store, collections: int) -> None:
    """January and February of a region with a plan of 1,000.00, by summaries."""
    plans = [{"month": month, "sales_plan": 100_000, "collections_plan": 100_000} for month in (JAN, FEB)]
    done = {"sales": 100_000, "sales_to_checkpoint": 100_000}
    rows = [
        {"month": month} | done | {"collections": fen, "collections_to_checkpoint": fen}
        for month, fen in ((JAN, collections), (FEB, 100_000))
    ]
    load(
        store,
        org=frame("org", {"effective_month": JAN}),
        monthly_plan=frame("monthly_plan", *plans),
        summary=frame("summary", *rows),
    )


def corrections(store: Store) -> list[tuple[date, date, float]]:
    found = evaluate(store.facts(day_28), shipped()).carried
    return found.filter(pl.col("item") == "correction").select("month", "of", "amount").rows()


def test_a_store_carries_what_a_load_changes_of_a_published_month(store: Store) -> None:
    loaded(store, 100_000)
    before = store.data_version()
    publish(store, JAN)
    assert store.data_version() != before
    assert corrections(store) == []
    loaded(store, 0)
    # A reward of 1,000 became a fine of 1,000 (一.3).
    assert corrections(store) == [(FEB, JAN, -2000.0)]
    reopen(store, JAN)
    assert corrections(store) == []
    publish(store, JAN)
    assert [each.version for each in store.process.frozen.versions(store.process.book(), JAN)] == [1, 2]
    assert corrections(store) == []


def test_an_approved_adjustment_is_a_line_of_its_month(store: Store) -> None:
    loaded(store, 100_000)
    before = store.data_version()
    adjust(store, JAN, NORTH, -1250)
    assert store.data_version() != before
    found = evaluate(store.facts(day_28), shipped()).carried
    assert found.select("month", "item", "amount", "reason").rows() == [
        (JAN, "adjustment", -12.5, "Typing error")
    ]


def test_a_receipt_is_read_back_as_it_was_published(store: Store) -> None:
    loaded(store, 100_000)
    evaluation = evaluate(store.facts(day_28), shipped())
    made = evaluation.receipt(JAN, NORTH, "checkpoint")
    publish(store, JAN, held={(NORTH, "checkpoint"): "To be checked"})
    [published] = store.process.frozen.in_force(store.process.book()).values()
    [line] = [each for each in published.lines if each["item"] == "checkpoint"]
    assert published.receipt(line) == made
    assert line["held"] == "To be checked"
    loaded(store, 1)
    later = evaluate(store.facts(day_28), policies_with({"checkpoint.reward": 700}))
    shown = as_published(later, {JAN: published})
    assert shown.receipt(JAN, NORTH, "score") == evaluation.receipt(JAN, NORTH, "score")
    assert shown.receipt(JAN, NORTH, "checkpoint") == made
    assert later.receipt(JAN, NORTH, "score") != shown.receipt(JAN, NORTH, "score")
