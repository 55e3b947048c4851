"""How many wrong patterns that pass all examples do strings made from the gold alone unmask?

    python benchmarks/regex_strings.py DATA [--every N]

DATA holds ``regex/structuredregex_candidates_verdicts.json``. For each gold that has wrong
candidates which pass its 6+6 examples, at most 100 strings on each side are made from the gold,
without a look at any candidate; each candidate they do not unmask is listed.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from statistics import mean, median

from benchmarks.labelled import labelled
from verisynth.languages.regex import structured
from verisynth.languages.regex.decide import compare
from verisynth.languages.regex.matcher import matcher
from verisynth.languages.regex.mutants import mistakes, spread
from verisynth.languages.regex.syntax import Pattern
from verisynth.languages.regex.telling import Telling, telling

CANDIDATES = "regex/structuredregex_candidates_verdicts.json"
MUTANTS = 400
"""Of each gold; the golds of this data set are larger than most patterns."""


def main() -> None:
    """Reads the command line and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take each Nth gold only")
    options = parser.parse_args()
    rows = json.loads(labelled(options.data, CANDIDATES).read_text())
    wrong: dict[str, list[str]] = {}
    for row in rows:
        if row["passes_examples"] and not row["equivalent"]:
            wrong.setdefault(row["gold"], []).append(row["cand"])
    _measure({gold: wrong[gold] for gold in sorted(wrong)[:: options.every]})


def _measure(wrong: dict[str, list[str]]) -> None:
    seconds, sizes = [], []
    unmasked = total = 0
    for gold, candidates in wrong.items():
        started = time.process_time()
        pattern = structured.parse(gold)
        found = _strings(pattern)
        seconds.append(time.process_time() - started)
        sizes.append(len(found.matches) + len(found.rejects))
        for candidate in candidates:
            total += 1
            other = structured.parse(candidate)
            if _unmasks(found, other):
                unmasked += 1
            else:
                print(f"passes: {gold} | {candidate}: {compare(pattern, other).witness!r}")
    print(
        f"{unmasked} of {total} wrong candidates unmasked ({unmasked / total:.2%}) by "
        f"{mean(sizes):.0f} strings a gold; median {median(seconds):.2f} s, "
        f"most {max(seconds):.2f} s"
    )


def _strings(pattern: Pattern) -> Telling:
    made = spread(tuple(mistakes(pattern)), most=MUTANTS)
    found = telling(pattern, [Pattern(text="", root=one.root) for one in made])
    if found is None:
        raise SystemExit(f"cannot be decided: {pattern.text}")
    return found


def _unmasks(found: Telling, candidate: Pattern) -> bool:
    asked = matcher([candidate])
    return not all(asked.matches_text(0, text) for text in found.matches) or any(
        asked.matches_text(0, text) for text in found.rejects
    )


if __name__ == "__main__":
    main()
