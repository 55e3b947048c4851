"""Workers that misbehave, as launchers for a real pool: each is a few lines of Python."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from verisynth.sandbox.launch import Launch
from verisynth.types import Limits, Program

HELLO = """
import os, struct, sys, time
def frame(kind, data):
    sys.stdout.buffer.write(struct.pack(">cI", kind, len(data)) + data)
    sys.stdout.buffer.flush()
frame(b"H", b'{"python": "3.11.0"}')
"""
END = (
    b'{"status": "exited", "exit_code": 0, "signal": null, "cpu_seconds": 0.1,'
    b' "wall_seconds": 0.2, "peak_memory_mib": 1.0}'
)
READ_JOB = """
def read_job():
    magic, *sizes = struct.unpack(">4sIII", sys.stdin.buffer.read(16))
    data = sys.stdin.buffer.read(sum(sizes))
    return data[sizes[0] :]
"""


@dataclass(frozen=True)
class Script:
    """A launcher whose worker is ``source``; ``log`` gets one line for each start."""

    source: str
    log: Path
    level: str = "fake"
    needs_folder: bool = False

    def shape(self, limits: Limits) -> Sequence[int]:
        return ()

    def launch(self, program: Program, limits: Limits, folder: Path) -> Launch:
        started = f"open({str(self.log)!r}, 'a').write('started\\n')\n"
        return Launch((sys.executable, "-c", started + HELLO + READ_JOB + self.source))

    @property
    def starts(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0
