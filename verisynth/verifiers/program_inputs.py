"""The numbers a problem states, the numbers its program uses, and what others could stand there.

A program is parsed here and never run. Which numbers are its inputs it says itself, by parameters
with defaults, ``answer(eggs=16, price=Fraction("2.50"))``; in a program without any, a constant is
an input if the statement has it and it is no usual constant of counting.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

Change: TypeAlias = tuple[tuple[Fraction, Fraction], ...]
"""Values and what is put in their place, all at once."""

ALWAYS_ALLOWED = frozenset(
    Fraction(number)
    for number in (
        *range(-1, 13), 16, 20, 24, 25, 30, 50, 52, 60, 90, 100, 180, 360, 365, 366, 1000, 3600,
        10_000, 100_000, 1_000_000, "1/2", "1/4", "3/4", "1/10", "1/100",
    )
)  # fmt: skip
"""Constants a program may use without the statement: counting, halves, time, percent, angles."""
MOST_VARIED = 12
"""Stated numbers that are varied; a problem with more is told from others by these."""
_WORDS = {
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "dozen": 12,
}  # fmt: skip
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_MOST_DIGITS = 300
_IN_TEXT = re.compile(r"[0-9]{1,300}(?:\.[0-9]{1,300})?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|\\%|percent|per cent)")


def numbers_in(statement: str) -> frozenset[Fraction]:
    """Every number the text mentions, in digits or words; ``25%`` counts as 25 and as 1/4."""
    found = set(_in_digits(statement))
    words = {Fraction(_WORDS[w]) for w in re.findall(r"[a-z]+", statement.lower()) if w in _WORDS}
    return frozenset(found | words | {number / 100 for number in found})


def _in_digits(statement: str) -> Iterator[Fraction]:
    """In the order of the text, once each."""
    texts = (one.replace(",", "") for one in _NUMBER.findall(statement))
    yield from dict.fromkeys(Fraction(one) for one in texts if len(one) <= _MOST_DIGITS)


def literals(tree: ast.AST) -> list[Fraction]:
    """The numbers written in the program, and those in the text given to Fraction or Decimal."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        if isinstance(node.value, int):
            found.append(abs(Fraction(node.value)))
        elif isinstance(node.value, float) and node.value - node.value == 0:
            found.append(abs(Fraction(repr(node.value))))
        elif isinstance(node.value, str) and _IN_TEXT.fullmatch(node.value):
            found.append(Fraction(node.value))
    return found


def inputs(tree: ast.AST) -> frozenset[Fraction]:
    """The values that may be varied: those of the parameters, else all but usual constants."""
    return _declared(tree) or frozenset(literals(tree)) - ALWAYS_ALLOWED


def _declared(tree: ast.AST) -> frozenset[Fraction]:
    defaults = [
        default
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "answer"
        for default in (*node.args.defaults, *node.args.kw_defaults)
        if default is not None
    ]
    return frozenset(number for default in defaults for number in _values(default))


def _values(default: ast.expr) -> list[Fraction]:
    """The value of a default: of ``Fraction(2, 3)`` it is two thirds, not 2 and 3."""
    match default:
        case ast.Call(args=[ast.Constant(value=int() as top), ast.Constant(value=int() as bottom)]):
            return [Fraction(top, bottom)] if bottom else []
    return literals(default)


def are_all_inputs(statement: str, tree: ast.AST) -> bool:
    """Whether each stated number that the program uses is known to be an input of it.

    Otherwise the others, small constants most of them, may be what its answer depends on. A
    program with parameters has declared what it depends on.
    """
    if _declared(tree):
        return True
    stated = frozenset(_in_digits(statement))
    return stated & frozenset(literals(tree)) <= inputs(tree)


def variations(statement: str, *used: frozenset[Fraction]) -> tuple[Change, ...]:
    """Other numbers for the statement: one at a time, those that every program has as an input.

    ``used`` are the inputs of each program. A number is made a little larger, doubled, tripled
    and, if it can be, a little smaller: multiples keep what has to divide evenly dividing.
    """
    percents = {Fraction(one) for one in _PERCENT.findall(statement)}
    changes: list[Change] = []
    for number in list(_in_digits(statement)):
        forms = [number, *([number / 100] if number in percents else [])]
        if not number or not all(any(form in one for form in forms) for one in used):
            continue
        for other in _others(number):
            changes.append(tuple((form, form * other / number) for form in forms))
    return tuple(changes[: 4 * MOST_VARIED])


def _others(number: Fraction) -> Iterator[Fraction]:
    yield number + 1
    yield 2 * number
    yield 3 * number
    if number > 2:
        yield number - 1
