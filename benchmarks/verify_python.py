"""How many reference solutions of HumanEval and MBPP are accepted, and how fast.

``python benchmarks/verify_python.py DATA [--limit N] [--slots N] [--rows FOLDER]`` where DATA holds
``humaneval/HumanEval.jsonl.gz`` and ``mbpp/mbpp_sanitized_for_code_generation.jsonl``. Both are
judged by their own tests twice: as pytest files, and as assertions, as far as HumanEval's asserts
are lines that mean something alone. Prints one line per set.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import builtins
import gzip
import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from verisynth.families.python import PythonFamily
from verisynth.sandbox import open_sandbox
from verisynth.types import Json, Limits, Outcome, Verdict

HUMANEVAL = Path("humaneval", "HumanEval.jsonl.gz")
MBPP = Path("mbpp", "mbpp_sanitized_for_code_generation.jsonl")
LIMITS = Limits(cpu_seconds=20.0, wall_seconds=100.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One set's verdicts and the time they took together."""

    name: str
    verdicts: dict[str, Verdict]
    seconds: float

    def lines(self) -> Iterator[str]:
        """The figures, then each solution that was not accepted."""
        missed = {
            key: verdict
            for key, verdict in self.verdicts.items()
            if verdict.outcome is not Outcome.ACCEPTED
        }
        total = len(self.verdicts)
        yield (
            f"{self.name}: {total - len(missed)} of {total} accepted in {self.seconds:.1f} s, "
            f"{total / self.seconds:.1f} verdicts/s"
        )
        for key, verdict in missed.items():
            yield f"  {key}: {verdict.outcome.value} {verdict.reason}: {verdict.detail}"


def humaneval(path: Path) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Rows of ``verify``: the tests of the benchmark, as a pytest file."""
    with gzip.open(path, "rt") as file:
        for line in file:
            problem = json.loads(line)
            name = problem["entry_point"]
            tests = (
                f"from solution import *\nfrom solution import {name} as entry_point\n"
                f"{problem['test']}\n\n"
                f"def test_check():\n    check(entry_point)\n"
            )
            solution = problem["prompt"] + problem["canonical_solution"]
            yield problem["task_id"], {"solution": solution, "entry_point": name, "tests": tests}


def mbpp(path: Path) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Rows of ``verify``: the asserts of the benchmark."""
    for line in path.read_text().splitlines():
        problem = json.loads(line)
        # The docstring is indented otherwise than the body it is put before.
        head = re.sub(r"    '''.*?'''\n", "", problem["prompt"], flags=re.DOTALL)
        check = ast.parse(problem["test"]).body[-1]
        asserts = [ast.unparse(node) for node in ast.walk(check) if isinstance(node, ast.Assert)]
        yield (
            problem["task_id"],
            {
                "solution": head + problem["canonical_solution"],
                "entry_point": problem["entry_point"].strip(),
                "assertions": asserts,
            },
        )


def humaneval_asserts(path: Path) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Rows of ``verify``: those asserts of the benchmark that use nothing but the function."""
    with gzip.open(path, "rt") as file:
        for line in file:
            problem = json.loads(line)
            name = problem["entry_point"]
            lines = [
                re.sub(r"\bcandidate\b", name, ast.unparse(node))
                for node in ast.parse(problem["test"]).body[-1].body
                if isinstance(node, ast.Assert) and _stands_alone(node)
            ]
            if lines:
                solution = problem["prompt"] + problem["canonical_solution"]
                row: dict[str, Json] = {"solution": solution, "entry_point": name}
                yield problem["task_id"], {**row, "assertions": list(lines)}


def _stands_alone(node: ast.Assert) -> bool:
    free = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return "candidate" in free and free <= {"candidate", *dir(builtins)}


def mbpp_files(path: Path) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Rows of ``verify``: the asserts of the benchmark, in one test function of a pytest file."""
    for name, row in mbpp(path):
        used = row["entry_point"]  # a name such as sum is only taken when it is asked for
        body = "".join(f"    {line}\n" for line in row["assertions"])  # type: ignore[union-attr]
        imports = f"import math\nimport sys\nfrom solution import *\nfrom solution import {used}\n"
        tests = f"{imports}\n\ndef test_all():\n{body}"
        yield name, {"solution": row["solution"], "tests": tests}


def write_rows(path: Path, rows: Mapping[str, Mapping[str, Json]]) -> None:
    """One set as the input of ``verisynth verify``."""
    lines = [json.dumps({"id": name, **row}) for name, row in rows.items()]
    path.write_text("\n".join(lines) + "\n")
    print(path)


async def judge(name: str, rows: Mapping[str, Mapping[str, Json]], slots: int) -> Judged:
    """The verdict on every row, in one sandbox."""
    family = PythonFamily()
    async with open_sandbox("userns", slots=slots) as sandbox:
        started = time.perf_counter()

        async def one(row: Mapping[str, Json]) -> Verdict:
            target, answer = family.row(row)
            return await family.verify(target, answer, sandbox=sandbox, limits=LIMITS)

        verdicts = await asyncio.gather(*(one(row) for row in rows.values()))
        seconds = time.perf_counter() - started
    return Judged(name, dict(zip(rows, verdicts, strict=True)), seconds)


SETS = (
    ("HumanEval", humaneval, HUMANEVAL),
    ("HumanEval, assertions", humaneval_asserts, HUMANEVAL),
    ("MBPP", mbpp, MBPP),
    ("MBPP, pytest files", mbpp_files, MBPP),
)


def main() -> int:
    """Exit code 0 if everything was accepted, 1 if not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder of labelled data")
    parser.add_argument("--limit", type=int, default=None, help="only the first N of each set")
    parser.add_argument("--slots", type=int, default=2, help="programs at one time")
    parser.add_argument(
        "--rows", type=Path, help="only write rows for `verisynth verify --family python` there"
    )
    options = parser.parse_args()
    if options.data is None or not (options.data / HUMANEVAL).is_file():
        print(f"skipped: {options.data or 'no folder given'} does not hold {HUMANEVAL}")
        return 0
    complete = True
    for name, read, path in SETS:
        rows = dict(list(read(options.data / path))[: options.limit])
        if options.rows:
            write_rows(
                options.rows / f"{name.lower().replace(', ', '-').replace(' ', '-')}.jsonl", rows
            )
            continue
        judged = asyncio.run(judge(name, rows, options.slots))
        print("\n".join(judged.lines()))
        complete &= all(v.outcome is Outcome.ACCEPTED for v in judged.verdicts.values())
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
