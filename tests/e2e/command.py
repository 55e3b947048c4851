"""Runs the real command in a process of its own, as a person would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

FILES = ("train.jsonl", "val.jsonl", "rejected.jsonl")


def environment(**extra: str) -> dict[str, str]:
    """Ours without any key."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("OPENAI_")}
    return {**kept, "NO_COLOR": "1", **extra}


def verisynth(
    *arguments: str, cwd: Path, seconds: float = 110, **extra: str
) -> subprocess.CompletedProcess[str]:
    """The finished command, with its output."""
    return subprocess.run(
        [sys.executable, "-m", "verisynth", *arguments],
        cwd=cwd,
        env=environment(**extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


def interrupted(
    *arguments: str, cwd: Path, number: signal.Signals, when: Path, lines: int = 1, **extra: str
) -> tuple[int, str]:
    """The command, sent a signal once its run database holds ``lines`` items."""
    process = subprocess.Popen(
        [sys.executable, "-m", "verisynth", *arguments],
        cwd=cwd,
        env=environment(**extra),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_for_verdicts(process, when, lines)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, said


def _wait_for_verdicts(process: subprocess.Popen[str], folder: Path, wanted: int) -> None:
    import sqlite3

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            database = sqlite3.connect(f"file:{folder}/run.db?mode=ro", uri=True)
            try:
                if database.execute("SELECT COUNT(*) FROM verdicts").fetchone()[0] >= wanted:
                    return
            finally:
                database.close()
        except sqlite3.Error:
            pass
        time.sleep(0.01)


def contents(folder: Path) -> dict[str, bytes]:
    """The exports, byte for byte."""
    return {name: (folder / name).read_bytes() for name in FILES}
