"""docs/operations.md: each of its commands runs, or is held against what it names."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from dashboard.commands.cli import cli
from dashboard.i18n import catalogue
from dashboard.services.deploying.haproxy import WATCHED, on_this_machine
from dashboard.services.deploying.plan import Deployment
from dashboard.services.deploying.writing import files
from tests.dashboard.operated import DOCUMENT, ROOT, Given, Sandbox, given
from tests.postgres import cluster

TEXT = DOCUMENT.read_text("utf-8")
GIVEN = given(TEXT)
_PLAN = Deployment("postgresql://cockpit@db.example/cockpit?data=/srv/shared", 2, "s" * 64, "Asia/Shanghai")
_UNITS = set(files(_PLAN, Path("/etc/region-cockpit")))


def words(command: str) -> list[str]:
    return shlex.split(command, comments=False)


def parsed(command: str) -> None:
    """The command line takes these arguments and options; nothing is done. click.UsageError."""
    # A folder that must be there, and is not on the machine that tests.
    arguments = words(command.replace("/etc/region-cockpit/policies", str(ROOT / "engine" / "policy")))[3:]
    known: click.Command = cli
    context = click.Context(cli, info_name="dashboard")
    while isinstance(known, click.Group):
        _, found, arguments = known.resolve_command(context, arguments)
        assert found is not None
        known = found
        if isinstance(known, click.Group):
            context = click.Context(known, info_name=known.name, parent=context)
    known.make_context(known.name, arguments, parent=context)


def options_known(*asking: str) -> Callable[[str], None]:
    """All long options stand in what the program says of itself; without the program nothing is held."""

    def check(command: str) -> None:
        if shutil.which(asking[0]) is None:
            return
        done = subprocess.run(asking, capture_output=True, text=True, check=False)
        for option in re.findall(r"(?<= )--[a-z-]+", command):
            assert option in done.stdout + done.stderr, f"{asking[0]} knows no {option}"

    return check


def units_known(command: str) -> None:
    """Each unit of ours is one that `deploy` writes."""
    named = re.findall(r"cockpit[\w@.$-]*", command)
    for name in named:
        whole = re.sub(r"@(\w+|\$number)$", "@.service", name)
        assert whole in _UNITS, f"deploy writes no {name}"


def proxy_waited_for(command: str) -> None:
    """Before the next replica is ended the proxy is asked whether it sends people to all."""
    asked = re.findall(r"curl -fs http://(\S+?);? ", command)
    assert asked == ["127.0.0.1:85$number/readyz", WATCHED]
    assert re.search(rf"\n +bind {re.escape(WATCHED)}\n", on_this_machine(_PLAN))


def target_known(command: str) -> None:
    """make knows the target, and what it would do."""
    target = words(command)[-1]
    done = subprocess.run(
        ["make", "-n", "-C", str(ROOT), target], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def files_known(command: str) -> None:
    """Files of the folder that `deploy` wrote into are among those that it writes."""
    for name in re.findall(r"/etc/region-cockpit/([\w@.-]+)", command):
        assert name in _UNITS | {"pgpass", "policies"}, f"deploy writes no {name}"


def nothing(_command: str) -> None:
    """Held by its shape alone."""


#: How a command begins → how it is held by day. One that none of these fits fails the test.
RULES: tuple[tuple[str, Callable[[str], None]], ...] = (
    (r"(\$|#) python -m dashboard [a-z]", parsed),
    (r"\$ export [A-Z_]+='?[^ ]+'?$", nothing),
    (r"\$ curl -fs http://127\.0\.0\.1:(8501/(readyz|healthz)|9101/metrics)$", nothing),
    (r"\$ rm -r /tmp/[a-z]+$", nothing),
    (r"\$ createuser ", options_known("createuser", "--help")),
    (r"\$ createdb ", options_known("createdb", "--help")),
    (r"# apt-get install( [a-z0-9.+-]+)+$", nothing),
    (r"# adduser ", options_known("adduser", "--help")),
    (r"# git clone https://git\.example/\S+ /opt/region-cockpit$", nothing),
    (r"# git -C /opt/region-cockpit pull ", options_known("git", "pull", "-h")),
    (r"# make -C /opt/region-cockpit ", target_known),
    (r"# mount -t nfs4 \S+:/\S+ /srv/\S+$", nothing),
    (r"# install (-d )?-m \d+ ", files_known),
    (r"# haproxy -c -f ", files_known),
    (r"# systemctl (daemon-reload|enable --now|reload haproxy)", units_known),
    (r"# for number in [\d ]+; do systemctl restart ", units_known),
    (r"# for number in [\d ]+; do systemctl restart ", proxy_waited_for),
    (r"# journalctl -u ", units_known),
)
#: What is done in the sandbox although it stands after `#`: it needs root only for where it does it.
_DONE = ("python", "install", "haproxy", "systemctl", "for")


@pytest.mark.parametrize("each", GIVEN, ids=lambda each: str(each.line))
def test_a_command_of_the_document_is_one_that_there_is(each: Given) -> None:
    line = f"{each.prompt} {each.command}"
    rules = [rule for pattern, rule in RULES if re.match(pattern, line)]
    assert rules, f"no rule covers {each}"
    subprocess.run(["bash", "-n", "-c", each.command], check=True)
    for rule in rules:
        rule(each.command)


@pytest.mark.parametrize(
    "wrong",
    [
        "python -m dashboard backup",
        "python -m dashboard serve --dream 60",
        "python -m dashboard people fire li",
    ],
)
def test_a_command_that_the_program_does_not_know_is_told(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        parsed(wrong)


@pytest.mark.parametrize("wrong", ["systemctl reload cockpits.target", "journalctl -u cockpit-reminder"])
def test_a_unit_that_deploy_does_not_write_is_told(wrong: str) -> None:
    with pytest.raises(AssertionError):
        units_known(wrong)


@pytest.mark.parametrize(
    "text", ["```sh\n$ ls\n```", "```console\nls\n```", "```console\n$ a \\\n  b\n```", "```\n$ ls\n```"]
)
def test_what_the_test_would_pass_over_is_no_command(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        given(text)


def test_what_the_document_quotes_is_said_by_the_program() -> None:
    table = TEXT.partition("## What to do when")[2]
    quoted = [
        quote for row in table.splitlines() if row.startswith("|") for quote in re.findall('"(.+?)"', row)
    ]
    known = catalogue("zh")
    assert len(quoted) > 15
    assert [quote for quote in quoted if not any(quote in message for message in known)] == []


@pytest.mark.nightly
def test_the_document_is_done_from_its_first_command_to_its_last(tmp_path: Path) -> None:
    with cluster() as made, Sandbox(tmp_path, made) as sandbox:
        done = []
        for each in GIVEN:
            program = words(each.command)[0]
            if each.prompt == "#" and program not in _DONE:
                continue
            if program in {"haproxy", "for"} and shutil.which("haproxy") is None:
                continue
            if program in {"createuser", "createdb"}:
                sandbox.as_database(each)
            elif " serve " in each.command:
                sandbox.serve(each)
            else:
                done.append((each, sandbox.run(each)))
    heads = [
        (words(each.command)[3], re.findall(r"[0-9a-f]{64}", said)[0])
        for each, said in done
        if re.search(r"dashboard (backup|restore|audit)", each.command)
    ]
    restored = [(heads[at - 1], head) for at, (verb, head) in enumerate(heads) if verb == "restore"]
    assert [before for before, _ in restored] == [("backup", head) for _, head in restored]
    assert len(restored) == 2  # once to try the backup, once to move over
