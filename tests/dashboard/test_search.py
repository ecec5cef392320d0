"""One search: what is nearest comes first, each hit leads to where it is, and no input does harm."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboard.services.evaluation import Snapshot
from dashboard.services.policies import policies
from dashboard.services.search import LONGEST, MOST, MOST_OF_KIND, Hit, search
from dashboard.views.search import clauses, hit_text
from data.store import Store
from tests.dashboard.demo import SEPTEMBER, demo_snapshot, store_with_demo
from tests.pages.hostile import ATTACKS

OCTOBER = date(2026, 10, 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(store_with_demo(tmp_path_factory.mktemp("search"))) as opened:
        yield opened


def hits(store: Store, asked: str, snapshot: Snapshot | None = None) -> list[Hit]:
    known = tuple(clauses(policies().at(SEPTEMBER)))
    return list(search(snapshot or demo_snapshot(), store, asked, SEPTEMBER, known).shown)


def test_a_region_leads_to_the_overview_of_the_month_looked_at(store: Store) -> None:
    first = hits(store, "华东")[0]
    assert (first.kind, first.name, first.page) == ("region", "华东", "overview")
    assert first.address == {"month": "2026-09", "region": "华东"}


def test_an_office_leads_to_its_trace_and_stands_before_customers_that_begin_like_it(store: Store) -> None:
    found = hits(store, "苏州")
    assert found[0].kind == "office"
    assert found[0].address == {"month": "2026-09", "region": "华东", "office": "苏州"}
    assert {hit.kind for hit in found[1:]} <= {"customer"}


def test_a_customer_and_a_document_lead_down_to_their_rows(store: Store) -> None:
    sold = store.current("sales", SEPTEMBER).row(0, named=True)
    (found,) = [hit for hit in hits(store, sold["document"].lower()) if hit.name == sold["document"]]
    assert (found.kind, found.page) == ("document", "trace")
    place = {name: sold[name] for name in ("document", "region", "office", "customer")}
    assert found.address == place | {"figure": "sales", "month": "2026-09"}
    customer = hits(store, sold["customer"])[0]
    assert (customer.kind, customer.name, customer.page) == ("customer", sold["customer"], "trace")
    assert customer.address["customer"] == sold["customer"]


def test_a_chapter_leads_to_its_page_and_a_value_to_the_list_of_values(store: Store) -> None:
    first = hits(store, "二")[0]
    assert (first.name, first.page) == ("条款 二", "capital")
    assert ("节点罚款", "regulation") in [(hit.name, hit.page) for hit in hits(store, "节点罚")]
    assert hits(store, "条款一.3")[0].page == "regulation"


def test_a_load_leads_to_the_upload_page(store: Store) -> None:
    load = store.loads()[0]
    (found,) = hits(store, load.load_id)
    assert (found.kind, found.page, found.address) == ("load", "upload", {"load": load.load_id})


def test_a_region_closed_since_leads_to_its_last_month_and_a_new_one_to_its_first(store: Store) -> None:
    known = demo_snapshot().evaluation
    closed = (pl.col("region") == "华东") & (pl.col("month") > date(2026, 6, 1))
    opened = (pl.col("region") == "华南") & (pl.col("month") < OCTOBER)
    thin = replace(
        demo_snapshot(), evaluation=replace(known, regions=known.regions.filter(~closed & ~opened))
    )
    assert hits(store, "华东", thin)[0].address["month"] == "2026-06"
    assert hits(store, "华南", thin)[0].address["month"] == "2026-10"


def test_the_nearest_come_first_and_a_vague_question_is_answered_with_few(store: Store) -> None:
    found = search(demo_snapshot(), store, "0", SEPTEMBER)
    assert found.has_more
    assert len(found.shown) <= MOST
    assert sum(hit.kind == "document" for hit in found.shown) == MOST_OF_KIND
    one = search(demo_snapshot(), store, "华东", SEPTEMBER)
    assert one.shown[0].name == "华东"


@pytest.mark.parametrize("asked", ["", " \u3000\u200b", "%", "_", "' OR 1=1 --", '"', "\\", "\0", *ATTACKS])
def test_what_nobody_is_called_finds_nothing_and_harms_nothing(store: Store, asked: str) -> None:
    assert search(demo_snapshot(), store, asked, SEPTEMBER).shown == ()


def test_a_very_long_question_is_refused_at_once(store: Store) -> None:
    started = time.monotonic()
    assert hits(store, "华" * 10_000) == []
    assert hits(store, "1" * (LONGEST + 1)) == []
    assert time.monotonic() - started < 1.0


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_name_is_text_in_its_link(attack: str) -> None:
    said = hit_text(Hit("customer", attack, "trace", {}, (attack,)), None)
    for live in ("![", "](", ":red[", "<img", "<a ", "`code`", "\n", "$x"):
        assert live not in said.replace("\\" + live[0], "")
