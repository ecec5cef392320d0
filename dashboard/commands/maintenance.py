"""The command line's verbs that guard the store: audit, backup, restore, repair."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson

from dashboard.commands.options import acting_option, format_option, language_option, store_option
from dashboard.i18n import Translator, translator
from dashboard.services.stores.actors import system_user
from dashboard.services.stores.maintenance import Progress, audited, backed_up, repaired
from dashboard.services.stores.stores import store_url
from dashboard.services.stores.who import Who
from data.issues import visible
from data.store import Store

EXIT_UNSOUND = 1
head_option = click.option(
    "--head", metavar="HASH", help="A head of the audit log that was printed earlier; it must still be there."
)


@click.command()
@head_option
@acting_option
@store_option
@language_option
def audit(head: str | None, account: str | None, url: str | None, lang: str) -> None:
    """Check that nothing stored was altered, deleted, swapped or cut off. Exit 0 if so, 1 if not."""
    _ = translator(lang)
    with _telling(_) as report:
        found = audited(url, head, Who.here(account), report, _)
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
@acting_option
@store_option
@language_option
def backup(file: Path, account: str | None, url: str | None, lang: str) -> None:
    """Write everything to the new FILE, also while the dashboard is served."""
    _ = translator(lang)
    with _telling(_) as report:
        written = backed_up(url, file, Who.here(account), report, _)
    if not written:
        click.echo(_("Backed up to {path}.", path=file))
        return
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


@click.command()
@head_option
@format_option("table", "json")
@store_option
@language_option
def repair(head: str | None, form: str, url: str | None, lang: str) -> None:
    """Make a store usable again whose write-ahead log is torn or missing. Exit 0 if it is sound now."""
    _ = translator(lang)
    with _telling(_) as report:
        done = repaired(url, head, system_user(), report, _)
    if form == "json":
        click.echo(orjson.dumps(done, option=orjson.OPT_INDENT_2))
    else:
        _tell_repair(done, _)
    if done["findings"]:
        raise SystemExit(EXIT_UNSOUND)


def _tell_repair(done: dict[str, Any], _: Translator) -> None:
    if done["copy"] is None:
        click.echo(_("There was nothing to repair."))
    else:
        click.echo(_("As it was found, the store is kept in {copy}.", copy=done["copy"]))
    if done["lost_bytes"]:
        click.echo(
            _(
                "Of the write-ahead log, {lost} of {all} bytes were damaged and cut off.",
                lost=done["lost_bytes"],
                all=done["log_bytes"],
            )
        )
    for thing in done["removed"]:
        click.echo(_("Taken out, since this program did not make it: {thing}", thing=visible(thing, 200)))
    if done["lost_entries"]:
        click.echo(_("Lost were {count} entries of the audit log:", count=done["lost_entries"]))
    for entry in done["lost"]:
        files = ", ".join(visible(name, 200) for name in entry["files"])
        click.echo(f"  {entry['sequence']} {entry['at']} {entry['act']} {entry['by']} {files}".rstrip())
    if any(entry["act"] == "load" for entry in done["lost"]):
        click.echo(_("Load these files again; as received they are kept among the originals."))
    for text in done["findings"]:
        click.echo(text, err=True)
    click.echo(
        _("There are now {entries} entries, {loads} loads.", entries=done["entries"], loads=done["loads"])
    )
    click.echo(_("Head of the audit log: {head}", head=done["head"]))


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
