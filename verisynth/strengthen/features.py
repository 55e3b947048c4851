"""What is notable about an input and its outcome, in words to be covered once each."""

from __future__ import annotations

from collections.abc import Iterator

from verisynth.strengthen.inputs import Input
from verisynth.strengthen.rules import is_distinct, is_ordinary, is_sorted

_SIZES = (0, 1, 2, 3, 5, 8, 12, 20, 40)


def features_of(one: Input, outcome: str) -> frozenset[str]:
    """The features, each named with the place it was seen at."""
    found = {f"{path}: {text}" for path, value in one.named() for text in _about(value)}
    for part in one.parts:
        if "[" in part.path or "{" in part.path or "(" in part.path:
            found |= {f"{part.path}: {text}" for text in _about(part.value)}
    found |= {f"result: {outcome[:1]}", f"result: {outcome}"}
    return frozenset(found)


def _about(value: object) -> Iterator[str]:
    match value:
        case bool() | None:
            yield repr(value)
        case int() | float():
            yield from _about_number(value)
        case str():
            yield from _about_text(value)
        case list() | tuple():
            yield from _about_items(list(value))
        case dict() | set() | frozenset():
            yield f"size {_bucket(len(value))}"


def _about_number(value: float) -> Iterator[str]:
    if not is_ordinary(value):
        yield "no ordinary number"
        return
    yield f"sign {(value > 0) - (value < 0)} magnitude {int(abs(value)).bit_length() // 3}"
    if isinstance(value, float):
        yield "whole float" if value.is_integer() else "fraction"
    else:
        yield f"rest {value % 2} {value % 3}"
    if abs(value) <= 12 and value == int(value):
        yield f"value {int(value)}"


def _about_text(value: str) -> Iterator[str]:
    yield f"length {_bucket(len(value))}"
    if len(value) > 1:
        yield from ("palindrome",) if value == value[::-1] else ()
        yield from ("one letter",) if len(set(value)) == 1 else ()
        yield "letters differ" if len(set(value)) == len(value) else "a letter twice"
        yield from ("sorted",) if list(value) == sorted(value) else ()
    kinds = ("isupper", "islower", "isdigit", "isalpha", "isspace")
    yield from (kind for kind in kinds if getattr(value, kind)())
    yield from ("mixed case",) if value.lower() != value != value.upper() else ()
    yield f"spaces {min(value.count(' '), 3)}"
    yield from ("two spaces",) if "  " in value else ()
    yield from ("space at an end",) if value != value.strip() else ()


def _about_items(items: list[object]) -> Iterator[str]:
    yield f"size {_bucket(len(items))}"
    if len(items) > 1:
        yield "distinct" if is_distinct(items) else "an item twice"
        yield from ("ascending",) if is_sorted(items) else ()
        yield from ("descending",) if is_sorted(items[::-1]) else ()
        yield from ("palindrome",) if items == items[::-1] else ()
        yield from ("all equal",) if all(item == items[0] for item in items) else ()
    numbers = [item for item in items if type(item) in (int, float)]
    if numbers:
        yield f"least {_sign(min(numbers))} most {_sign(max(numbers))}"  # type: ignore[type-var, arg-type]
        yield f"zero {0 in numbers}"
        if len(numbers) > 1:
            twice = [numbers.count(edge) > 1 for edge in (max(numbers), min(numbers))]  # type: ignore[type-var]
            yield f"extremes twice {twice}"


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _bucket(size: int) -> int:
    return max(edge for edge in _SIZES if edge <= size)
