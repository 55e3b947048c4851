"""Rows of people's files for the commands that read and write them line by line."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import IO

from verisynth.cli.terminal import say
from verisynth.errors import UsageError
from verisynth.pipeline.verify_rows import Line


def lines_of(file: str) -> Iterator[Line]:
    """The rows of a file, or of standard input for ``-``."""
    from verisynth.pipeline.verify_rows import read_lines

    if file == "-":
        yield from read_lines(sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as stream:
            yield from read_lines(stream)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error


def into(
    out: Path | None, judge: Callable[[IO[str]], Coroutine[None, None, None]], *, what: str
) -> None:
    """Run ``judge`` into the file, put in place when whole; what an interruption leaves is kept."""
    if out is None:
        asyncio.run(judge(sys.stdout))
        return
    draft = out.with_name(out.name + ".partial")
    try:
        with draft.open("w", encoding="utf-8") as sink:
            asyncio.run(judge(sink))
        draft.replace(out)
    except OSError as error:
        raise UsageError(f"{draft}: cannot be written: {error.strerror}") from error
    except KeyboardInterrupt:
        say(f"interrupted; the {what} so far are in {draft}")
        raise
