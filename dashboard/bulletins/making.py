"""The bulletin's files, the same for a button on the page and for the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dashboard.bulletins.content import Bulletin, bulletin
from dashboard.bulletins.document import PdfUnavailable, pdf_bytes
from dashboard.bulletins.stamps import stamps
from dashboard.bulletins.workbook import workbook_bytes
from dashboard.formats import WAN, YUAN, Unit
from dashboard.i18n import N_, Translator
from dashboard.services import details
from dashboard.services.dayplans import month_plan
from dashboard.services.evaluation import Snapshot
from dashboard.services.forecasts import forecast_basis, month_forecast, unfinished_until
from dashboard.services.papers.code import Code, code_of
from data.store.reader import Reader

#: Told the share done (0 to 1) and the step that begins, a msgid.
Progress = Callable[[float, str], None]
Format = str
#: What each format is made by, the one unit of its large amounts, and what is said meanwhile. A workbook
#: is calculated with: it holds yuan throughout.
_MAKERS: dict[Format, tuple[str, Callable[[Bulletin], bytes], Unit]] = {
    "xlsx": (N_("Writing the workbook …"), workbook_bytes, YUAN),
    "pdf": (N_("Setting the pages …"), pdf_bytes, WAN),
}
FORMATS = tuple(_MAKERS)


class BulletinOutdated(Exception):
    """The data changed while the bulletin was being made; its stamps would not fit its figures."""


def bulletin_files(
    store: Reader,
    snapshot: Snapshot,
    month: date,
    formats: Sequence[Format] = FORMATS,
    progress: Progress | None = None,
    *,
    code: Code | None = None,
) -> dict[str, bytes]:
    """The bulletin of `month` as files: name → content, in the order of `formats`.

    Of a snapshot that sees not everything: chapters, sums and receipts of what it sees, ranks and scores
    of all. It says nothing of a month under way that needs all regions' days, nor when which data changed.
    code: of the publication that the files belong to, by default the one that stands; before there is
    one, they say that they are not published.

    Raises BulletinOutdated, or PdfUnavailable if pages cannot be set on this machine.
    """
    tell = progress or (lambda _share, _step: None)
    tell(0.0, N_("Gathering the figures …"))
    code = code or _code_of(store, snapshot, month)
    # What is published is settled, whatever the last day with figures; the paper is made before the deed.
    is_settled = code is not None
    rests_on = stamps(store, snapshot, month)
    if code is not None:
        rests_on = replace(rests_on, is_under_way=False, published_version=code.version)
    recorded = details.conduct(store, snapshot.evaluation, month)
    units = {_MAKERS[form][2] for form in formats}
    until = None if is_settled else unfinished_until(store.daily_totals(), month)
    made = None
    is_to_come = until is not None and until.day < snapshot.policies.at(month).checkpoint_day
    if is_to_come and snapshot.scope.is_everything:
        made = month_forecast(forecast_basis(store, snapshot.policies), snapshot.policies, month)
    planned = None if made is None else month_plan(store, snapshot.evaluation, made)
    held = None if code is None else store.process().held(month)
    contents = {
        unit: bulletin(
            snapshot, rests_on, recorded, unit, until, made=made, planned=planned, code=code, held=held
        )
        for unit in units
    }
    if store.data_version() != snapshot.read_at:
        raise BulletinOutdated
    files = {}
    for position, form in enumerate(formats):
        step, make, unit = _MAKERS[form]
        tell((position + 1) / (len(formats) + 1), step)
        files[f"bulletin-{month:%Y-%m}.{form}"] = make(contents[unit])
    tell(1.0, N_("The bulletin is ready."))
    return files


def _code_of(store: Reader, snapshot: Snapshot, month: date) -> Code | None:
    """The code of the publication whose figures the snapshot shows of a month."""
    shown = snapshot.published.get(month)
    if shown is None:
        return None
    return next((code_of(i) for i in store.issued() if (i.month, i.version) == (month, shown.version)), None)


def trouble(error: BulletinOutdated | PdfUnavailable, _: Translator) -> str:
    """What went wrong and what to do, in the reader's language."""
    if isinstance(error, BulletinOutdated):
        return _("The data changed while the bulletin was being made. Make it again.")
    return _("The PDF cannot be made on this machine ({reason}); the workbook can.", reason=error)
