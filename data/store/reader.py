"""The one door to rows: a store as a scope sees it. Whoever shows rows to somebody asks a reader.

Where the store counts, sorts or cuts off before it answers, the reader asks region by region, so that what
is not seen cannot push anything that is off a list, nor stand in a count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from data.fields import BY_NAME
from data.mappings import HeaderMapping
from data.people.narrowing import narrowed, only_facts, seen_of_extract, seen_rows, sees_totals
from data.people.person import account_key
from data.people.scope import Scope
from data.store.around_checkpoint import Ledger
from data.store.behind import Behind, Found
from data.store.breakdowns import CLAIMS, DEBTORS
from data.store.current_state import StoredState
from data.store.customers import WHOLE_MONTH
from data.store.errors import LoadUnknown
from data.store.facts import CheckpointDay
from data.store.finding import LOADS
from data.store.history import Load
from data.store.loads import LoadRequest
from data.store.preview import Preview
from data.store.process.published_reading import PublishedReader
from data.store.process.reading import ProcessReader
from data.store.process.shown import as_published
from data.store.scenarios import SavedScenario
from data.store.tracing import Place
from engine.evaluation import Evaluation, evaluate
from engine.facts import Facts
from engine.forecasting import Days
from engine.planning.daily_courses import OfficeDays
from engine.policy.parameters import Policies

if TYPE_CHECKING:
    from data.store import Store

#: More than any list of names that can be found.
_ALL = 1_000_000


class Reader(PublishedReader, ProcessReader):
    """What a person may read of a store; the methods are those of `Store`, by the same names."""

    def __init__(self, store: Store, scope: Scope, account: str = "") -> None:
        """account: who looks, empty for this machine's operator: what one did oneself is one's own to see."""
        self._store = store
        self.scope = scope
        self.account = account

    def as_of(self, version: str) -> Reader:
        """The same door to one version of the data; `Store.as_of`."""
        return Reader(self._store.as_of(version), self.scope, self.account)

    @property
    def live(self) -> Reader:
        """The same door to what is there now; `Store.live`."""
        return Reader(self._store.live, self.scope, self.account)

    def evaluation(self, policies: Policies) -> Evaluation:
        """Everything evaluated, then narrowed: ranks need all regions.

        Of others, published months stand as they were published: what they would be now is not told.
        """
        facts = self._store.facts(lambda month: policies.at(month).checkpoint_day)
        evaluation = evaluate(facts, policies)
        if self.scope.is_everything:
            return evaluation
        return as_published(narrowed(evaluation, self.scope), self.published(), self.scope)

    def facts(self, checkpoint_day: CheckpointDay) -> Facts:
        """The facts of the engine, of regions whose totals are seen; see `narrowing.only_facts`."""
        return only_facts(self._store.facts(checkpoint_day), self.scope)

    def data_version(self) -> str:
        """The version of all data: to compare and as a key of caches, not to be shown; see `version_of`."""
        return self._store.data_version()

    def audit_head(self) -> str | None:
        """The head of the audit log; None where it is not to be seen: it moves with what others do."""
        return self._store.audit_head() if self.scope.sees_audit or self.scope.is_everything else None

    def current(self, extract: str, month: date | None = None) -> pl.DataFrame:
        """Current rows of an extract; `Store.current`."""
        return seen_of_extract(self._store.current(extract, month), BY_NAME[extract], self.scope)

    def source_rows(
        self, extract: str, region: str | None, month: date, office: str | None = None
    ) -> pl.DataFrame:
        """The rows behind a figure; `Store.source_rows`."""
        found = self._store.source_rows(extract, region, month, office)
        return seen_of_extract(found, BY_NAME[extract], self.scope)

    def organisation(self) -> pl.DataFrame:
        """The rows of the organisation."""
        return seen_rows(self._store.current_state().organisation(), self.scope)

    def parties(self, figure: str, place: Place) -> pl.DataFrame:
        """With whom an office's figure was made; `Store.parties`."""
        return self._of_office(self._store.parties(figure, place), place)

    def documents(self, figure: str, place: Place, party: str | None = None) -> pl.DataFrame:
        """The rows behind an office's figure; `Store.documents`."""
        return self._of_office(self._store.documents(figure, place, party), place)

    def rows_behind(self, fact: str, behind: Behind, first: int = 0, most: int | None = None) -> Found:
        """Rows behind a region's figure; `Store.rows_behind`. Where offices are seen, their part of it."""
        if self.scope.sees_region(behind.region):
            return self._store.rows_behind(fact, behind, first, most)
        found = self._store.rows_behind(fact, behind)
        place = found.frame.with_columns(pl.lit(behind.region).alias("region"))
        own = seen_rows(place, self.scope).drop("region")
        return Found(own.slice(first, most), own.height, int(own["counted"].sum()), found.unit)

    def daily_totals(self) -> Days:
        """Sales and collections by day, of regions whose totals are seen; `Store.daily_totals`."""
        days = self._store.daily_totals()
        own = sees_totals(self.scope)
        return Days(days.totals.filter(own), days.undated.filter(own))

    def office_days(self, first: date, last: date) -> OfficeDays:
        """Sales and collections of offices by day; `Store.office_days`."""
        days = self._store.office_days(first, last)
        return OfficeDays(seen_rows(days.totals, self.scope), seen_rows(days.undated, self.scope))

    def customer_balances(self, month: date, region: str | None = None) -> pl.DataFrame:
        """Who owes what; `Store.customer_balances`."""
        return seen_rows(self._store.customer_balances(month, region), self.scope)

    def balance_rows(self, month: date, region: str) -> pl.DataFrame:
        """Who owes what, by due date; `Store.balance_rows`."""
        return seen_rows(self._store.balance_rows(month, region), self.scope)

    def customer_payments(
        self, region: str, first: date, last: date, days: tuple[int, int] = WHOLE_MONTH
    ) -> pl.DataFrame:
        """Who paid what; `Store.customer_payments`."""
        return seen_rows(self._store.customer_payments(region, first, last, days), self.scope)

    def rows_of_days(self, ledger: Ledger, places: pl.DataFrame) -> pl.DataFrame:
        """Rows of some days; `Store.rows_of_days`."""
        return seen_rows(self._store.rows_of_days(ledger, places), self.scope)

    def went_back(self, ledger: Ledger, places: pl.DataFrame) -> pl.DataFrame:
        """What customers gave back; `Store.went_back`."""
        return seen_rows(self._store.went_back(ledger, places), self.scope)

    def capital_changes(self, places: pl.DataFrame) -> pl.DataFrame:
        """What of capital changed; `Store.capital_changes`. Moves from or to elsewhere stay unseen."""
        return seen_rows(self._store.capital_changes(places), self.scope)

    def rows_of_moves(self, moves: pl.DataFrame) -> pl.DataFrame:
        """The rows behind moves of which both ends are seen; `Store.rows_of_moves`."""
        ends = {
            "region": "from_region",
            "office": "from_office",
            "to_region": "region",
            "to_office": "office",
        }
        arrived = seen_rows(seen_rows(moves, self.scope).rename(ends), self.scope)
        return self._store.rows_of_moves(arrived.rename({new: old for old, new in ends.items()}))

    def expense_categories(self, managers: pl.DataFrame) -> pl.DataFrame:
        """Expenses of regions by category; `Store.expense_categories`."""
        found = self._store.expense_categories(managers)
        whole = found.with_columns(pl.lit(None, pl.String).alias("office"))
        return seen_rows(whole, self.scope).drop("office")

    def pending_claims(
        self, managers: pl.DataFrame, first: date, last: date, *, region: str | None, most: int | None = None
    ) -> pl.DataFrame:
        """The largest claims awaiting approval; `Store.pending_claims`."""
        return self._largest(
            lambda one, how_many: self._store.pending_claims(
                managers, first, last, region=one, most=how_many
            ),
            region,
            most,
            pl.DataFrame(schema=CLAIMS),
            ("claims", "amount", ("date", "document", "region", "office")),
        )

    def debtors(self, month: date, region: str | None, most: int | None = None) -> pl.DataFrame:
        """Whose balances tie up most; `Store.debtors`."""
        return self._largest(
            lambda one, how_many: self._store.debtors(month, one, how_many),
            region,
            most,
            pl.DataFrame(schema=DEBTORS),
            ("debtors", "counted", ("region", "office", "customer", "customer_type")),
        )

    def customers_named(self, asked: str, month: date, most: int) -> pl.DataFrame:
        """Customers by a part of their name; `Store.customers_named`."""
        return seen_rows(self._store.customers_named(asked, month, self._limit(most)), self.scope).head(most)

    def documents_named(self, asked: str, month: date, most: int, managers: pl.DataFrame) -> pl.DataFrame:
        """Documents by a part of their number; `Store.documents_named`."""
        found = self._store.documents_named(asked, month, self._limit(most), managers)
        return seen_rows(found, self.scope).head(most)

    def loads(self) -> tuple[Load, ...]:
        """The history, newest first: loads of which every row may be seen; `Store.loads`.

        Their warnings are told to whoever sees everything, and of own loads: a check by somebody who sees
        more tells of more.
        """
        seen = (load for load in self._store.loads() if self._sees_load(load))
        return tuple(
            load if self.scope.is_everything or self._is_own(load.actor) else replace(load, issues=())
            for load in seen
        )

    def loads_named(self, asked: str, most: int) -> pl.DataFrame:
        """Loads by a part of their number or of a file's name; `Store.loads_named`."""
        found = self._store.loads_named(asked, self._limit(most))
        if self.scope.is_everything:
            return found
        seen = [load.load_id for load in self.loads()]
        return found.filter(pl.col("load_id").is_in(seen)).head(most) if seen else pl.DataFrame(schema=LOADS)

    def differences(self, load_id: str) -> dict[str, pl.DataFrame]:
        """What a load changed; `Store.differences`. LoadUnknown for one that is not seen."""
        self._demand_load(load_id)
        return self._store.differences(load_id)

    def may_have_original(self, load: Load) -> bool:
        """Whether the kept files of a load are open: they may hold more than the load took from them."""
        return self.scope.is_everything or self._is_own(load.actor)

    def original(self, load: Load, sha256: str) -> bytes | None:
        """A kept file of a load; `Store.original`. None too where it is not open, or of another load."""
        is_of_load = any(file.sha256 == sha256 for file in load.files)
        if not is_of_load or not self._sees_load(load) or not self.may_have_original(load):
            return None
        return self._store.original(sha256)

    def saved_scenarios(self) -> dict[str, SavedScenario]:
        """The scenarios that exist for this scope, the newest first; `Store.saved_scenarios`."""
        return {
            scenario_id: saved
            for scenario_id, saved in self._store.saved_scenarios().items()
            if self.scope.sees_scenario(saved.regions, is_own=self._is_own(saved.actor))
        }

    def header_mappings(self) -> dict[str, HeaderMapping]:
        """What headers mean in files of the regions one loads; `Store.header_mappings`."""
        return self._store.header_mappings(self.scope.regions_for("upload"))

    def current_state(self) -> StoredState:
        """What a check may ask of what is loaded for the regions one loads; `Store.current_state`."""
        return self._store.current_state(self.scope.regions_for("upload"))

    def preview(self, request: LoadRequest, checkpoint_day: CheckpointDay) -> Preview:
        """What a load would change; `Store.preview`. Its facts are of all regions: ranks need them."""
        return self._store.preview(request, checkpoint_day)

    def preview_rollback(self, load_id: str, checkpoint_day: CheckpointDay) -> Preview:
        """What taking a load back would change; `Store.preview_rollback`. LoadUnknown if it is not seen."""
        self._demand_load(load_id)
        return self._store.preview_rollback(load_id, checkpoint_day)

    def _demand_load(self, load_id: str) -> None:
        if all(load.load_id != load_id for load in self.loads()):
            raise LoadUnknown(f"There is no load {load_id}.")

    def _is_own(self, actor: str) -> bool:
        return bool(self.account) and account_key(actor) == account_key(self.account)

    def _limit(self, most: int) -> int:
        return most if self.scope.is_everything else _ALL

    def _sees_load(self, load: Load) -> bool:
        regions = {scope.region for scope in load.scopes}
        return self.scope.is_everything or (
            bool(regions) and all(self.scope.sees_region(region) for region in regions)
        )

    def _of_office(self, frame: pl.DataFrame, place: Place) -> pl.DataFrame:
        return frame if self.scope.sees_office(place.region, place.office) else frame.clear()

    def _largest(
        self,
        ask: Callable[[str | None, int | None], pl.DataFrame],
        region: str | None,
        most: int | None,
        nothing: pl.DataFrame,
        columns: tuple[str, str, Iterable[str]],
    ) -> pl.DataFrame:
        """The `most` largest rows seen, counted and summed anew.

        columns: that of the count, that of the amount, those that decide between equal amounts.
        """
        if self.scope.is_everything or (region is not None and self.scope.sees_region(region)):
            return ask(region, most)
        count, amount, order = columns
        wanted = sorted((self.scope.regions or frozenset()) | self.scope.totals)
        asked = [one for one in wanted if region in (None, one)]
        rows = seen_rows(pl.concat([nothing, *(ask(one, None) for one in asked)]), self.scope)
        counted = rows.with_columns(
            pl.lit(rows.height, rows.schema[count]).alias(count),
            pl.lit(int(rows[amount].sum()), rows.schema["total"]).alias("total"),
        )
        ranked = counted.sort(amount, *order, descending=[True, *(False for _ in order)], maintain_order=True)
        return ranked if most is None else ranked.head(most)
