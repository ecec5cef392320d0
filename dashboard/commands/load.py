"""`load`: validate files, say what they would change, and load all of them or nothing."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.commands.options import acting_option, language_option, store_option
from dashboard.i18n import Translator, speaking, translator
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.stores.actors import system_user
from dashboard.services.stores.people import today, writer_of
from dashboard.services.stores.stores import open_store
from dashboard.services.uploads.consequences import Consequences, consequences_of_load
from dashboard.services.uploads.ingest import Checked, check, commit
from dashboard.views.uploads.consequences import row_totals, settlement_lines
from data.ingestion import Upload
from data.issues import listed

EXIT_ERRORS, EXIT_WARNINGS = 1, 2
#: So many changed settlement lines are printed unless all are asked for.
PRINTED_LINES = 20


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--accept-warnings", "reason", metavar="REASON", help="Load in spite of warnings; why.")
@click.option("--dry-run", is_flag=True, help="Say what would change and load nothing.")
@click.option("--all", "is_whole", is_flag=True, help="Print every issue and every line that changes.")
@acting_option
@store_option
@language_option
def load(
    files: tuple[Path, ...],
    reason: str | None,
    *,
    dry_run: bool,
    is_whole: bool,
    account: str | None,
    url: str | None,
    lang: str,
) -> None:
    """Validate FILES, print what they change, and load all of them or nothing."""
    _ = translator(lang)
    uploads = [_upload(path, _) for path in files]
    with speaking(lang), open_store(url) as store:
        rules = policies()
        writer = writer_of(store, account, system_user())
        checked = check(writer, uploads, today())
        _print_issues(checked, _, is_whole=is_whole)
        if checked.has_errors:
            click.echo(_("Nothing was loaded: mend the errors first."), err=True)
            raise SystemExit(EXIT_ERRORS)
        if not checked.ingestion.is_loadable:
            raise click.ClickException(_("These files hold nothing that could be loaded."))
        reader = writer.reader()
        _print_consequences(
            consequences_of_load(reader, checked, snapshot(reader, rules)), _, is_whole=is_whole
        )
        if checked.needs_reason and not (reason or "").strip():
            click.echo(_("Nothing was loaded: accept the warnings with --accept-warnings REASON."), err=True)
            raise SystemExit(EXIT_WARNINGS)
        if dry_run:
            click.echo(_("A dry run: nothing was loaded."))
            return
        load_id = commit(writer, checked, reason=reason)
    click.echo(_("Loaded as {load}.", load=load_id))


def _upload(path: Path, _: Translator) -> Upload:
    try:
        return Upload(path.name, path.read_bytes())
    except OSError:
        raise click.ClickException(_("{path} cannot be read.", path=path)) from None


def _print_issues(checked: Checked, _: Translator, *, is_whole: bool) -> None:
    words = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    issues = checked.ingestion.issues
    shown, more = listed(issues, len(issues)) if is_whole else listed(issues)
    for issue in shown:
        place = f"{issue.file} {issue.where(_)}".strip()
        click.echo(f"{words[issue.severity]} · {place} · {issue.text(_)} {issue.remedy(_)}", err=True)
    if more:
        click.echo(_("… and {count} more; --all prints them", count=more), err=True)


def _print_consequences(found: Consequences, _: Translator, *, is_whole: bool) -> None:
    """Rows per extract and the settlement lines that change; the page tells the rest."""
    for line in row_totals(found):
        click.echo(line)
    lines = settlement_lines(found)
    shown = lines if is_whole else lines[:PRINTED_LINES]
    for line in shown:
        click.echo(line)
    if len(lines) > len(shown):
        click.echo(_("… and {count} more; --all prints them", count=len(lines) - len(shown)))
    if not lines:
        click.echo(_("No reward and no fine changes."))
