"""Well-known formats that all texts seen at a place have: dates, times, addresses, Roman numerals.

A format counts when every text seen has it, so a problem that is given texts of broken form, to
tell the two apart, has none. A text of one format never stops having it: the 30th of February is
what no problem about dates promised to answer.
"""

from __future__ import annotations

import ipaddress
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

ENOUGH_TEXTS = 3
_ORDERS = (("%Y", "%m", "%d"), ("%d", "%m", "%Y"), ("%m", "%d", "%Y"))
_DATES = tuple(sign.join(order) for order in _ORDERS for sign in "-/.")
_TIMES = (
    "%H:%M",
    "%H:%M:%S",
    "%M:%S",
    "%I:%M %p",
    "%I:%M%p",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
)
_CALENDAR = {"%d": (1, 31), "%m": (1, 12), "%Y": (1900, 2099)}
_ROMAN = re.compile("M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_NUMERALS = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
LARGEST_ROMAN = 3999


@dataclass(frozen=True, slots=True)
class Format:
    """One format: whether a text has it."""

    name: str
    matches: Callable[[str], bool]

    @property
    def complete(self) -> bool:
        """Whether it says all there is to say, whichever fields the examples happen to share."""
        return not self.name.startswith("%")

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """For a date, what each of its numbers may be; else nothing.

        Day and month are the calendar's, whichever the examples show. Hours are not: a shop may
        be closed at night.
        """
        return tuple(_CALENDAR[one] for one in re.findall("%.", self.name) if self.name in _DATES)


def formats_of(texts: Sequence[str]) -> tuple[Format, ...]:
    """The formats that all texts have, if at least three differ."""
    if len(set(texts)) < ENOUGH_TEXTS:
        return ()
    return tuple(one for one in _FORMATS if all(map(one.matches, texts)))


def draw_roman(like: str, rng: random.Random) -> str:
    """A Roman numeral in the case of the one given."""
    number, text = rng.choice((rng.randint(1, 20), rng.randint(1, LARGEST_ROMAN))), ""
    for value, letters in _NUMERALS:
        text += letters * (number // value)
        number %= value
    return text.lower() if like.islower() else text


def _is_time(form: str) -> Callable[[str], bool]:
    def matches(text: str) -> bool:
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 - only whether it reads is asked
        except ValueError:
            return False
        return True

    return matches


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _is_roman(text: str) -> bool:
    one_case = text in (text.upper(), text.lower())
    return bool(text) and one_case and _ROMAN.fullmatch(text.upper()) is not None


ROMAN = Format("roman", _is_roman)
_FORMATS = (
    *(Format(form, _is_time(form)) for form in (*_DATES, *_TIMES)),
    Format("address", _is_address),
    ROMAN,
)
