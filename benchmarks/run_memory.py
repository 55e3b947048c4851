"""Peak memory of ``verisynth generate`` for a small and a large run: it should not grow with N.

Usage: python benchmarks/run_memory.py [SPEC] [--counts 100 1500]

Prints peak resident memory and seconds for each count, and the ratio of the last to the first.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time


def measure(spec: str, count: int, folder: str) -> int:
    """Run once; returns the peak resident memory of the command, in MiB."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "verisynth", "generate", spec, "--count", str(count)]
    process = subprocess.Popen(
        [*command, "--out", f"{folder}/{count}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    peak = usage.ru_maxrss // 1024
    print(f"{spec} {count:>7}  {peak:>5} MiB  {seconds:>7.1f} s  status {status}", flush=True)
    return peak


def main() -> None:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("spec", nargs="?", default="arithmetic")
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 1500])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        peaks = [measure(options.spec, count, folder) for count in options.counts]
    print(f"ratio of peaks: {peaks[-1] / peaks[0]:.2f}")


if __name__ == "__main__":
    main()
