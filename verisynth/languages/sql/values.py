"""Values around the constants of a query: the constant, its neighbours, and near misses."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from verisynth.languages.sql.plan import Value
from verisynth.languages.sql.schema import Kind

_DATE = re.compile(r"^(\d{4})-(\d\d)-(\d\d)([ T]\d\d:\d\d(:\d\d)?)?$")
_MAX_TEXT = 200


def around(value: Value) -> tuple[Value, ...]:
    """The value first, then those next to it."""
    if isinstance(value, bool):
        return (int(value), 1 - int(value))
    if isinstance(value, int):
        return (value, value - 1, value + 1, value + 10)
    if isinstance(value, float):
        step = 1.0 if abs(value) >= 2 else 0.1
        return (value, round(value - step, 6), round(value + step, 6))
    if isinstance(value, str):
        return _around_text(value[:_MAX_TEXT])
    return (None,)


def _around_text(text: str) -> tuple[Value, ...]:
    if _DATE.match(text):
        return (text, *neighbouring_dates(text))
    number = as_number(text)
    if number is not None:
        return (text, *(str(one) for one in around(number)[1:]))
    found = [text, text.swapcase(), text + "x", text[:-1], "x" + text, text.replace(" ", "", 1)]
    return tuple(dict.fromkeys(one for one in found if one or not text))


def neighbouring_dates(text: str) -> tuple[str, ...]:
    """The day before and after, the same day a year on, and another time of the same day."""
    match = _DATE.match(text)
    if match is None:
        return ()
    rest = match.group(4) or ""
    try:
        day = datetime.date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
        days = [day - datetime.timedelta(1), day + datetime.timedelta(1)]
        # The last day of February has no anniversary.
        later = day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)
        days += [later, day - datetime.timedelta(31)]
    except (ValueError, OverflowError):
        return ()
    near = [one.isoformat() + rest for one in days]
    if rest:
        near.append(f"{day.isoformat()} 23:59:59")
    return tuple(near)


def as_number(text: str) -> int | float | None:
    """The number a text spells, as a column with numeric affinity would store it."""
    if not re.fullmatch(r"\s*[-+]?\d{1,18}(\.\d{1,12})?\s*", text):
        return None
    return float(text) if "." in text else int(text)


def like_matches(pattern: str, value: Value, *, fold: bool) -> bool:
    """Whether ``value LIKE pattern``; bounded, because the pattern is a model's."""
    text = value if isinstance(value, str) else str(value)
    if fold:
        text, pattern = text.lower(), pattern.lower()
    if len(text) * len(pattern) > 20_000:
        return False
    # One row of the table of "this much of the pattern fits that much of the text".
    fits = [True] + [False] * len(text)
    for sign in pattern:
        if sign == "%":
            for at in range(len(text)):
                fits[at + 1] = fits[at + 1] or fits[at]
        else:
            previous, fits = fits, [False] * (len(text) + 1)
            for at, letter in enumerate(text):
                fits[at + 1] = previous[at] and sign in ("_", letter)
    return fits[-1]


def like_samples(pattern: str) -> tuple[str, ...]:
    """Texts that match a pattern and texts that nearly do."""
    pattern = pattern[:_MAX_TEXT]
    bare = pattern.replace("%", "").replace("_", "u")
    single = pattern.replace("_", "u")
    spread = single.replace("%", "mm")
    found = [bare, spread, single.replace("%", " v "), "z" + bare, bare + "z", "z" + bare + "z"]
    found += [bare.swapcase(), bare[:-1], bare[1:], pattern.replace("_", "").replace("%", "")]
    if len(bare) > 2:
        found.append(bare[: len(bare) // 2] + "q" + bare[len(bare) // 2 :])
    found += [pattern, pattern.replace("_", "uu").replace("%", "")]
    return tuple(dict.fromkeys(found))


_INTEGERS = (1, 2, 3, 0, 4, 5, 7, 10, 12, 20, 6, 8, 9, 15, 30, 50, 100, -1, 25, 40)
_REALS = (1.5, 2.0, 0.5, 3.25, 0.0, 10.0, 7.5, 2.5, 100.0, 4.75, -1.5, 20.5, 12.25, 50.0)
_TEXTS = (
    "a", "b", "c", "B", "d", "Ann", "Bob", "x y", "e", "f", "Zed", "g", "ab", "h", "Oslo", "10",
    "9", "k", "m", "",
)  # fmt: skip
_DATES = (
    "2020-01-01", "2020-01-02", "2019-12-31", "2021-06-15", "2020-02-29", "2018-03-10",
    "2020-07-04", "2019-06-15", "2021-01-31", "2022-11-05", "2017-08-20", "2020-01-31",
)  # fmt: skip
_TIMES = ("08:00:00", "09:30:00", "12:00:00", "17:45:00", "00:00:00", "23:59:59", "08:00:01")


def ordinary(kind: Kind) -> Sequence[Value]:
    """Values for a column no constant speaks about, the most useful first."""
    match kind:
        case Kind.INTEGER:
            return _INTEGERS
        case Kind.REAL:
            return _REALS
        case Kind.DATE:
            return _DATES
        case Kind.MOMENT:
            return tuple(f"{day} {_TIMES[at % 7]}" for at, day in enumerate(_DATES))
        case Kind.TIME:
            return _TIMES
        case Kind.BOOLEAN:
            return (1, 0)
        case Kind.TEXT | Kind.OTHER:
            return _TEXTS


def fresh(kind: Kind, number: int) -> Value:
    """The value of a key that no row has yet; ``number`` counts up."""
    match kind:
        case Kind.INTEGER | Kind.REAL | Kind.BOOLEAN:
            return number
        case Kind.DATE:
            return (datetime.date(2015, 1, 1) + datetime.timedelta(number * 11)).isoformat()
        case Kind.MOMENT:
            day = datetime.date(2015, 1, 1) + datetime.timedelta(number * 11)
            return f"{day.isoformat()} {_TIMES[number % 7]}"
        case Kind.TIME:
            return f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
        case Kind.TEXT | Kind.OTHER:
            return f"k{number}"


def fitting(value: Value, kind: Kind, length: int | None = None, *, strict: bool) -> Value:
    """The value as a column of this kind stores it, so that comparisons here are the engine's.

    A ``strict`` engine holds nothing but values of the kind: others become NULL. SQLite stores
    what it cannot convert as it is, and queries over such columns are written for that.
    """
    if value is None:
        return None
    match kind:
        case Kind.INTEGER | Kind.REAL | Kind.BOOLEAN:
            return _numeric(value, kind, strict=strict)
        case Kind.DATE | Kind.MOMENT | Kind.TIME:
            return _temporal(str(value), kind) if strict else value
        case Kind.TEXT | Kind.OTHER:
            # A whole number refers to the same row whether its column is INTEGER or REAL.
            whole = isinstance(value, float) and value.is_integer()
            text = str(int(value)) if whole else str(value)
            return text[:length] if length else text


def _numeric(value: Value, kind: Kind, *, strict: bool) -> Value:
    number = as_number(value) if isinstance(value, str) else value
    if number is None:
        return None if strict else value
    if kind is Kind.BOOLEAN:
        return int(bool(number)) if strict else value
    if abs(number) > 1e15:
        return None
    return int(number) if kind is Kind.INTEGER else float(number)


def _temporal(text: str, kind: Kind) -> Value:
    if kind is Kind.TIME:
        return text if re.fullmatch(r"\d\d:\d\d(:\d\d)?", text) else None
    if _DATE.match(text) is None:
        return None
    try:
        day = datetime.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None
    if kind is Kind.DATE:
        return day
    return text if len(text) > 10 else f"{day} 00:00:00"
