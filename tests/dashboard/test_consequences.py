"""What a load would change: from what to what, in frames and in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from dashboard import i18n
from dashboard.published import title
from dashboard.services.evaluation import Snapshot, seen_by, snapshot
from dashboard.services.policies import policies
from dashboard.services.uploads.consequences import (
    FIGURES,
    Consequences,
    _ahead,
    compared,
    consequences_of_load,
    consequences_of_rollback,
)
from dashboard.services.uploads.ingest import Checked, commit
from dashboard.views.uploads.changes import arrow, texts
from dashboard.views.uploads.consequences import (
    figure_table,
    headline,
    row_table,
    row_totals,
    sentences,
    settlement_lines,
    settlement_table,
)
from data.ingestion import Ingestion
from data.people.scope import Scope
from data.store import Store, StoreChanged
from data.store.reader import Reader
from tests.dashboard.demo import demo, demo_snapshot, store_with_demo

MARCH = date(2026, 3, 1)
#: Collections of this region and month, raised, turn a missed checkpoint into a met one.
REGION, MONTH = "西北", date(2026, 3, 1)
NO_ROWS = pl.DataFrame(
    schema={"extract": pl.String, "month": pl.Date}
    | dict.fromkeys(("added", "replaced", "removed", "unchanged"), pl.Int64)
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(store_with_demo(tmp_path_factory.mktemp("consequences"))) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


def checked(store: Store, **frames: pl.DataFrame) -> Checked:
    return Checked(Ingestion(frames, (), (), ()), store.data_version())


def rows_of(store: Store, extract: str, region: str, month: date) -> pl.DataFrame:
    frame = store.current(extract, month)
    return frame.filter(region=region)


def missed(current: Snapshot) -> tuple[str, date]:
    """A region-month whose collections alone missed the checkpoint."""
    row = current.evaluation.regions.filter(
        (pl.col("checkpoint_outcome") == "missed")
        & (pl.col("sales_checkpoint_ratio") >= 0.7)
        & (pl.col("collections_checkpoint_ratio") < 0.7)
    ).row(0, named=True)
    return row["region"], row["month"]


def doubled(store: Store, region: str, month: date) -> pl.DataFrame:
    return rows_of(store, "collections", region, month).with_columns(amount=pl.col("amount") * 2)


def found(store: Store) -> tuple[Consequences, str, date]:
    current = demo_snapshot()
    region, month = missed(current)
    load = checked(store, collections=doubled(store, region, month))
    return consequences_of_load(store, load, current), region, month


def test_an_evaluation_compared_with_itself_changes_nothing() -> None:
    evaluation = demo_snapshot().evaluation
    same = compared(evaluation, evaluation, NO_ROWS)
    assert not same.changes_figures
    assert same.balance_before == same.balance_after == evaluation.settlement["amount"].sum()


def test_a_checkpoint_that_is_met_now_says_from_what_to_what(store: Store) -> None:
    consequences, region, month = found(store)
    row = consequences.regions.filter(month=month, region=region).row(0, named=True)
    assert (row["checkpoint_outcome_before"], row["checkpoint_outcome_after"]) == ("missed", "met")
    assert (row["checkpoint_award_before"], row["checkpoint_award_after"]) == (-1000.0, 1000.0)
    assert row["collections_after"] == pytest.approx(2 * row["collections_before"])
    line = consequences.settlement.filter(month=month, region=region, item="checkpoint").row(0, named=True)
    assert line["difference"] == 2000.0
    assert consequences.balance_after - consequences.balance_before == (
        consequences.settlement["difference"].sum()
    )


def test_a_preview_foretells_exactly_what_committing_brings(tmp_path: Path) -> None:
    with Store.open(store_with_demo(tmp_path)) as store:
        before = snapshot(store, policies())
        region, month = missed(before)
        load = checked(store, collections=doubled(store, region, month))
        foretold = consequences_of_load(store, load, before)
        assert snapshot(store, policies()).data_version == before.data_version
        load_id = commit(store, load, actor="统计员")
        after = snapshot(store, policies())
        brought = compared(before.evaluation, after.evaluation, foretold.rows)
        assert foretold.regions.equals(brought.regions)
        assert foretold.settlement.equals(brought.settlement)
        back = consequences_of_rollback(store, load_id, after)
        for figure in FIGURES:
            assert back.regions[f"{figure}_before"].equals(
                foretold.regions[f"{figure}_after"], null_equal=True
            )


def test_only_region_months_that_differ_are_listed(store: Store) -> None:
    consequences, region, month = found(store)
    of_others = consequences.regions.filter(pl.col("region") != region)
    # Another region is touched through its rank alone, in the months that follow the score.
    facts = ("sales", "collections", "score", "expense_ratio", "checkpoint_outcome")
    for figure in facts:
        assert of_others[f"{figure}_before"].equals(of_others[f"{figure}_after"], null_equal=True)
    assert consequences.regions["month"].min() == month


def test_a_region_that_vanishes_and_one_that_appears_are_marked() -> None:
    evaluation = demo_snapshot().evaluation

    def without(region: str) -> object:
        return replace(
            evaluation,
            regions=evaluation.regions.filter(pl.col("region") != region),
            settlement=evaluation.settlement.filter(pl.col("region") != region),
        )

    gone = compared(evaluation, without(REGION), NO_ROWS)
    new = compared(without(REGION), evaluation, NO_ROWS)
    assert set(gone.regions["region"]) == {REGION}
    assert gone.regions["is_gone"].all()
    assert not gone.regions["is_new"].any()
    assert new.regions["is_new"].all()
    assert gone.settlement["difference"].sum() == -new.settlement["difference"].sum()
    assert "is no longer evaluated" in sentences(gone, 1)[0][0]
    assert "evaluated for the first time" in sentences(new, 1)[0][0]


def test_an_evaluation_of_another_state_is_not_compared_with(store: Store) -> None:
    current = replace(demo_snapshot(), data_version="other")
    load = checked(store, collections=rows_of(store, "collections", REGION, MARCH))
    with pytest.raises(StoreChanged):
        consequences_of_load(store, load, current)


def test_the_heaviest_change_is_told_first_and_in_one_sentence(store: Store) -> None:
    consequences, region, month = found(store)
    told, more = sentences(consequences, 2)
    assert told[0].startswith(f"**{region} {month:%Y-%m}**: ")
    assert "× missed → ✓ met" in told[0]
    assert "fine 1,000 yuan → reward 1,000 yuan" in told[0]
    assert "Collections" in told[0]
    assert more == consequences.regions.height - 2


def test_the_headline_adds_up(store: Store) -> None:
    consequences, region, month = found(store)
    rows, figures, settlement = headline(consequences)
    replaced = rows_of(store, "collections", region, month).height
    assert f"0 added, {replaced} replaced, 0 removed" in rows
    assert f"{consequences.regions.height} region-months" in figures
    assert "+2,000 yuan" in settlement
    assert "no figure" in headline(compared(demo := demo_snapshot().evaluation, demo, NO_ROWS))[-1]


def test_the_tables_say_the_same(store: Store) -> None:
    consequences, region, month = found(store)
    (line,) = settlement_table(consequences).frame.rows(named=True)
    assert (line["region"], line["month"], line["difference"]) == (region, month, 2000.0)
    assert settlement_lines(consequences) == [
        f"{region} {month:%Y-%m} Checkpoint: fine 1,000 yuan → reward 1,000 yuan"
    ]
    figures = figure_table(consequences).frame.filter(month=month, region=region)
    assert ("Checkpoint", "× missed", "✓ met") in figures.select("figure", "before", "after").rows()
    (counted,) = row_table(consequences).frame.rows(named=True)
    assert row_totals(consequences) == [
        f"{counted['title']}: 0 rows added, {counted['replaced']} replaced, 0 removed, 0 as before"
    ]


def test_a_long_table_of_figures_says_what_it_leaves_to_the_download() -> None:
    evaluation = demo_snapshot().evaluation
    nothing = replace(
        evaluation, regions=evaluation.regions.clear(), settlement=evaluation.settlement.clear()
    )
    everything = compared(nothing, evaluation, NO_ROWS)
    shown = figure_table(everything, most=10)
    assert shown.frame.n_unique(["region", "month"]) == 10
    assert f"{everything.regions.height - 10} more" in shown.notes[0]
    assert figure_table(everything, most=None).notes == ()


@pytest.mark.parametrize(
    ("figure", "before", "after", "shown"),
    [
        ("collections", 888_999.0, 980_000.0, "88.90 → 98.00 wan yuan"),
        ("collections", 889_000.01, 889_000.02, "889,000.01 yuan → 889,000.02 yuan"),
        ("collections", None, 980_000.0, "— → 98.00 wan yuan"),
        ("sales_checkpoint_ratio", 0.69996, 0.7, "69.996 % → 70.0 %"),
        ("expense_ratio", 0.002215, 0.002214, "0.222 % → 0.221 %"),
        ("is_explanation_required", False, True, "no → yes"),
        ("rank", 3, 1, "3 → 1"),
    ],
)
def test_two_values_are_written_so_that_they_differ(
    figure: str, before: object, after: object, shown: str
) -> None:
    assert arrow(figure, before, after) == shown


@pytest.mark.parametrize("figure", [name for name in FIGURES if name != "capital_tier"])
def test_every_compared_figure_has_a_title_and_can_be_written(figure: str) -> None:
    values = demo_snapshot().evaluation.regions[figure].drop_nulls()
    value = values[0] if len(values) else None
    assert title(figure)
    assert texts(figure, value, None)[1] == "—"


def test_names_from_files_are_no_markdown_in_a_sentence() -> None:
    evaluation = demo_snapshot().evaluation
    evil = replace(
        evaluation,
        regions=evaluation.regions.with_columns(
            region=pl.col("region").replace({REGION: "![x](http://a.b/c.png)"})
        ),
    )
    told = "\n".join(sentences(compared(evaluation, evil, NO_ROWS), 500)[0])
    assert "![x]" not in told


@pytest.mark.parametrize(
    ("last_day", "is_told", "after"), [(27, True, "… still open"), (28, False, "× missed")]
)
def test_what_a_month_falls_short_of_is_open_until_its_figures_reach_the_checkpoints_day(
    store: Store, last_day: int, is_told: bool, after: str
) -> None:
    """A region that had reached it is left with a single sale."""
    month, region = date(2026, 10, 1), "华东"
    sale = (
        rows_of(store, "sales", region, month).head(1).with_columns(date=pl.lit(month.replace(day=last_day)))
    )
    consequences = consequences_of_load(store, checked(store, sales=sale), demo_snapshot())
    told = next(each for each in sentences(consequences, 20)[0] if f"{region} 2026-10" in each)
    assert f"✓ met → {after}" in told
    figures = figure_table(consequences).frame.filter(month=month, region=region)
    assert ("Checkpoint", "✓ met", after) in figures.select("figure", "before", "after").rows()
    assert any("2026-10 is under way" in each for each in headline(consequences)) == is_told


def test_what_was_open_before_a_load_or_will_be_after_one_is_not_missed() -> None:
    """The checkpoint's day is loaded, and taken away again; no award changes."""
    whole, month = demo_snapshot().evaluation, date(2026, 10, 1)
    is_it = (pl.col("region") == REGION) & (pl.col("month") == month)
    met = pl.when(is_it).then(pl.lit("met")).otherwise("checkpoint_outcome").alias("checkpoint_outcome")
    reached = replace(whole, regions=whole.regions.with_columns(met))
    loaded = replace(compared(whole, reached, NO_ROWS), ahead_before=month)
    taken_away = replace(compared(reached, whole, NO_ROWS), ahead_after=month)
    assert "… still open → ✓ met" in sentences(loaded, 1)[0][0]
    assert "✓ met → … still open" in sentences(taken_away, 1)[0][0]
    assert loaded.settlement.is_empty()
    decided, open_again = headline(loaded)[-1], headline(taken_away)[-1]
    assert decided.startswith("After this the checkpoint of 2026-10 is decided")
    assert open_again.startswith("2026-10 is under way")


def test_a_month_that_was_published_is_over_whatever_its_last_day_with_figures() -> None:
    days, current, month = demo().days, demo_snapshot(), date(2026, 10, 1)
    assert _ahead(days, current) == month
    over = SimpleNamespace(published={month}, policies=current.policies)
    assert _ahead(days, over) is None


def test_how_far_a_month_has_come_is_told_by_the_days_that_one_sees(store: Store) -> None:
    """Another region's sales reach the day of the checkpoint, or so this one's statistician is not told."""
    month, south = date(2026, 10, 1), Scope(frozenset({"华南"}))
    sale = rows_of(store, "sales", "华东", month).head(1).with_columns(date=pl.lit(month.replace(day=28)))
    load = checked(store, sales=sale)
    found = consequences_of_load(Reader(store, south), load, seen_by(demo_snapshot(), south))
    assert (found.ahead_before, found.ahead_after) == (month, month)
