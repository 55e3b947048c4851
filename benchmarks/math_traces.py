"""Measures the step checker: false alarms on right solutions, misses on planted wrong steps.

Usage: python benchmarks/math_traces.py DATA_DIR [--limit N] [--show]

DATA_DIR/math holds gsm8k_train.jsonl (``answer``: a worked solution, every calculator annotation
of which is right) and gsm8k_labelled_completions.jsonl (``answer``, ``expected``). What is not
there is skipped, and said to be.

A wrong step is planted into a plain solution, without its annotations: one number of one equation
is changed. Whether that makes the equation wrong is computed from the annotation alone, with
fractions, by code that shares nothing with the step checker.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from verisynth.languages.math.step_values import Standing
from verisynth.languages.math.steps import steps

_ANNOTATION = re.compile(r"<<([^<>=]+)=([^<>=]+)>>")
_PLAIN = re.compile(r"[-+*/(). 0-9]+")
_EDITS = ("off by one", "digit", "tenfold", "sign", "swapped digits")


def value(text: str) -> Fraction:
    """The exact value of an annotation's side; ValueError if it is no arithmetic."""
    if not _PLAIN.fullmatch(text):
        raise ValueError(text)
    return _folded(ast.parse(re.sub(r"\b0+(?=\d)", "", text).strip(), mode="eval").body)


def _folded(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_folded(operand)
        case ast.BinOp(left=left, op=operator, right=right):
            one, other = _folded(left), _folded(right)
            match operator:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div() if other:
                    return one / other
    raise ValueError("not arithmetic")


def edited(number: str, kind: str, chance: random.Random) -> str:
    """The number as text with one mistake in it; the same text where the mistake needs more."""
    at = [place for place, one in enumerate(number) if one.isdigit()]
    match kind:
        case "off by one" if number.isdigit():
            return str(int(number) + chance.choice((-1, 1)))
        case "digit":
            place = chance.choice(at)
            other = chance.choice([one for one in "123456789" if one != number[place]])
            return number[:place] + other + number[place + 1 :]
        case "tenfold" if number.isdigit():
            return number + "0"
        case "sign":
            return "-" + number
        case "swapped digits" if len(at) > 1 and number.isdigit():
            return number[1] + number[0] + number[2:]
    return number


def planted(solution: str, chance: random.Random) -> tuple[str, str, str] | None:
    """The solution with one wrong step: text, kind, and the step; None if none could be made."""
    found = [one for one in _ANNOTATION.finditer(solution) if _PLAIN.fullmatch(one[1])]
    chance.shuffle(found)
    for one in found:
        kind = chance.choice(_EDITS)
        after = solution[one.end() :]
        stated = re.match(r"\$?(\d[\d,]*(?:\.\d+)?)", after)
        if stated is None or value_or_none(stated[1].replace(",", "")) is None:
            continue
        wrong = edited(stated[1].replace(",", ""), kind, chance)
        # The text has to compute the same as the annotation does, or we do not know what it says.
        before = re.sub(r"\s", "", solution[: one.start()]).replace("$", "").replace("x", "*")
        if not before.endswith(re.sub(r"\s", "", one[1]) + "=") or not _differs(one[1], wrong):
            continue
        start = one.end() + stated.start(1)
        text = solution[:start] + wrong + solution[one.end() + stated.end(1) :]
        return _ANNOTATION.sub("", text), kind, f"{one[1]} = {wrong}"
    return None


def value_or_none(text: str) -> Fraction | None:
    """The exact value, or None."""
    try:
        return value(text)
    except (ValueError, SyntaxError):
        return None


def _differs(left: str, right: str) -> bool:
    one, other = value_or_none(left), value_or_none(right)
    return one is not None and other is not None and abs(one - other) > Fraction(1, 50)


def rows(path: Path, limit: int) -> list[dict[str, str]]:
    """The rows of one file."""
    return [json.loads(line) for line in path.read_text().splitlines()[:limit]]


def right_solutions(path: Path, limit: int) -> Iterator[str]:
    """False alarms and time a step on solutions that are right."""
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    alarms, solutions, rounded = [], 0, 0
    started = time.process_time()
    for row in rows(path, limit):
        found = steps(row["answer"])
        for step in found:
            counts[step.annotated][step.standing.value] += 1
            rounded += step.rounded
            if step.standing is Standing.WRONG:
                alarms.append(f"  {'<<>>' if step.annotated else 'text'}  {step.text}"
                              f"  [{step.computed}]")  # fmt: skip
        solutions += any(step.standing is Standing.WRONG for step in found)
    seconds = time.process_time() - started
    total = sum(one.total() for one in counts.values())
    for annotated, name in ((True, "annotations"), (False, "in the text")):
        shown = ", ".join(f"{n} {kind}" for kind, n in sorted(counts[annotated].items()))
        yield f"{name:12} {counts[annotated].total():6} steps: {shown}"
    yield (
        f"{total} steps, {rounded} of them roundings; {solutions} solutions with a step called "
        f"wrong; {1e6 * seconds / max(1, total):.0f} µs CPU a step"
    )
    yield from ["steps called wrong:", *alarms]


def planted_steps(path: Path, limit: int) -> tuple[str, list[str]]:
    """How many planted wrong steps are found, and the misses."""
    chance = random.Random(0)
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    misses = []
    for row in rows(path, limit):
        made = planted(row["answer"], chance)
        if made is None:
            continue
        text, kind, step = made
        total[kind] += 1
        if any(one.standing is Standing.WRONG for one in steps(text)):
            found[kind] += 1
        else:
            misses.append(f"  {kind}: {step}")
    parts = ", ".join(f"{kind} {found[kind]}/{total[kind]}" for kind in sorted(total))
    share = found.total() / max(1, total.total())
    return f"{found.total()} of {total.total()} found ({share:.2%}): {parts}", misses


def completions(path: Path, limit: int) -> Iterator[str]:
    """How many answers of models are right after a wrong step."""
    counts: Counter[tuple[bool, bool]] = Counter()
    shown = []
    for row in rows(path, limit):
        wrong = [one for one in steps(row["answer"]) if one.standing is Standing.WRONG]
        counts[bool(row["expected"]), bool(wrong)] += 1
        if row["expected"] and wrong:
            shown.append(f"  {wrong[0].text}  [{wrong[0].computed}]")
    for expected, name in ((True, "right"), (False, "wrong")):
        with_step, total = counts[expected, True], counts[expected, True] + counts[expected, False]
        yield f"{name} final answers: {with_step} of {total} have a wrong step"
    yield from ["right answers after a wrong step:", *shown]


def main() -> None:
    """Print all three tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--limit", type=int, default=10**9)
    arguments.add_argument("--show", action="store_true", help="list the misses too")
    given = arguments.parse_args()
    solutions = given.data / "math" / "gsm8k_train.jsonl"
    labelled = given.data / "math" / "gsm8k_labelled_completions.jsonl"
    for path in (solutions, labelled):
        if not path.is_file():
            print(f"skipped: {path} is not there")
    if solutions.is_file():
        print("# right solutions", *right_solutions(solutions, given.limit), sep="\n")
        line, misses = planted_steps(solutions, given.limit)
        print("\n# planted wrong steps", line, *(misses if given.show else ()), sep="\n")
    if labelled.is_file():
        print("\n# completions of models", *completions(labelled, given.limit), sep="\n")


if __name__ == "__main__":
    main()
