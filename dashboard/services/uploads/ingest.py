"""Uploads: check first, commit only what was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date

from dashboard.i18n import N_
from dashboard.services.metrics import load_counted
from dashboard.services.policies import policies
from dashboard.services.process.returning import note_returned
from dashboard.services.uploads.limits import quarantine
from data.ingestion import Ingestion, Progress, Upload, ingest
from data.newcomers import Leaders, organisation_file
from data.people.doer import Doer
from data.store import Store, StoreChanged
from data.store.loads import LoadFile, LoadRequest
from data.store.reader import Reader
from data.store.writer import Writer
from data.vocabulary import vocabulary_of

#: Who takes away what is kept too long, in the audit log.
AUTOMATIC = "quarantine"
#: The first step that `check` reports; the others are those of `data.issue_catalogue.STEPS`.
KEEPING = N_("Keeping the files as they came")


class NotCommittable(ValueError):
    """The checked files have errors, or warnings without a reason."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Files that were read, cleaned and validated, and what the store was at that time."""

    ingestion: Ingestion
    data_version: str

    @property
    def has_errors(self) -> bool:
        """Whether the files may not be loaded at all."""
        return bool(self.ingestion.errors)

    @property
    def needs_reason(self) -> bool:
        """Whether warnings must be accepted with a reason first."""
        return bool(self.ingestion.warnings)


def check(
    into: Store | Writer, uploads: Sequence[Upload], today: date, progress: Progress | None = None
) -> Checked:
    """Keeps `uploads` as they came, reads and validates them against what the store holds.

    No row is written. into: a store, as its operator, or somebody's door to it: then rows of regions that
    are not theirs to load are errors, and nothing is said of what was loaded for others. Raises
    OriginalNotKept if a file cannot be kept: nothing is said of what cannot be proved later; ActRefused.
    """
    writer = _writer(into)
    writer.demand("upload")
    reader = writer.reader()
    if progress is not None:
        progress(0.0, KEEPING)
    # The disk keeps the files while they are read; nobody hears of a file before it is kept.
    with ThreadPoolExecutor(1) as beside:
        kept = beside.submit(lambda: [writer.receive(upload.content) for upload in uploads])
        version = reader.data_version()
        state, mappings = reader.current_state(), reader.header_mappings()
        ingestion = ingest(
            uploads,
            state,
            today=today,
            progress=progress,
            mappings=mappings,
            scope=reader.scope.regions_for("upload"),
            ask=lambda region: writer.doers_of("upload", region),
            vocabulary=vocabulary_of(policies()),
        )
        kept.result()
    # What was received and never loaded makes room for what comes.
    writer.make_room(quarantine(), AUTOMATIC)
    return Checked(ingestion, version)


def _writer(into: Store | Writer, actor: str = "") -> Writer:
    """The door to acts; of a store its operator's, for whom it is always the same day."""
    return into if isinstance(into, Writer) else into.acting(Doer(actor), lambda: date.min)


def new_offices(
    store: Store | Reader, ingestion: Ingestion, leaders: Mapping[str, Leaders], name: str
) -> Upload:
    """The unknown offices of `ingestion` as a file of the organisation, to be uploaded with its files.

    leaders: of every new region. name: of the file, without its ending; numbered where the upload
    has a file of that name. The file holds for the organisation as `store` has it now.
    """
    names = {file.name for file in ingestion.files}
    stem, number = name, 1
    while f"{stem}.csv" in names:
        number += 1
        stem = f"{name} {number}"
    content = organisation_file(
        ingestion.unknown_offices, leaders, store.current_state().organisation(), ingestion.frames.get("org")
    )
    return Upload(f"{stem}.csv", content)


def commit(into: Store | Writer, checked: Checked, *, actor: str = "", reason: str | None = None) -> str:
    """Loads the checked files in one transaction and returns the load's id.

    into: a store, as its operator under the name `actor`, or somebody's door to it (ActRefused).
    NotCommittable if there are errors or warnings lack a reason; StoreChanged if the
    store is no longer what the files were checked against. Months that were submitted or verified and
    have other figures now are written down as returned.
    """
    with load_counted():
        return _committed(_writer(into, actor), checked, reason)


def _committed(writer: Writer, checked: Checked, reason: str | None) -> str:
    if checked.has_errors:
        raise NotCommittable("errors")
    if not all(writer.holds(file.sha256) for file in checked.ingestion.files):
        raise StoreChanged("A checked file was kept no longer; check the files again.")
    reason = (reason or "").strip() or None
    if checked.needs_reason and reason is None:
        raise NotCommittable("reason")
    load_id = writer.commit(load_request(checked, actor=writer.doer.actor, reason=reason))
    note_returned(writer, policies(), "load", load_id)
    return load_id


def load_request(checked: Checked, *, actor: str, reason: str | None) -> LoadRequest:
    """The checked files as the store takes them."""
    ingestion = checked.ingestion
    return LoadRequest(
        frames=ingestion.frames,
        files=[
            LoadFile(file.name, file.sha256, file.size, ",".join(file.left_out) or None)
            for file in ingestion.files
            if file.loaded_as is None
        ],
        actor=actor,
        accepted_reason=reason,
        issues=[asdict(issue) for issue in ingestion.warnings],
        checked_against=checked.data_version,
    )
