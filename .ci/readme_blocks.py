"""Runs the blocks of README.md and docs/*.md that are marked, so that the documentation stays true.

A mark is an HTML comment on the line before the fence:

    <!-- run -->              the block must end with exit code 0
    <!-- run exit=2 -->       its last command must end with that code
    <!-- run output -->       and print what the block shows; `...` stands for anything

In a `console` block the lines after `$ ` are commands (a line ending in a backslash goes on), the
others their output; `sh` and `python` blocks are scripts. The blocks of one file run in order in
one folder, a copy of the checkout, with .venv/bin first on the PATH.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(
    r"^<!-- run(?P<options>[^>]*?) *-->\n+```(?P<language>\w+)\n(?P<body>.*?)^```$", re.M | re.S
)
MARK = re.compile(r"^<!-- run\b", re.M)
LOOSE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """One marked block and what is promised about it."""

    where: str
    language: str
    body: str
    exit_code: int
    shows_output: bool

    @property
    def commands(self) -> list[str]:
        """The block as arguments for a process."""
        if self.language == "python":
            return [sys.executable, "-c", self.body]
        return ["bash", "-euo", "pipefail", "-c", self._script()]

    def _script(self) -> str:
        if self.language == "sh":
            return self.body
        typed = re.findall(r"^\$ ((?:.*\\\n)*.*)$", self.body, re.M)
        return "\n".join(typed)

    @property
    def output(self) -> str:
        """What the block says is printed."""
        return re.sub(r"^\$ (?:.*\\\n)*.*\n", "", self.body, flags=re.M)


def blocks(path: Path) -> list[Block]:
    """The marked blocks of one file, in order."""
    text = path.read_text()
    found = [_block(path, text, match) for match in BLOCK.finditer(text)]
    if len(found) != len(MARK.findall(text)):
        raise SystemExit(f"{path.name}: a run mark is not followed by a closed fence")
    return found


def _block(path: Path, text: str, match: re.Match[str]) -> Block:
    options = match["options"].split()
    codes = [int(option.removeprefix("exit=")) for option in options if option.startswith("exit=")]
    unknown = [option for option in options if option != "output" and "exit=" not in option]
    line = text[: match.start()].count("\n") + 1
    if unknown or match["language"] not in ("console", "sh", "python"):
        raise SystemExit(f"{path.name}:{line}: cannot read the mark or language: {match[0][:60]}")
    return Block(
        where=f"{path.name}:{line}",
        language=match["language"],
        body=match["body"],
        exit_code=codes[0] if codes else 0,
        shows_output="output" in options,
    )


def fault(block: Block, cwd: Path) -> str:
    """What is untrue about a block; '' when nothing is."""
    done = subprocess.run(
        block.commands,
        cwd=cwd,
        env={**os.environ, "PATH": f"{CHECKOUT / '.venv/bin'}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )
    if done.returncode != block.exit_code:
        return f"exit code {done.returncode}, not {block.exit_code}:\n{done.stdout[-3000:]}"
    if block.shows_output and not doctest.OutputChecker().check_output(
        block.output, done.stdout, LOOSE
    ):
        return f"it prints:\n{done.stdout[-3000:]}"
    return ""


def copy_checkout(folder: Path) -> None:
    """What a fresh clone holds, without what tools put there."""
    made = (".git", ".venv", "runs", ".*_cache", ".hypothesis", "__pycache__")
    shutil.copytree(CHECKOUT, folder, ignore=shutil.ignore_patterns(*made), symlinks=True)


def main() -> int:
    """Run all blocks, tell each one that is untrue, and count them."""
    counts = {True: 0, False: 0}
    for path in [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("**/*.md"))]:
        with tempfile.TemporaryDirectory() as folder:
            copy_checkout(Path(folder, "verisynth"))
            for block in blocks(path):
                found = fault(block, Path(folder, "verisynth"))
                counts[not found] += 1
                print(f"{block.where}: {found or 'true'}", flush=True)
    print(f"documentation blocks: {counts[True]} true, {counts[False]} untrue")
    # No block at all means that the marks were lost, not that all is well.
    return 0 if counts[True] and not counts[False] else 1


if __name__ == "__main__":
    sys.exit(main())
