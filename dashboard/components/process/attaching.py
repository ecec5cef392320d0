"""Files that go with an appeal, an explanation or a report: kept like originals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.components.process.place import Place
from data.store.process.deeds import KeptFile


def ask_files(key: str) -> Sequence[Any]:
    return ()


def kept_of(files: Sequence[Any], region: str) -> Sequence[KeptFile]:
    return ()


def show_files(files: Sequence[KeptFile], place: Place) -> None:
    return
