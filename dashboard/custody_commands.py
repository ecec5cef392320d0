"""The command line's verbs that guard the store: audit, backup, restore."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from dashboard.i18n import Translator, translator
from dashboard.options import language_option, store_option
from dashboard.services.actors import system_user
from dashboard.services.custody import Progress, audited, backed_up
from dashboard.services.stores import store_url
from data.store import Store

EXIT_UNSOUND = 1
head_option = click.option(
    "--head", metavar="HASH", help="A head of the audit log that was printed earlier; it must still be there."
)


@click.command()
@head_option
@store_option
@language_option
def audit(head: str | None, url: str | None, lang: str) -> None:
    """Check that nothing stored was altered, deleted, swapped or cut off. Exit 0 if so, 1 if not."""
    _ = translator(lang)
    with _telling(_) as report:
        found = audited(url, head, report, _)
    for text in found["findings"]:
        click.echo(text, err=True)
    counts = {name: found[name] for name in ("entries", "loads", "originals")}
    if found["findings"]:
        click.echo(_("Not everything is as it was written; see above."), err=True)
        raise SystemExit(EXIT_UNSOUND)
    click.echo(
        _("Everything is as it was written: {entries} entries, {loads} loads, {originals} files.", **counts)
    )
    if found["never_kept"]:
        click.echo(_("{count} files were loaded before files were kept.", count=found["never_kept"]))
    click.echo(_("Head of the audit log: {head}", head=found["head"]))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@store_option
@language_option
def backup(file: Path, url: str | None, lang: str) -> None:
    """Write everything to the new FILE, also while the dashboard is served."""
    _ = translator(lang)
    with _telling(_) as report:
        written = backed_up(url, file, system_user(), report, _)
    click.echo(
        _(
            "Backed up to {path}: {loads} loads, {originals} files.",
            path=file,
            loads=written["loads"],
            originals=written["originals"],
        )
    )
    click.echo(_("Head of the audit log: {head}", head=written["head"]))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@head_option
@store_option
@language_option
def restore(file: Path, head: str | None, url: str | None, lang: str) -> None:
    """Make a store from the backup FILE; --store names one that does not exist yet."""
    _ = translator(lang)
    with _telling(_) as report:
        restored = Store.restore(store_url(url), file, system_user(), head, report)
    click.echo(
        _(
            "Restored: {loads} loads, {originals} files, all of them verified.",
            loads=restored.loads,
            originals=restored.originals,
        )
    )
    click.echo(_("Head of the audit log: {head}", head=restored.head))


@contextmanager
def _telling(_: Translator) -> Iterator[Progress]:
    """Tells on the error stream how far it is: one line that changes on a terminal, else a line per step."""
    is_terminal = sys.stderr.isatty()
    told = ""

    def report(share: float, step: str) -> None:
        nonlocal told
        if is_terminal:
            told = f"{_(step)} … {share:4.0%}"
            click.echo(f"\r\033[K{told}", nl=False, err=True)
        elif step != told:
            told = step
            click.echo(f"{_(step)} …", err=True)

    try:
        yield report
    finally:
        if is_terminal and told:
            click.echo("\r\033[K", nl=False, err=True)
