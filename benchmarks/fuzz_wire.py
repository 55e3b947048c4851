"""Feeds the host's half of the worker's wire with inputs a coverage-guided fuzzer finds (atheris).

usage: python benchmarks/fuzz_wire.py [--seconds 60]

Needs ``pip install atheris`` (wheels for Linux, not for every Python). Ends with the number of
inputs tried, or with the input that crashed, hung or grew the host.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import struct
import sys
import tempfile
from pathlib import Path

LIMIT_MIB = 1024


def main() -> int:
    """Fuzz for the time asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    try:
        import atheris
    except ImportError:
        print("NOT RUN: atheris is not installed here: pip install atheris", file=sys.stderr)
        return 3
    with atheris.instrument_imports(include=["verisynth.sandbox.wire", "verisynth.sandbox.result"]):
        from verisynth.sandbox import result, wire
    from verisynth.types import Limits

    limits = Limits(output_bytes=1000, result_bytes=2000)

    async def read(data: bytes) -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        try:
            execution = await wire.read_execution(reader, limits, "fuzz")
            result.reply(execution, trusted=False)
        except (wire.Garbage, asyncio.IncompleteReadError, result.ProgramFailed):
            return

    loop = asyncio.new_event_loop()

    def one_input(data: bytes) -> None:
        loop.run_until_complete(read(data))

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    options = [f"-max_total_time={arguments.seconds}", f"-rss_limit_mb={LIMIT_MIB}", "-timeout=5"]
    print(f"fuzzing for {arguments.seconds} s, {used:.0f} MiB so far, at most {LIMIT_MIB}")
    with tempfile.TemporaryDirectory(prefix="verisynth-fuzz-") as corpus:
        for number, seed in enumerate(seeds()):
            Path(corpus, str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", corpus], one_input)
        atheris.Fuzz()
    return 0


def seeds() -> list[bytes]:
    """Streams a worker really sends, for the fuzzer to start from."""

    def frame(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">cI", kind, len(data)) + data

    end = (
        b'{"status": "%s", "exit_code": 0, "signal": null, "cpu_seconds": 0.1,'
        b' "wall_seconds": 0.2, "peak_memory_mib": 1.0}'
    )
    return [
        frame(b"O", b"text") + frame(b"R", b'{"ok": [1]}') + frame(b"X", end % status)
        for status in (b"exited", b"time-limit", b"fault")
    ]


if __name__ == "__main__":
    sys.exit(main())
