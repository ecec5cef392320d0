"""What an audit found, in codes and parameters; the words stand in `data.store.words`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.issues import visible
from data.store.words import FINDINGS

Translate = Callable[[str], str]


def same(text: str) -> str:
    """The `Translate` of English."""
    return text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written; `code` is a key of `data.store.words.FINDINGS`."""

    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def text(self, translate: Translate = same) -> str:
        """What is wrong, in words; names of files cannot disturb a screen."""
        values = {
            name: visible(value, 200) if isinstance(value, str) else value
            for name, value in self.parameters.items()
        }
        return translate(FINDINGS[self.code]).format_map(values)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The outcome: what was checked, and what is wrong, the earliest in the log first.

    entries, loads: how many the store has. originals: kept files whose hash was checked;
    never_kept: files of loads that were made before files were kept. head: the hash of the
    last entry (empty without one).
    """

    entries: int
    loads: int
    originals: int
    never_kept: int
    head: str
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether everything is as it was written."""
        return not self.findings
