"""Roman numerals up to a limit, alone or with a number that follows."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    distinct,
    literal,
    several,
)

_BEFORE = ("", "", "(", "[", "Chapter ", "Vol. ", "§ ", "Nr. ", "Act ", "Part ", "Book ", "no. ")
_AFTER = ("", "", "", ".", ")", "]", ":", ";", " AD", ", p. 1")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")


_HUNDREDS = ("", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM")


def roman(value: int) -> str:
    """``value`` as a Roman numeral."""
    return (
        "M" * (value // 1000)
        + _HUNDREDS[value // 100 % 10]
        + _TENS[value // 10 % 10]
        + _ONES[value % 10]
    )


def roman_numeral(rng: random.Random, level: int) -> Draft:
    """Roman numerals up to a limit, alone or with a number that follows."""
    limit = rng.choice(((39, 89), (89, 399), (399, 3999, 899))[level])
    case = rng.choice((str.upper, str.lower))
    before, after = rng.choice(_BEFORE), rng.choice(_AFTER)
    ones = "(?:IX|IV|V?I{0,3})"
    tens = {39: "X{0,3}", 89: "(?:XL|L?X{0,3})"}.get(limit, "(?:XC|XL|L?X{0,3})")
    hundreds = {399: "C{0,3}", 899: "(?:CD|D?C{0,3})", 3999: "M{0,3}(?:CM|CD|D?C{0,3})"}.get(
        limit, ""
    )
    body = case(hundreds + tens + ones)
    look = case("(?=[MDCLXVI])")
    pattern = literal(before) + look + body + literal(after)
    valid = frozenset(case(roman(value)) for value in range(1, limit + 1))

    def accepts(text: str) -> bool:
        inside = text[len(before) : len(text) - len(after)] if after else text[len(before) :]
        return inside in valid and text == before + inside + after

    def made(text: str) -> str:
        return before + case(text) + after

    frame = (
        f' Around it stands exactly this: "{before}" before and "{after}" after.'
        if before and after
        else ""
    )
    frame = frame or (
        f' Before it stands exactly "{before}".'
        if before
        else f' After it stands exactly "{after}".'
        if after
        else ""
    )
    letters = "capital letters" if case is str.upper else "lower-case letters"
    return Draft(
        subject=f"a Roman numeral such as {made(roman(14))}",
        rules=(
            (
                "The numeral is in the usual subtractive notation (IV, IX, XL and so on, never"
                f" IIII), in {letters}, and its value is 1 to {limit}.{frame}"
            ),
        ),
        pattern=pattern,
        accepts=accepts,
        edges=distinct(
            made(roman(v))
            for v in (1, 3, 4, 5, 8, 9, 10, 19, 39, 40, 49, 90, 400, 899, 900, limit)
            if v <= limit
        ),
        typical=several(lambda: made(roman(rng.randint(1, limit)))),
        near=(
            made(""),
            *(
                made(t)
                for t in (
                    "IIII",
                    "VV",
                    "IC",
                    "IXI",
                    "VX",
                    "XXXX",
                    "IIV",
                    "IVI",
                    "VIV",
                    "XIIII",
                    "IL",
                )
            ),
            made(roman(limit + 1)),
            made(roman(limit) + "I"),
            made(roman(7)).swapcase(),
            made("A"),
            made("XM"),
            roman(3) + "x",
        ),
        wrong=(
            (literal(before) + body + literal(after), "accepts no numeral at all"),
            (
                literal(before) + case("[MDCLXVI]+") + literal(after),
                "accepts any order of the letters",
            ),
            (pattern.replace(case("I{0,3}"), case("I*")), "accepts four and more ones in a row"),
            (pattern.replace(case("IX|"), ""), "forgets nine"),
        ),
        parts=(
            (
                f"Each decimal place has its own group, such as {case(ones)} for the ones, and"
                " every group may be empty."
            ),
            f"The lookahead {look} therefore demands at least one letter.",
        ),
        alphabet="IVXLix1",
    )
