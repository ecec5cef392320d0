"""`verify-bulletin`: whether a file is the bulletin that was published."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from dashboard.commands.options import as_option, format_option, language_option, store_option
from dashboard.i18n import translator
from dashboard.services.papers.asking import verified_paper
from dashboard.services.stores.who import Who

EXIT_NOT_IT = 1


@click.command(name="verify-bulletin")
@click.argument("file", type=click.Path(path_type=Path))
@format_option("table", "json")
@as_option
@store_option
@language_option
def verify_bulletin(file: Path, form: str, account: str | None, url: str | None, lang: str) -> None:
    """Tell whether FILE, a PDF or workbook, is a published bulletin, unaltered. Exit 0 if so, 1 if not."""
    _ = translator(lang)
    if not file.is_file():
        raise click.ClickException(_("{path} cannot be read.", path=file))
    found = verified_paper(url, file, Who.here(account), _)
    is_published = found["verdict"] == "published"
    if form == "json":
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    else:
        click.echo("\n".join(found["said"]), err=not is_published)
    if not is_published:
        raise SystemExit(EXIT_NOT_IT)
