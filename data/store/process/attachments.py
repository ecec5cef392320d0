"""Files that people attach to what they say: kept like originals, within limits, for who sees the region."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from data.issues import visible
from data.people.roles import Act
from data.store.errors import ProcessRefused
from data.store.process.acting import Acting, Moment
from data.store.process.book import Book
from data.store.process.deeds import KeptFile, kept_files
from engine.policy.parameters import Policy
from engine.policy.process import FILE_KINDS

_MEGABYTE = 1_000_000
#: A name is told and kept so far.
_LONGEST_NAME = 120
_ARCHIVE = b"PK\x03\x04"
#: What files of a kind begin with; a text of any kind holds no zero byte.
_STARTS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "docx": (_ARCHIVE,),
    "xlsx": (_ARCHIVE,),
}


def most_of_one(policy: Policy) -> int:
    """Bytes of the largest file that is kept."""
    return policy.process.file_megabytes.value * _MEGABYTE


def kinds(policy: Policy) -> tuple[str, ...]:
    """The endings of files that are kept, without the dot."""
    return FILE_KINDS[policy.process.file_kinds.value]


def demand_size(name: str, size: int, policy: Policy) -> None:
    """ProcessRefused (`file_large`) for a file of so many bytes; to be asked before it is read."""
    if size > most_of_one(policy):
        raise ProcessRefused("file_large", file=_shown(name), most=policy.process.file_megabytes.value)


def demand_kept(name: str, content: bytes, policy: Policy) -> None:
    """ProcessRefused: `file_large`, `file_empty`, or `file_kind` for what is not of a kind that is kept."""
    demand_size(name, len(content), policy)
    if not content:
        raise ProcessRefused("file_empty", file=_shown(name))
    ending = PurePath(name).suffix.removeprefix(".").lower()
    starts = _STARTS.get(ending)
    looks_so = content.startswith(starts) if starts else b"\x00" not in content
    if ending not in kinds(policy) or not looks_so:
        raise ProcessRefused("file_kind", file=_shown(name), kinds=", ".join(kinds(policy)))


class Attaching:
    """Keeping files that belong to what somebody says of a region."""

    def __init__(self, acting: Acting) -> None:
        self._acting = acting

    def attach(self, name: str, content: bytes, region: str, act: Act, policy: Policy) -> KeptFile:
        """Keep a file for an act in a region; it is wanted from now on.

        ProcessRefused: `file_large`, `file_empty`, `file_kind`. OriginalNotKept if the disk refuses.
        """
        demand_kept(name, content, policy)
        with self._acting.connection.cursor() as cursor:
            self._acting.demand(self._acting.moment(cursor), act, region)
        sha256 = self._acting.connection.originals.keep(content)
        file = KeptFile(name=_shown(PurePath(name).name), sha256=sha256, size=len(content))

        def write(moment: Moment) -> None:
            self._acting.demand(moment, act, region)
            about = {"sha256": sha256, "name": file.name, "size": file.size, "region": region}
            self._acting.record(moment, "evidence", region, about)

        self._acting.done(write)
        return file

    def attach_all(
        self, files: Sequence[tuple[str, bytes]], region: str, act: Act, policy: Policy
    ) -> tuple[KeptFile, ...]:
        """Keep files, name and content, or none of them where one is not kept."""
        for name, content in files:
            demand_kept(name, content, policy)
        return tuple(self.attach(name, content, region, act, policy) for name, content in files)


def attached(book: Book) -> frozenset[str]:
    """The digests of all files that a book's deeds name; of a narrowed book those that may be seen."""
    named = (
        *(appeal.files for appeal in book.appeals.values()),
        *(explanation.files for explanation in book.explanations.values()),
        *(report.files for report in book.reports.values()),
        *(kept_files(case.details["files"]) for case in book.cases.values()),
    )
    return frozenset(file.sha256 for files in named for file in files)


def _shown(name: str) -> str:
    return visible(name, _LONGEST_NAME)
