"""`load`: validate files, say what they would change, and load all of them or nothing."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.commands.options import PLACE, acting_option, language_option, store_option
from dashboard.commands.served import Served, content, demand_listener, opened, operator, say
from dashboard.i18n import Translator, speaking, translator
from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.stores.people import today, writer_of
from dashboard.services.uploads.consequences import Consequences, consequences_of_load
from dashboard.services.uploads.ingest import Checked, check, commit
from dashboard.services.uploads.line import CHECKS
from dashboard.views.uploads.consequences import row_totals, settlement_lines, under_way
from data.ingestion import Upload
from data.issues import listed

EXIT_ERRORS, EXIT_WARNINGS = 1, 2
#: So many changed settlement lines are printed unless all are asked for.
PRINTED_LINES = 20


@click.command(cls=Served)
@click.argument("files", nargs=-1, required=True, type=PLACE)
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
    with speaking(lang), opened(url) as store:
        rules = policies()
        writer = writer_of(store, account, operator())
        with CHECKS.turn(lambda _place: demand_listener()):
            checked = check(writer, uploads, today(), lambda _share, _step: demand_listener())
        _print_issues(checked, _, is_whole=is_whole)
        if checked.has_errors:
            say(_("Nothing was loaded: mend the errors first."), err=True)
            raise SystemExit(EXIT_ERRORS)
        if not checked.ingestion.is_loadable:
            raise click.ClickException(_("These files hold nothing that could be loaded."))
        reader = writer.reader()
        _print_consequences(
            consequences_of_load(reader, checked, snapshot(reader, rules)), _, is_whole=is_whole
        )
        if checked.needs_reason and not (reason or "").strip():
            say(_("Nothing was loaded: accept the warnings with --accept-warnings REASON."), err=True)
            raise SystemExit(EXIT_WARNINGS)
        if dry_run:
            say(_("A dry run: nothing was loaded."))
            return
        demand_listener()
        load_id = commit(writer, checked, reason=reason)
    say(_("Loaded as {load}.", load=load_id))


def _upload(path: Path, _: Translator) -> Upload:
    try:
        return Upload(path.name, content(path))
    except OSError:
        raise click.ClickException(_("{path} cannot be read.", path=path)) from None


def _print_issues(checked: Checked, _: Translator, *, is_whole: bool) -> None:
    words = {"error": _("error"), "warning": _("warning"), "note": _("note")}
    issues = checked.ingestion.issues
    shown, more = listed(issues, len(issues)) if is_whole else listed(issues)
    for issue in shown:
        place = f"{issue.file} {issue.where(_)}".strip()
        say(f"{words[issue.severity]} · {place} · {issue.text(_)} {issue.remedy(_)}", err=True)
    if more:
        say(_("… and {count} more; --all prints them", count=more), err=True)


def _print_consequences(found: Consequences, _: Translator, *, is_whole: bool) -> None:
    """Rows per extract and the settlement lines that change; the page tells the rest."""
    for line in row_totals(found):
        say(line)
    lines = settlement_lines(found)
    shown = lines if is_whole else lines[:PRINTED_LINES]
    for line in shown:
        say(line)
    if len(lines) > len(shown):
        say(_("… and {count} more; --all prints them", count=len(lines) - len(shown)))
    if not lines:
        say(_("No reward and no fine changes."))
    for line in under_way(found):
        say(line)
