"""Wrong answers one slip away from a right one: off by one, tenfold, upside down, the sign lost.

They measure a comparison, and whether an answer can be told from its neighbours at all. An edit
that changes nothing, such as a sign before zero, is left out by the exact layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from verisynth.languages.math.exact import canonical, fold
from verisynth.languages.math.notation import Unreadable
from verisynth.languages.math.parser import parse
from verisynth.languages.math.syntax import Node, Percent, Quantity, Text, order_key
from verisynth.types import Mutant

MOST = 40
_MOST_BITS = 3000
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?|(?<=[a-z_^])\d+|\d+(?=[a-z_])")
_RELATIONS = {
    "<=": ("<", ">=", ">"),
    ">=": (">", "<=", "<"),
    "<": ("<=", ">", ">="),
    ">": (">=", "<", "<="),
}
_SIGNS = re.compile(r" ([+-]) ")
_BASED = re.compile(r"([0-9a-z]+)_(\d+)")


def neighbours(gold: str) -> tuple[Mutant, ...]:
    """At most ``MOST`` answers near ``gold`` that are not its value, the likeliest slips first."""
    try:
        right = order_key(canonical(parse(gold)))
    except Unreadable:
        return ()
    seen, found = {right}, []
    for text, slip in _edits(gold):
        try:
            key = order_key(canonical(parse(text)))
        except Unreadable:
            continue
        if key not in seen:
            seen.add(key)
            found.append(Mutant(source=text, operator="answer", detail=f"{slip}: {gold} -> {text}"))
    return tuple(found[:MOST])


def _edits(gold: str) -> Iterator[tuple[str, str]]:
    tree = parse(gold)
    if isinstance(tree, Text):
        return
    value = fold(tree.value if isinstance(tree, Percent | Quantity) else tree)
    small = value is not None and max(value.numerator.bit_length(), 1) <= _MOST_BITS
    if value is not None and small:
        for other, slip in _slips(value):
            if other != value:
                yield _like(gold, tree, other), slip
        return
    based = _BASED.fullmatch(gold.strip())
    if based:
        yield from _in_base(based[1], int(based[2]))
        return
    yield from _in_structure(gold)
    yield from _in_numbers(gold)


def _slips(value: Fraction) -> Iterator[tuple[Fraction, str]]:
    for step in (1, -1, 2, -2, 5, 10, -10):
        yield value + step, "off by a little" if abs(step) > 1 else "off by one"
    for factor in (10, Fraction(1, 10), 100, Fraction(1, 100), 2, Fraction(1, 2), 3, 60):
        yield value * factor, "a factor is wrong"
    yield -value, "the sign is lost"
    if value:
        yield 1 / value, "upside down"
    yield value**2, "squared"
    if value.denominator > 1:
        yield Fraction(floor(value)), "rounded down"
        yield Fraction(ceil(value)), "rounded up"
        yield Fraction(value.numerator), "the denominator is lost"
        yield Fraction(value.numerator, value.denominator + 1), "a slip in the denominator"
        yield Fraction(value.numerator, value.denominator - 1), "a slip in the denominator"
        yield Fraction(value.numerator + 1, value.denominator), "a slip in the numerator"
        yield Fraction(value.numerator - 1, value.denominator), "a slip in the numerator"
    yield from _in_digits(value)
    for step in (3, 4, 6, 7, 8, 9, 20, 100):
        yield value + step, "off by a little"
        yield value - step, "off by a little"


def _in_digits(value: Fraction) -> Iterator[tuple[Fraction, str]]:
    digits = str(abs(value.numerator))
    sign = -1 if value < 0 else 1
    for place in range(min(len(digits) - 1, 3)):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        yield Fraction(sign * int(swapped), value.denominator), "two digits are swapped"
    for place in range(min(len(digits), 4)):
        other = str((int(digits[place]) + 3) % 10)
        changed = digits[:place] + other + digits[place + 1 :]
        yield Fraction(sign * int(changed), value.denominator), "one digit is wrong"
    if len(digits) > 1:
        yield Fraction(sign * int(digits[:-1]), value.denominator), "the last digit is lost"


def _like(gold: str, tree: Node, value: Fraction) -> str:
    """The value with the sign or unit the gold has, so that only the value is wrong."""
    text = f"({value})" if value.denominator > 1 and isinstance(tree, Percent | Quantity) else value
    if isinstance(tree, Percent):
        return f"{text}%"
    if isinstance(tree, Quantity):
        return f"${text}" if "$" in gold else f"{text} {tree.unit}"
    return str(value)


def _in_base(digits: str, base: int) -> Iterator[tuple[str, str]]:
    for place, digit in enumerate(digits[:8]):
        for step in (1, 2):
            other = "0123456789abcdefghijklmnopqrstuvwxyz"[(int(digit, 36) + step) % base]
            yield f"{digits[:place]}{other}{digits[place + 1 :]}_{base}", "one digit is wrong"
    for other_base in (*range(base - 2, base + 8), 10):
        if other_base > max(int(digit, 36) for digit in digits):
            yield f"{digits}_{other_base}", "the base is wrong"
    yield f"{digits}0_{base}", "one digit too many"
    yield f"{digits}1_{base}", "one digit too many"
    yield f"1{digits}_{base}", "one digit too many"
    yield f"{digits[:-1]}_{base}", "the last digit is lost"
    yield f"{digits[::-1]}_{base}", "the digits are read backwards"
    for place in range(min(len(digits) - 1, 6)):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        yield f"{swapped}_{base}", "two digits are swapped"
    yield str(int(digits, base)), "not in the base"


def _in_structure(gold: str) -> Iterator[tuple[str, str]]:
    for relation, others in _RELATIONS.items():
        if relation in gold:
            yield from ((gold.replace(relation, other, 1), "the relation") for other in others)
            break
    for found in _SIGNS.finditer(gold):
        other = "-" if found[1] == "+" else "+"
        yield f"{gold[: found.start()]} {other} {gold[found.end() :]}", "a sign is wrong"
    inner = gold.strip("()[]{}")
    parts = [part.strip() for part in inner.split(",")]
    if len(parts) > 1:
        opening, closing = gold.partition(inner)[::2]
        for place in range(len(parts)):
            left = parts[:place] + parts[place + 1 :]
            yield f"{opening}{', '.join(left)}{closing}", "one part is missing"
        yield f"{opening}{', '.join([*parts, '0'])}{closing}", "one part too many"
        if opening:
            yield f"{opening}{', '.join(reversed(parts))}{closing}", "the order is wrong"
    if not any(one in gold for one in ",<>="):
        for edit in ("+ 1", "- 1", "* 2", "/ 2", "* 10", "/ 10", "* 3", "+ 10", "* pi"):
            yield f"({gold}) {edit}", "one step too many"
        yield f"-({gold})", "the sign is lost"
        yield f"1/({gold})", "upside down"
        yield f"({gold})^2", "squared"


def _in_numbers(gold: str) -> Iterator[tuple[str, str]]:
    for found in _NUMBER.finditer(gold):
        before, after = gold[: found.start()], gold[found.end() :]
        value = Fraction(found[0])
        near = (value + step for step in (1, -1, 2, -2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 50))
        for other in (*near, value * 10, value * 2, value * 3):
            if other >= 0 and (found[0].isdigit() or "/" not in gold):
                yield f"{before}{_decimal(other)}{after}", "a number is wrong"
        if found[0].isdigit():
            for place in range(min(3, len(found[0]))):
                other_digit = (int(found[0][place]) + 3) % 10
                digits = f"{found[0][:place]}{other_digit}{found[0][place + 1 :]}"
                yield f"{before}{digits}{after}", "one digit is wrong"
        if len(found[0]) > 1 and found[0].isdigit():
            yield f"{before}{found[0][1]}{found[0][0]}{found[0][2:]}{after}", "digits are swapped"
        signed = before.rstrip().endswith(("-", "+", "^", "_")) or before[-1:].isalnum()
        if not signed and value:
            yield f"{before}(-{found[0]}){after}", "a sign is wrong"


def _decimal(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"({value})"
