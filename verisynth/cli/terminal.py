"""What goes to the terminal: results to stdout, everything else to stderr, no colour unasked."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import TYPE_CHECKING

from verisynth.types import Json

if TYPE_CHECKING:
    from rich.console import Console


@cache
def console() -> Console:
    """The console on stderr; rich honours NO_COLOR and sees when there is no terminal."""
    from rich.console import Console

    # A pipe has no width: do not fold long lines at 80 there.
    width = None if sys.stderr.isatty() else 200
    return Console(stderr=True, highlight=False, markup=False, width=width)


def say(message: str) -> None:
    """One message for the person, on stderr."""
    console().print(message, soft_wrap=True)


def result(text: str) -> None:
    """One line of result, on stdout."""
    sys.stdout.write(text + "\n")


def result_json(value: Json) -> None:
    """A result as one JSON object on stdout."""
    result(json.dumps(value, ensure_ascii=False, indent=2))
