"""Publishing a month: its figures and the bulletin of that very data, in one deed."""

from __future__ import annotations

from datetime import date

from dashboard.bulletins.making import Progress, bulletin_files
from dashboard.services.evaluation import Snapshot
from dashboard.services.papers.code import Code
from dashboard.services.process.basis import basis_of
from dashboard.services.process.returning import note_returned
from data.store.process.acting import listed
from data.store.process.papers import publication_digest
from data.store.process.publications import publication_content
from data.store.writer import Writer
from engine.policy.parameters import Policies


def publish(
    writer: Writer,
    policies: Policies,
    month: date,
    progress: Progress | None = None,
    seen: str | None = None,
) -> int:
    """Publish a verified month (`Acts.publish`) and return its version; what cannot be is refused at once.

    The bulletin is made of the evaluation that is published; its files are kept before the deed names them.
    seen: `mark_of` what was looked at. Raises BulletinOutdated if data changes meanwhile, PdfUnavailable.
    """
    writer.demand("publish")
    note_returned(writer, policies, "policy", only=month)
    basis, evaluation = basis_of(writer, policies, month, seen)
    version = writer.process.demand_publishable(month, basis)
    reader, book = writer.whole(), writer.book()
    head = reader.audit_head() or ""
    published = writer.published()
    content = publication_content(
        evaluation,
        month,
        version,
        data_version=basis.version,
        audit_head=head,
        published=published,
        held=book.held(month),
    )
    code = Code(month, version, publication_digest(content))
    snapshot = Snapshot(evaluation, basis.version, policies, published=published)
    files = bulletin_files(reader, snapshot, month, progress=progress, code=code)
    kept = [writer.keep("publish", name, made) for name, made in files.items()]
    return writer.process.publish(month, basis, content | {"files": listed(kept)})
