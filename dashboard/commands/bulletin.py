"""`bulletin`: the month's bulletin as files, the same as the page's buttons make."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dashboard import i18n
from dashboard.bulletins.document import PdfUnavailable
from dashboard.bulletins.making import FORMATS, BulletinOutdated, bulletin_files, trouble
from dashboard.commands.options import PLACE, Month, as_option, language_option, store_option
from dashboard.commands.served import Served, deliver, opened, teller
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.stores.people import reader_of


class Formats(click.ParamType[tuple[str, ...]]):
    """A list such as xlsx,pdf."""

    name = "formats"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The formats named, each once."""
        named = value if isinstance(value, tuple) else tuple(part.strip() for part in str(value).split(","))
        unknown = [form for form in named if form not in FORMATS]
        if unknown or not named:
            self.fail(f"{value!r} is not a list of {', '.join(FORMATS)}", param, ctx)
        return tuple(dict.fromkeys(named))


@click.command(cls=Served)
@click.option("--month", type=Month(), required=True)
@click.option("--out", type=PLACE, default=Path(), show_default=True)
@click.option("--format", "formats", type=Formats(), default=",".join(FORMATS), show_default=True)
@as_option
@store_option
@language_option
def bulletin(
    month: date, out: Path, formats: tuple[str, ...], *, account: str | None, url: str | None, lang: str
) -> None:
    """Write the bulletin of a month, as a workbook and as a PDF."""
    _ = i18n.translator(lang)
    try:
        with i18n.speaking(lang), opened(url) as store:
            reader = reader_of(store, account)
            current = snapshot(reader, policies())
            if month not in current.evaluation.months():
                raise click.ClickException(_("Nothing is loaded for {month}.", month=f"{month:%Y-%m}"))
            files = bulletin_files(reader, current, month, formats, teller(_))
    except (BulletinOutdated, PdfUnavailable) as error:
        raise click.ClickException(trouble(error, _)) from None
    deliver(out, files)
