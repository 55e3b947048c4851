"""Decides labelled pairs of patterns and lists every disagreement.

    python benchmarks/regex_equivalence.py DATA [--every N]

DATA holds ``regex/`` with ``nlrx_equivalence_pairs.json`` (pairs in dk.brics syntax) and
``structuredregex_candidates_verdicts.json`` (gold and candidate of StructuredRegex), or either one.
Each pair is read and compared; the time is processor time for both.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.labelled import labelled
from verisynth.languages.regex import brics, structured
from verisynth.languages.regex.decide import Relation, compare
from verisynth.languages.regex.syntax import Pattern

Reader = Callable[[str], Pattern]
FILES: Mapping[str, tuple[str, str, Reader]] = {
    "nlrx_equivalence_pairs.json": ("a", "b", brics.parse),
    "structuredregex_candidates_verdicts.json": ("gold", "cand", structured.parse),
}


def main() -> None:
    """Reads the command line and measures each file that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take each Nth pair only")
    options = parser.parse_args()
    folder = labelled(options.data, "regex")
    for name, (first, second, read) in FILES.items():
        path = folder / name
        if path.exists():
            rows = json.loads(path.read_text())[:: options.every]
            _measure(name, [(row[first], row[second], row) for row in rows], read)


def _measure(name: str, pairs: list[tuple[str, str, dict[str, Any]]], read: Reader) -> None:
    seconds = []
    wrong = undecided = longer = 0
    for first, second, row in pairs:
        started = time.process_time()
        found = compare(read(first), read(second))
        seconds.append(time.process_time() - started)
        if found.relation is Relation.UNDECIDED:
            undecided += 1
            print(f"undecided: {first} | {second}: {found.reason}")
        elif (found.relation is Relation.EQUIVALENT) is not row["equivalent"]:
            wrong += 1
            print(f"disagrees: {first} | {second}: {found.relation} {found.witness!r}")
        elif row.get("witness") is not None:
            longer += len(found.witness) > len(row["witness"])
    ordered = sorted(seconds)
    print(
        f"{name}: {len(pairs)} pairs, {wrong} disagree, {undecided} undecided, "
        f"{longer} witnesses longer than the known one; median {median(ordered) * 1e3:.3f} ms, "
        f"99 % {ordered[len(ordered) * 99 // 100] * 1e3:.1f} ms, most {ordered[-1] * 1e3:.1f} ms"
    )


if __name__ == "__main__":
    main()
