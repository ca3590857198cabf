"""The command line. Exit codes: 0 done; 1 a check failed or the machine did; 2 wrong use."""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated

import typer

from grader.cli import authors, instructors, machine
from grader.core.errors import GraderError
from grader.core.terminal import printable

app = typer.Typer(
    help="Labs that grade themselves: build them, prove them, grade strangers' code in a sandbox.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (authors, instructors, machine):
    app.add_typer(part.app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from grader import __version__

        print(f"grader {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    pass


#: Errors that are no bugs of the grader: a closed pipe, a full disk, a place that cannot be written to.
_NOT_WRITABLE = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG)


def main() -> None:
    """Run the `grader` command. An error meant for people is one line, without a traceback."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where an error is still reported, and not at interpreter exit
    except GraderError as error:
        print(f"grader: {printable(str(error))}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        if error.errno not in _NOT_WRITABLE:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:  # `grader ... | head` closed the pipe
            place = error.filename or "the output"
            print(f"grader: {place}: {error.strerror}; make room there or allow it, and run it again", file=sys.stderr)
        raise SystemExit(1) from None
