"""Numbers and texts that tend to tell programs apart, and small changes of given ones."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from typing import NamedTuple

from verisynth.strengthen.formats import ROMAN, draw_roman
from verisynth.strengthen.rules import NUMBER, Numbers, Texts
from verisynth.strengthen.shapes import vary_shaped

TELLING = (
    0, 1, -1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 20, 21, 24, 25, 27, 30, 31, 32,
    33, 36, 49, 50, 60, 64, 77, 81, 97, 99, 100, 101, 120, 121, 125, 127, 128, 144, 169, 210, 243,
    255, 256, 289, 343, 360, 361, 500, 512, 529, 961, 997, 999, 1000, 1001, 1009, 1023, 1024, 1331,
    2048, 2310, 4096, 7919, 9999, 10000, 10201, 12321, 65536, 99991, 100000, 123456, 999983,
    1000000, 1018081, 1234321, 10**7, 10**9,
)  # fmt: skip
"""Squares, cubes, primes, their products, powers, palindromes, and neighbours of round numbers."""

SMALL = range(13)
MAX_NUMBER = 10**12
BESIDE = 1 / 1024
"""How far from a number a float beside it is: arithmetic on it is still exact."""


def draw_integer(rule: Numbers, near: list[float], rng: random.Random) -> int:
    """An integer the rule allows, or near to it; the caller checks."""
    if rule.closed:
        return int(rng.choice(rule.closed))
    choice = rng.random()
    if choice < 0.25 and near:
        return int(rng.choice(near)) + rng.choice((-1, 0, 0, 1))
    if choice < 0.4 and rule.extra:
        return int(rng.choice(rule.extra))
    if choice < 0.65:
        fitting = [one for one in TELLING if rule.low <= one <= rule.high]
        if fitting:
            return rng.choice(fitting)
    low, high = int(rule.low), max(int(rule.high), int(rule.low))
    if choice < 0.8:
        high = min(high, max(10, low + 10))
    return rng.randint(low, max(low, high))


def draw_float(rule: Numbers, near: list[float], rng: random.Random) -> float:
    """A float of few digits; often a binary fraction, whose arithmetic is exact."""
    if rule.closed:
        return rng.choice(rule.closed)
    choice = rng.random()
    if choice < 0.3 and near:
        steps = (0.0, 0.0, 0.5, -0.5, 1.0, -1.0, 0.25, BESIDE, -BESIDE)
        return float(rng.choice(near)) + rng.choice(steps)
    whole = float(draw_integer(rule, near, rng))
    if choice < 0.5:
        return whole
    if choice < 0.75:
        return whole + rng.choice((0.5, 0.25, 0.75, 0.125, -0.5))
    return round(whole + rng.random(), rng.choice((1, 1, 2, 3)))


def vary_integer(value: int, rule: Numbers, near: list[float], rng: random.Random) -> int:
    """A neighbour, a multiple, or the digits changed."""
    match rng.randrange(9):
        case 0 | 1:
            return value + rng.choice((-1, 1))
        case 2:
            return value + rng.randint(-10, 10)
        case 3:
            return -value if rule.low < 0 else value * 2
        case 4:
            return value * rng.choice((2, 3, 10, value or 1))
        case 5:
            return value // rng.choice((2, 3, 10))
        case 6:
            digits = list(str(abs(value)))
            rng.shuffle(digits)
            return int("".join(digits))
        case 7:
            text = str(abs(value))
            return int(text + text[::-1][rng.randrange(2) :] or "0")
    return draw_integer(rule, near, rng)


def vary_float(value: float, rule: Numbers, near: list[float], rng: random.Random) -> float:
    """A neighbour, the whole or the fraction changed."""
    match rng.randrange(7):
        case 0:
            return value + rng.choice((-1.0, 1.0, 0.5, -0.5))
        case 1:
            return float(round(value))
        case 2:
            return round(value + rng.choice((-0.1, 0.1, 0.01, 0.001)), 6)
        case 3:
            return -value if rule.low < 0 else round(value * 2, 6)
        case 4:
            return round(value * rng.choice((10, 0.1, 3, 100)), 6)
    return draw_float(rule, near, rng)


def draw_text(rule: Texts, near: list[str], rng: random.Random) -> str:
    """A text the rule allows, or near to it; the caller checks."""
    if rule.formed:
        return _formed(rule, rng)
    if rule.apart:
        return " ".join(rng.choices(rule.characters.replace(" ", ""), k=rng.randint(1, 8)))
    if rule.vocabulary:
        return " ".join(rng.choice(rule.vocabulary) for _ in range(rng.choice((1, 1, 2, 3, 5, 8))))
    if rule.number == "int":
        return str(rng.choice(TELLING[:70]))
    if rule.balanced:
        return _brackets(rule, rng)
    size = rng.choice((1, 1, 2, 3, 4, 5, 6, 8, rule.high)) if rule.high > 1 else 1
    size = min(max(size, rule.low), rule.high)
    few = rng.sample(rule.characters, min(rng.choice((1, 2, 3, 30)), len(rule.characters)))
    text = "".join(rng.choice(few) for _ in range(size))
    match rng.randrange(5):
        case 0:
            return text + text[::-1][rng.randrange(2) :]
        case 1 if near:
            return rng.choice(near) + text
        case 2:
            return "".join(sorted(text))
    return text


def _formed(rule: Texts, rng: random.Random) -> str:
    if rule.closed:
        return rng.choice(rule.closed)
    if ROMAN in rule.formats:
        return draw_roman(rule.characters, rng)
    if rule.shape is not None:
        return rule.shape.draw(rng)
    if rule.mask:
        return "".join(_like(one, rng) for one in rule.mask)
    return "".join(_number(rng) if one == NUMBER else one for one in rule.form)


def _number(rng: random.Random) -> str:
    return str(rng.choice(TELLING[:70] if rng.random() < 0.5 else SMALL))


def _like(mark: str, rng: random.Random) -> str:
    alphabets = {"9": string.digits, "a": string.ascii_lowercase, "A": string.ascii_uppercase}
    return rng.choice(alphabets[mark]) if mark in alphabets else mark


def _brackets(rule: Texts, rng: random.Random) -> str:
    kinds = [pair for pair in ("()", "[]", "{}", "<>") if set(pair) <= set(rule.characters)]
    text = ""
    for _ in range(rng.choice((1, 2, 3, 4, 6))) if kinds else ():
        pair = rng.choice(kinds)
        text = rng.choice((pair[0] + text + pair[1], text + pair, pair + text))
        if " " in rule.characters and rng.random() < 0.2:
            text += " " + rng.choice(kinds)
    return text


def vary_text(value: str, rule: Texts, near: list[str], rng: random.Random) -> str:
    """The text with a small change, or put together anew from its own pieces."""
    if ROMAN in rule.formats or rule.closed:
        return draw_text(rule, near, rng)
    if rule.shape is not None:
        return vary_shaped(value, rule.shape, rng)
    if rule.mask or ((rule.number or rule.form) and rng.random() < 0.5):
        return _one_changed(value, rng)
    if rule.form:
        return draw_text(rule, near, rng)
    if rule.vocabulary or rule.apart or (" " in value and rng.random() < 0.4):
        return _words(value, rule, rng)
    if rng.random() < 0.1:
        return draw_text(rule, near, rng)
    start, end = sorted((rng.randint(0, len(value)), rng.randint(0, len(value))))
    return rng.choice(_TEXT_CHANGES)(value, _Cut(start, end, rule, near, rng))


class _Cut(NamedTuple):
    """Where and with what a text is changed."""

    start: int
    end: int
    rule: Texts
    near: list[str]
    rng: random.Random

    def character(self) -> str:
        """One that the rule allows."""
        return self.rng.choice(self.rule.characters or " ")

    def spaces(self) -> str:
        """One to three, where spaces are allowed."""
        return " " * self.rng.choice((1, 1, 2, 3)) if " " in self.rule.characters else ""


_TEXT_CHANGES: tuple[Callable[[str, _Cut], str], ...] = (
    lambda text, cut: text[: cut.start] + text[cut.end :],
    lambda text, cut: text[: cut.start] + cut.character() + text[cut.start :],
    lambda text, cut: text[: cut.start] + cut.character() + text[cut.start + 1 :],
    lambda text, cut: text[cut.start : cut.end],
    lambda text, cut: text[: cut.end] + text[cut.start :],
    lambda text, cut: text[::-1],
    lambda text, cut: text + text[::-1],
    lambda text, cut: text + (cut.rng.choice(cut.near) if cut.near else text),
    lambda text, cut: text.swapcase(),
    lambda text, cut: _case_of_one(text, cut.start),
    lambda text, cut: "".join(cut.rng.sample(text, len(text))),
    lambda text, cut: text[: cut.start] + cut.spaces() + text[cut.start :],
    lambda text, cut: "".join(sorted(text)),
    lambda text, cut: text[cut.start :] + text[: cut.start],
)


def _case_of_one(value: str, at: int) -> str:
    return value[:at] + value[at : at + 1].swapcase() + value[at + 1 :]


def _one_changed(value: str, rng: random.Random) -> str:
    if not value:
        return value
    at = rng.randrange(len(value))
    one = value[at]
    mark = "9" if one.isdigit() else "a" if one.islower() else "A" if one.isupper() else one
    return value[:at] + _like(mark, rng) + value[at + 1 :]


def _words(value: str, rule: Texts, rng: random.Random) -> str:
    words = value.split(" ")
    at = rng.randrange(len(words))
    match rng.randrange(7):
        case 0:
            words.pop(at)
        case 1:
            words.insert(at, words[rng.randrange(len(words))])
        case 2:
            rng.shuffle(words)
        case 3:
            words.sort()
        case 4 if rule.spacing:
            words.insert(at, "")
        case 5 if rule.vocabulary or rule.apart:
            words.insert(at, rng.choice(rule.vocabulary or rule.characters.strip()))
        case _:
            words = words + words[: at + 1]
    return " ".join(words)
