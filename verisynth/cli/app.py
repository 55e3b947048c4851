"""The application: its commands, and how an error reaches a person.

Exit codes: 0 done; 1 done but short or a check failed; 2 wrong use or spec; 3 something outside
is missing; 130 interrupted, resumable.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from verisynth import __version__
from verisynth.cli import (
    doctor,
    explain,
    generate,
    list_,
    report,
    sandbox,
    show,
    strengthen,
    verify,
)
from verisynth.cli.terminal import say
from verisynth.errors import VerisynthError

app = typer.Typer(
    name="verisynth",
    help="Training data whose answers have been executed, not believed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("generate")(generate.generate)
app.command("verify")(verify.verify)
app.command("strengthen")(strengthen.strengthen)
app.command("report")(report.report)
app.command("show")(show.show)
app.command("doctor")(doctor.doctor)
app.command("explain")(explain.explain)
app.command("list")(list_.list_)
app.add_typer(sandbox.app, name="sandbox")


def _print_version(value: bool) -> None:  # noqa: FBT001 - the shape typer calls back with
    if value:
        typer.echo(f"verisynth {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """Training data whose answers have been executed, not believed."""


def run() -> NoReturn:
    """Run the command line and end the process with the right exit code."""
    try:
        app()
    except VerisynthError as error:
        say(f"error: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away; Python would complain once more while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception:
        traceback.print_exc()
        say(f"This is a bug in verisynth {__version__}: please report it with the lines above.")
        sys.exit(1)
    sys.exit(0)
