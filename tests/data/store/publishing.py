"""Publications written straight into a store's log, without the acts that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from data.store import Store
from data.store.audit.log import ProcessAct, append, recorded
from data.store.process.publications import publication_content
from engine.evaluation import evaluate
from engine.policy.parameters import load_policies

AT = {"at": "2026-03-10T00:00:00+00:00", "on": "2026-03-10"}


def deed(store: Store, act: ProcessAct, subject: str, **about: object) -> None:
    """Write a deed of the process."""
    recorded(store._connection, lambda cursor: append(cursor, act, subject, "Compliance", AT | about))


def publish(store: Store, month: date, held: Mapping[tuple[str, str], str] | None = None) -> None:
    """Publish a month as it is evaluated now."""
    policies, book = load_policies(), store.process.book()
    version = len(book.publications(month)) + 1
    content = publication_content(
        evaluate(store.facts(lambda _month: 28), policies),
        month,
        version,
        data_version=store.data_version(),
        audit_head=store.audit_head(),
        published=store.process.frozen.in_force(book),
        held=held,
    )
    deed(store, "publish", f"{month:%Y-%m}", version=version, content=content)


def reopen(store: Store, month: date) -> None:
    """Open a month again."""
    deed(store, "reopen", f"{month:%Y-%m}", reason="Error")


def adjust(store: Store, month: date, region: str, fen: int, number: str = "a1") -> None:
    """An adjustment, proposed and approved."""
    deed(
        store,
        "adjustment",
        number,
        month=f"{month:%Y-%m}",
        region=region,
        amount_fen=fen,
        reason="Typing error",
    )
    deed(store, "adjustment_decided", number, verdict="upheld", reason="")
