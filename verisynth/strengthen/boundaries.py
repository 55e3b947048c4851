"""The inputs anybody would try first: empty, single, smallest, largest, just beside a limit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from verisynth.strengthen.contract import Contract
from verisynth.strengthen.inputs import Input
from verisynth.strengthen.rules import Rule, is_ordinary
from verisynth.strengthen.scalars import BESIDE

MAX_PARENTS = 3


def boundary_inputs(contract: Contract, examples: Sequence[Input]) -> Iterator[Input]:
    """Each boundary value of each argument, put into the first examples."""
    for one in examples[:MAX_PARENTS]:
        for index, value in enumerate(one.arguments):
            rule = contract.rules.get(str(index))
            inner = contract.rules.get(f"{index}[]")
            for changed in boundary_values(value, rule, inner) if rule else ():
                before, after = one.arguments[:index], one.arguments[index + 1 :]
                yield Input((*before, changed, *after), one.keywords)


def boundary_values(value: object, rule: Rule, inner: Rule | None) -> Iterator[object]:
    """The edges of what may stand where ``value`` stands."""
    match value:
        case bool():
            yield not value
        case int() | float() if rule.numbers and is_ordinary(value):
            edges = [rule.numbers.low, rule.numbers.low + 1, rule.numbers.high, 0, 1, -1]
            yield from (type(value)(edge) for edge in (*edges, *rule.numbers.extra))
            if isinstance(value, float):
                yield from (math.ceil(value) + beside for beside in (-BESIDE, BESIDE))
        case str():
            yield from ("", value[:1], value[-1:], value[:2], value[:1] * 2, value[::-1])
            yield from (
                " ",
                " " + value,
                value + " ",
                value + "  " + value,
                value.upper(),
                value.lower(),
            )
        case list():
            yield from _lists(value, inner)
        case dict():
            yield from ({}, dict(list(value.items())[:1]))


def _lists(value: list[object], inner: Rule | None) -> Iterator[list[object]]:
    yield from ([], value[:1], value[-1:], value[:2], value[:1] * 2, value[::-1], value * 2)
    edges = boundary_values(value[0], inner, None) if value and inner else iter(())
    for edge in itertools.islice(edges, 8):
        yield [edge]
        yield [*value, edge]
        yield [edge, *value]


LARGE = (9999991, 10**7, 99999989, 10**8, 123456789, 987654321, 999999937, 10**9)
"""Primes, round numbers and others."""
MAX_GROWTH = 10_000


def grown_inputs(contract: Contract, examples: Sequence[Input]) -> Iterator[Input]:
    """Large numbers for integer arguments, at most so many times the largest one seen."""
    if not examples:
        return
    one = examples[0]
    for index, value in enumerate(one.arguments):
        rule = contract.rules.get(str(index))
        if type(value) is not int or rule is None or rule.numbers is None or rule.numbers.bounded:
            continue
        for large in LARGE:
            if rule.numbers.high < large <= MAX_GROWTH * rule.numbers.high / 10:
                before, after = one.arguments[:index], one.arguments[index + 1 :]
                yield Input((*before, large, *after), one.keywords)
