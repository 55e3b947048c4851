"""How often independent answers vouch for a right and for a wrong reference, and condemn each.

``python benchmarks/corroboration.py DATA [--solutions 2 4 8] [--agreement 0.6] [--draws N]`` where
DATA holds ``known_wrong/humaneval_codegen16b_labelled.jsonl`` and
``humaneval/humaneval_plus_dev.jsonl``.

The labelled programs of one model are the independent answers, drawn as often as the model wrote
them. The problem's checks are the base inputs, with the outputs of the reference: of the right
one, and of wrong programs, drawn alike, as if their author had written the problem. How strong the
model is at a problem decides what its agreement is worth: rows are by its share of right answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verisynth.families.python import PythonFamily
from verisynth.pipeline.blame import Finding, Opinion, Stand, blame
from verisynth.pipeline.independents import Independent
from verisynth.pipeline.matrix import Examiner
from verisynth.sandbox import open_sandbox
from verisynth.types import Case, Limits, Problem, PythonTarget

PROGRAMS = Path("known_wrong", "humaneval_codegen16b_labelled.jsonl")
REFERENCES = Path("humaneval", "humaneval_plus_dev.jsonl")
RIGHT = "the reference"
BINS = (0.0, 0.1, 0.3, 0.5, 0.7)
"""Lower ends of the model's share of right answers."""
LIMITS = Limits(cpu_seconds=2.0, wall_seconds=30.0)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the model's programs for one problem do, each as often as it was written."""

    readings: tuple[str, ...]
    """:data:`RIGHT`, another behaviour, or nothing for programs without one."""
    weights: tuple[int, ...]

    @property
    def strength(self) -> float:
        """Share of the programs that do as the reference."""
        right = sum(w for r, w in zip(self.readings, self.weights, strict=True) if r == RIGHT)
        return right / sum(self.weights)

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """The behaviours of independent answers."""
        return rng.choices(self.readings, weights=self.weights, k=count)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def problem(row: Mapping[str, Any]) -> Problem:
    """The problem with its base inputs as cases."""
    pairs = zip(row["base_input"], row["base_expected_repr"], strict=True)
    cases = tuple(Case(repr(tuple(given)), expected) for given, expected in pairs)
    reference = row["prompt"] + row["reference"]
    target = PythonTarget(entry_point=row["entry_point"], cases=cases)
    return Problem(statement=row["prompt"], target=target, reference=reference)


async def behaviours(folder: Path, slots: int | None) -> dict[str, Answers]:
    """The programs of each problem, told apart as the pipeline does."""
    problems = {row["task_id"]: problem(row) for row in rows(folder / REFERENCES)}
    programs = defaultdict(list)
    for row in rows(folder / PROGRAMS):
        programs[row["task_id"]].append((row["prompt"] + row["completion"], row["n_samples"]))
    found = {}
    async with open_sandbox("auto", slots=slots) as sandbox:
        examiner = Examiner(family=PythonFamily(), sandbox=sandbox, limits=LIMITS)
        for task, written in programs.items():
            answers = [(Independent(str(n), "", code), code) for n, (code, _) in enumerate(written)]
            matrix = await examiner.matrix(problems[task], answers, ())
            readings = [
                RIGHT if one.stand is Stand.AGREES else one.reading for one in matrix.opinions
            ]
            found[task] = Answers(tuple(readings), tuple(weight for _, weight in written))
    return found


def opinions(drawn: Sequence[str], reference: str) -> list[Opinion]:
    """How drawn behaviours stand to a reference that behaves in one way."""
    stands = {reference: Stand.AGREES, "": Stand.FAILS}
    return [Opinion(stand=stands.get(one, Stand.DIFFERS), reading=one) for one in drawn]


def counted(
    answers: Sequence[Answers], *, solutions: int, agreement: float, draws: int, wrong: bool
) -> Counter[Finding]:
    """The findings over all problems and draws, for right references or for wrong ones."""
    rng = random.Random(f"{solutions} {wrong}")
    found: Counter[Finding] = Counter()
    for one in answers:
        others = [reading for reading in one.readings if reading not in (RIGHT, "")]
        if wrong and not others:
            continue
        for _ in range(draws):
            weights = [w for r, w in zip(one.readings, one.weights, strict=True) if r in others]
            reference = rng.choices(others, weights=weights)[0] if wrong else RIGHT
            drawn = opinions(one.draw(rng, solutions), reference)
            found[blame(drawn, {}, agreement=agreement).finding] += 1
    return found


def main() -> None:
    """Measure and print one line a bin, count and kind of reference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--solutions", type=int, nargs="+", default=[2, 4, 8])
    parser.add_argument("--agreement", type=float, default=0.6)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--slots", type=int, default=None)
    options = parser.parse_args()
    answers = asyncio.run(behaviours(options.data, options.slots)).values()
    print("| model right | problems | answers | reference | corroborated | condemned | undecided |")
    print("|---|---|---|---|---|---|---|")
    for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
        binned = [one for one in answers if low <= one.strength < high]
        for solutions in options.solutions:
            for wrong in (False, True):
                found = counted(
                    binned,
                    solutions=solutions,
                    agreement=options.agreement,
                    draws=options.draws,
                    wrong=wrong,
                )
                kind = "wrong" if wrong else "right"
                strength = f"{low:.0%} to {min(high, 1):.0%}"
                print(f"| {strength} | {len(binned)} | {solutions} | {kind} | {cells(found)} |")


def cells(found: Counter[Finding]) -> str:
    """The findings in percent of the draws."""
    total = max(1, found.total())
    condemned = found[Finding.PROMPT] + found[Finding.REFERENCE]
    shares = (found[Finding.CORROBORATED], condemned, found[Finding.UNDECIDED])
    return " | ".join(f"{100 * share / total:.1f} %" for share in shares)


if __name__ == "__main__":
    main()
