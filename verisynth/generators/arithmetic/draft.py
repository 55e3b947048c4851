"""What every mathematical template produces, and the dice it draws from.

A template derives its gold by formula, exactly; its program reaches the same value another way,
and is executed in the sandbox when the problem is audited. Wrong answers are real mistakes, not
noise.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, TypeVar

from verisynth.errors import Exhausted, UsageError, did_you_mean
from verisynth.types import Candidate, MathTarget, Planted, Problem

T = TypeVar("T")
Value: TypeAlias = int | Fraction | str
LEVELS = ("easy", "medium", "hard")
MIN_WRONG = 3
_TRIES = 400

_PLURAL_OF_ONE = re.compile(r"(?<![\d.,/-])(?<![÷×+*/-] )\b1 (hour|minute|day|week|month|year)s\b")


@dataclass(frozen=True, slots=True)
class Dice:
    """Chance, and how hard the numbers should be: level 0, 1 or 2."""

    rng: random.Random
    level: int = 1

    def whole(self, low: int, high: int) -> int:
        """An integer of the closed range."""
        return self.rng.randint(low, high)

    def upto(self, low: int, highs: tuple[int, int, int]) -> int:
        """An integer from ``low`` to the high end of this level."""
        return self.rng.randint(low, highs[self.level])

    def pick(self, options: Sequence[T]) -> T:
        """One of several."""
        return self.rng.choice(options)

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Several different ones."""
        return self.rng.sample(list(options), count)

    def fraction(self, highs: tuple[int, int, int]) -> Fraction:
        """A proper fraction that is not an integer."""
        bottom = self.upto(3, highs)
        return Fraction(self.rng.randint(1, bottom - 1), bottom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One drawn problem before it is dressed for its style."""

    statement: str
    gold: Value
    program: str
    steps: tuple[str, ...]
    wrong: tuple[tuple[Value, str], ...]
    unit: str = ""
    """``$`` before or ``%`` after the value; anything else is left to the statement."""


@dataclass(frozen=True, slots=True)
class Template:
    """A named way to draw problems of one topic."""

    name: str
    topic: str
    make: Callable[[Dice], Draft | None]
    """None when the numbers came out ugly; then it is drawn again."""


def chosen_axes(
    axes: Mapping[str, tuple[str, ...]], rng: random.Random, cell: Mapping[str, str]
) -> dict[str, str]:
    """A value for every axis: the cell's, or one drawn.

    Raises:
        UsageError: the cell has a value the generator does not know.
    """
    chosen = {}
    for axis, values in axes.items():
        chosen[axis] = cell.get(axis) or rng.choice(values)
        if chosen[axis] not in values:
            raise UsageError(
                f'axis {axis} has no value "{chosen[axis]}" here; known: {", ".join(values)}.'
                f"{did_you_mean(chosen[axis], values)}"
            )
    return chosen


def show(value: Value, unit: str = "") -> str:
    """The value as a person writes it: ``7``, ``3/4``, ``$12.50``, ``15%``."""
    if unit == "$":
        return money(Fraction(value))
    return f"{value}{unit}"


def money(value: Fraction | int) -> str:
    """Dollars with cents only where there are some: ``$5``, ``$5.25``; exact cents are required."""
    cents = Fraction(value) * 100
    sign = "-" if cents < 0 else ""
    if cents.denominator != 1:
        return f"{sign}${abs(Fraction(value))}"
    dollars, rest = divmod(abs(cents.numerator), 100)
    return f"{sign}${dollars:,}.{rest:02d}" if rest else f"{sign}${dollars:,}"


def decimal(value: Fraction, places: int) -> str:
    """The value with a fixed number of decimals; it must have no more."""
    scaled = value * 10**places
    whole, rest = divmod(abs(scaled.numerator), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{places}d}" if places else str(scaled)


def program(*lines: str) -> str:
    """Source that defines ``answer()`` with these lines as its body."""
    body = "\n".join(f"    {line}" for line in lines)
    head = "from fractions import Fraction\n\n\n" if "Fraction(" in body else ""
    return f"{head}def answer():\n{body}\n"


def signed(value: int) -> str:
    """``+ 5`` or ``- 5``, for building expressions."""
    return f"+ {value}" if value >= 0 else f"- {-value}"


def polynomial(*coefficients: int, variable: str = "x") -> str:
    """The polynomial with these coefficients, highest power first: ``x^2 - 3x + 4``."""
    text = ""
    for place, factor in enumerate(coefficients):
        power = len(coefficients) - 1 - place
        if not factor:
            continue
        name = ("", variable)[power] if power < 2 else f"{variable}^{power}"
        size = "" if abs(factor) == 1 and name else str(abs(factor))
        sign = ("-" if factor < 0 else "") if not text else (" - " if factor < 0 else " + ")
        text += f"{sign}{size}{name}"
    return text or "0"


def settle(template: Template, dice: Dice) -> Draft:
    """A draft of the template with at least three different wrong answers.

    Raises:
        Exhausted: the template found none within its tries.
    """
    for _ in range(_TRIES):
        draft = template.make(dice)
        if draft is not None and len(distinct(draft)) >= MIN_WRONG:
            return draft
    raise Exhausted(f"the template {template.name} found no sound numbers in {_TRIES} tries")


def distinct(draft: Draft) -> dict[str, str]:
    """Wrong answers by text, without repetitions and without the right one."""
    right = show(draft.gold, draft.unit)
    wrong: dict[str, str] = {}
    for value, why in draft.wrong:
        text = show(value, draft.unit)
        if text != right:
            wrong.setdefault(text, why)
    return wrong


def _one_hour(text: str) -> str:
    """Numbers are drawn, so that some are 1: "1 hours" becomes "1 hour"."""
    return _PLURAL_OF_ONE.sub(r"1 \1", text)


def finished(draft: Draft, template: Template, statement: str) -> tuple[Problem, Candidate]:
    """The problem and its reference candidate, with the worked solution as reasoning."""
    answer, statement = show(draft.gold, draft.unit), _one_hour(statement)
    problem = Problem(
        statement=statement,
        target=MathTarget(gold=answer, program=draft.program, stated=statement),
        reference=answer,
        planted=tuple(Planted(text, why) for text, why in distinct(draft).items()),
        topic=template.name,
    )
    return problem, Candidate(answer=answer, reasoning=_one_hour("\n".join(draft.steps)))
