"""The log held against itself: numbers, hashes, links and the head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.store.audit.findings import Finding
from data.store.audit.log import GENESIS, Entry
from data.store.kept import KeptHead

#: A shorter beginning of a hash is not taken for a head.
SHORTEST_HEAD = 12


def chain_findings(
    log: Sequence[Entry],
    heads: Sequence[tuple[int, str]],
    head: str | None,
    kept: KeptHead | None = None,
) -> Iterator[Finding]:
    """What is wrong with the log, in its order.

    head: one that was printed earlier, or its beginning; kept: the one beside the store.
    """
    expected, previous = 1, GENESIS
    for entry in log:
        is_next = entry.sequence == expected
        if entry.sequence > expected:
            yield _missing(expected, entry.sequence - 1)
        elif not is_next:
            yield Finding("entry_doubled", {"sequence": entry.sequence})
        if entry.computed_hash() != entry.hash:
            yield _altered(entry, log)
        elif is_next and entry.previous != previous:
            yield Finding("entry_unlinked", {"sequence": entry.sequence, "previous": entry.sequence - 1})
        expected, previous = entry.sequence + 1, entry.hash
    yield from _tail_findings(log, heads, head)
    if kept is not None and not any((e.sequence, e.hash) == (kept.sequence, kept.hash) for e in log):
        yield Finding("kept_head_missing", {"sequence": kept.sequence})


def _tail_findings(
    log: Sequence[Entry], heads: Sequence[tuple[int, str]], head: str | None
) -> Iterator[Finding]:
    if not log:
        yield Finding("log_empty")
    elif len(heads) != 1:
        yield Finding("head_broken")
    elif heads[0] != (log[-1].sequence, log[-1].hash):
        sequence, last = heads[0][0], log[-1].sequence
        is_cut = sequence > last
        yield Finding("tail_missing" if is_cut else "head_differs", {"sequence": sequence, "last": last})
    if head is not None and not _is_in(log, head):
        yield Finding("head_unknown", {"head": head})


def _is_in(log: Sequence[Entry], head: str) -> bool:
    wanted = head.strip().lower()
    return len(wanted) >= SHORTEST_HEAD and any(entry.hash.startswith(wanted) for entry in log)


def _missing(first: int, last: int) -> Finding:
    return Finding("entry_missing" if first == last else "entries_missing", {"first": first, "last": last})


def _altered(entry: Entry, log: Sequence[Entry]) -> Finding:
    """An entry that bears another's number, or another's content, was moved or swapped with that."""
    for other in log:
        if other.sequence == entry.sequence:
            continue
        pair = sorted((entry.sequence, other.sequence))
        swapped = Finding("entries_swapped", {"sequence": pair[0], "other": pair[1]})
        if _is_as_number(entry, other.sequence):
            is_mutual = _is_as_number(other, entry.sequence)
            moved = {"sequence": entry.sequence, "other": other.sequence}
            return swapped if is_mutual else Finding("entry_moved", moved)
        if _is_refilled(entry, other) and _is_refilled(other, entry):
            return swapped
    return Finding("entry_altered", {"sequence": entry.sequence})


def _is_as_number(entry: Entry, sequence: int) -> bool:
    """Whether the entry is whole but for its number."""
    return replace(entry, sequence=sequence).computed_hash() == entry.hash


def _is_refilled(entry: Entry, other: Entry) -> bool:
    """Whether the hash of `entry` is that of the content of `other` in its place."""
    refilled = replace(other, sequence=entry.sequence, previous=entry.previous)
    return refilled.computed_hash() == entry.hash
