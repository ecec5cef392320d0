"""What the library of commands says by itself (no such option, …), in the reader's language."""

from __future__ import annotations

from importlib import import_module

from dashboard.commands.helping import help_as_reader
from dashboard.i18n import N_, _

#: Where that library asks gettext for its words.
_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")
#: What it says most; its other messages stay as they are.
USUAL = (
    N_("Usage:"),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing parameter: {param_name}"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Did you mean {possibility}?"),
    N_("(Did you mean one of: {possibilities}?)"),
    N_("Option {name!r} requires an argument."),
    N_("Option {name!r} does not take a value."),
    N_("Got unexpected extra argument ({args})"),
    N_("Got unexpected extra arguments ({args})"),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Choose from:\n\t{choices}"),
    N_("{value!r} is not {choice}."),
    N_("{value!r} is not one of {choices}."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a file."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
)


def speak_as_reader() -> None:
    """Let the library of commands ask our catalogues from now on."""
    for name in _MODULES:
        module = import_module(f"click.{name}")
        for known, ours in (("_", _said), ("ngettext", _said_many)):
            if hasattr(module, known):
                setattr(module, known, ours)
    help_as_reader()


def _said(message: str) -> str:
    return _(message)


def _said_many(one: str, many: str, count: int) -> str:
    return _(one if count == 1 else many)
