"""A command line goes in; an archive is built, checked or judged, and an exit code comes out.

Results go to stdout, progress and errors to stderr. The application adds its own commands (search, export, serve)
through the entry points of the group `backfile.commands`.
"""

import os
import signal
import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import NoReturn

import click

from indexer.exit_codes import ExitCode, explain, printable

COMMANDS = "backfile.commands"

_OWN = {
    "build": "indexer.commands.build",
    "check": "indexer.commands.index",
    "explain": "indexer.commands.index",
    "judge": "indexer.commands.index",
    "remove": "indexer.commands.remove",
    "rollback": "indexer.commands.index",
    "stats": "indexer.commands.index",
    "update": "indexer.commands.update",
    "watch": "indexer.commands.watch",
}
"""The module of each command, which holds it as NAME_command; imported when it is asked for, that others start soon."""


class _Commands(click.Group):
    """The commands of this module and those that installed packages add."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; where whoever reads stdout is gone, end as SIGPIPE would."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # The interpreter must not flush into the void at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 128 + signal.SIGPIPE
        return code

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in alphabetical order."""
        added = {entry.name for entry in entry_points(group=COMMANDS)}
        return sorted({*_OWN, *added})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Our own command, else the added one of that name."""
        command: click.Command | None = None
        if cmd_name in _OWN:
            module = import_module(_OWN[cmd_name])
            command = getattr(module, f"{cmd_name}_command")
            return command
        for entry in entry_points(group=COMMANDS, name=cmd_name):
            command = entry.load()
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backfile")
def cli() -> None:
    """Backfile: full-text search for a news archive."""


class _Terminated(BaseException):
    """A signal as an exception, so that a build removes its debris. click would print a line of its own for SIGINT."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _on_signal(number: int, frame: object) -> NoReturn:
    raise _Terminated(number)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with one of ExitCode, or 128 + n after signal n."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)
    sys.exit(run(arguments))


def run(arguments: list[str] | None) -> int:
    """Run the command line and return its exit code; errors become one line on stderr."""
    try:
        code = cli.main(arguments, prog_name="backfile", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return ExitCode.USAGE
    except click.ClickException as error:
        return _complain(printable(error.format_message()), ExitCode.USAGE)
    except _Terminated as error:
        name = signal.strsignal(error.number)
        return _complain(f"{name}.", 128 + error.number)
    except Exception as error:  # the last door: one line and a code, never a traceback
        code, sentence = explain(error)
        return _complain(sentence, code)
    return int(code or 0)


def _complain(sentence: str, code: int) -> int:
    print(f"backfile: {sentence}", file=sys.stderr)
    return code
