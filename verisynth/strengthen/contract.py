"""What a whole input must look like: a rule for each path, and how the arguments belong together.

Learnt from the inputs that the problem's own tests use. A relation counts when it held in all of
them and they are enough for that to be no accident.
"""

from __future__ import annotations

import itertools
import math
import re
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from verisynth.strengthen.evidence import Evidence
from verisynth.strengthen.inputs import Input
from verisynth.strengthen.rules import SEPARATORS, Rule, is_argument, rule_of

ENOUGH_EXAMPLES = 3
LARGEST_TESTED = 10**9
"""Of numbers asked whether they are prime."""
ENOUGH_TO_EXCUSE = 6
"""Examples of a relation before tests are excused for never leaving it: by accident all of so few
hold it once in sixty times."""

Relation = Callable[[object, object], bool | None]
"""Whether two arguments stand in it; None where it says nothing about them."""


@dataclass(frozen=True, slots=True)
class Contract:
    """Decides which inputs may be asked."""

    rules: dict[str, Rule]
    forms: frozenset[tuple[int, tuple[str, ...]]]
    """Numbers of arguments with names of keywords."""
    relations: tuple[tuple[str, str, str], ...] = ()
    """First argument, second argument, name of the relation."""
    whole: tuple[tuple[str, str], ...] = ()
    """Argument and name of a property of it."""

    def allows(self, one: Input) -> bool:
        """Whether the input is one that the problem promises to answer."""
        if not one.small or form_of(one) not in self.forms:
            return False
        for part in one.parts:
            rule = self.rules.get(part.path)
            if rule is None or not rule.allows(part.value):
                return False
        named = dict(one.named())
        return all(
            _RELATIONS[name](named[a], named[b]) is not False
            for a, b, name in self.relations
            if a in named and b in named
        ) and all(_WHOLE[name](named[a]) is not False for a, name in self.whole if a in named)


def contract_of(
    examples: Sequence[Input], evidence: Evidence, *, enough: int = ENOUGH_EXAMPLES
) -> Contract:
    """The contract that the examples and the evidence suggest.

    ``enough`` examples must show how two arguments belong together.
    """
    seen: dict[str, list[object]] = {}
    for one in examples:
        for part in one.parts:
            seen.setdefault(part.path, []).append(part.value)
    rules = {
        path: rule_of(path, found, _hint(path, evidence), _named(path, evidence))
        for path, found in seen.items()
    }
    arguments = [dict(one.named()) for one in examples]
    names = sorted(set(itertools.chain.from_iterable(arguments)))
    return Contract(
        rules=rules,
        forms=frozenset(map(form_of, examples)),
        relations=tuple(
            (a, b, name)
            for a, b in itertools.permutations(names, 2)
            for name, relation in _RELATIONS.items()
            if _relates(
                [relation(one[a], one[b]) for one in arguments if a in one and b in one],
                enough,
                said=name == "same size" and evidence.same_sizes,
            )
        ),
        whole=tuple(
            (a, name)
            for a in names
            for name, test in _WHOLE.items()
            if _holds([test(one[a]) for one in arguments if a in one], enough - 1)
            and _is_said(name, evidence)
        ),
    )


def mended(contract: Contract, one: Input) -> Input:
    """The input with sizes made to fit: a number that is a size counted again, lists cut."""
    named = dict(one.named())
    for a, b, name in contract.relations:
        if a in named and b in named and _RELATIONS[name](named[a], named[b]) is False:
            named[a], named[b] = _MENDED.get(name, _as_they_are)(named[a], named[b])
    arguments = tuple(named[str(index)] for index in range(len(one.arguments)))
    return Input(arguments, {key: named[key] for key in one.keywords})


def widened(contract: Contract) -> Contract | None:
    """The contract with digits, spaces and punctuation in texts; None if that changes nothing."""
    more = string.digits + SEPARATORS
    rules = {
        path: replace(rule, texts=replace(rule.texts, characters=rule.texts.characters + more))
        for path, rule in contract.rules.items()
        if rule.texts is not None and rule.texts.open
    }
    return replace(contract, rules=contract.rules | rules) if rules else None


def form_of(one: Input) -> tuple[int, tuple[str, ...]]:
    """How many arguments, and which keywords."""
    return len(one.arguments), tuple(sorted(one.keywords))


def _relates(found: Sequence[bool | None], enough: int, *, said: bool) -> bool:
    """Whether all examples show it; where the prose says so, most of them."""
    told = [one for one in found if one is not None]
    return _holds(found, enough) or (said and 2 * sum(told) > len(told))


def _holds(found: Sequence[bool | None], enough: int) -> bool:
    told = [one for one in found if one is not None]
    return len(told) >= enough and all(told)


def _parameter(path: str, evidence: Evidence) -> str:
    first = path
    for mark in "[({":
        first = first.partition(mark)[0]
    if not first.isdecimal():
        return first
    index = int(first)
    return evidence.parameters[index] if index < len(evidence.parameters) else ""


def _hint(path: str, evidence: Evidence) -> str:
    return evidence.hints.get(_parameter(path, evidence), "")


def _named(path: str, evidence: Evidence) -> Evidence:
    """The evidence with what is compared listed under the path."""
    name = _parameter(path, evidence)
    return replace(
        evidence,
        compared={path: evidence.compared.get(name, ())},
        guarded={path: evidence.guarded.get(name, ())},
        empty=frozenset(
            {path}
            if is_argument(path) and (name in evidence.empty or evidence.answers_empty)
            else ()
        ),
    )


def _sized(value: object) -> bool:
    return isinstance(value, list | str | tuple | dict)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same_size(a: object, b: object) -> bool | None:
    if not (_sized(a) and _sized(b)) or type(a) is not type(b) or (not a and not b):
        return None
    return len(a) == len(b)  # type: ignore[arg-type]


def _one_longer(a: object, b: object) -> bool | None:
    if not (_sized(a) and _sized(b)) or type(a) is not type(b):
        return None
    return len(b) == len(a) + 1  # type: ignore[arg-type]


def _size(a: object, b: object) -> bool | None:
    if type(a) is not int or not isinstance(b, list | str | tuple):
        return None
    return a == len(b)


def _not_above_size(a: object, b: object) -> bool | None:
    if type(a) is not int or not isinstance(b, list | str):
        return None
    return a <= len(b)


def _below_size(a: object, b: object) -> bool | None:
    if type(a) is not int or not isinstance(b, list | str):
        return None
    return 0 <= a < len(b)


def _not_above(a: object, b: object) -> bool | None:
    return a <= b if _is_number(a) and _is_number(b) else None  # type: ignore[operator]


def _within(a: object, b: object) -> bool | None:
    if isinstance(a, str) and isinstance(b, str):
        return a in b
    if isinstance(b, list) or (isinstance(b, dict) and isinstance(a, int | float | str)):
        return a in b
    return None


_RELATIONS: dict[str, Relation] = {
    "same size": _same_size,
    "one shorter than": _one_longer,
    "size of": _size,
    "not above size of": _not_above_size,
    "below size of": _below_size,
    "not above": _not_above,
    "within": _within,
}


def _as_they_are(a: Any, b: Any) -> tuple[Any, Any]:
    return a, b


_MENDED: dict[str, Callable[[Any, Any], tuple[Any, Any]]] = {
    "same size": lambda a, b: (a[: len(b)], b[: len(a)]) if _sliced(a, b) else (a, b),
    "one shorter than": lambda a, b: (
        (a[: max(0, len(b) - 1)], b[: len(a) + 1]) if _sliced(a, b) else (a, b)
    ),
    "size of": lambda a, b: (len(b), b),
}


def _sliced(a: object, b: object) -> bool:
    return isinstance(a, list | str | tuple) and isinstance(b, list | str | tuple)


def _rows(value: object) -> list[list[object]] | None:
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        return value
    return None


def _square(value: object) -> bool | None:
    rows = _rows(value)
    return None if rows is None else all(len(row) == len(rows) for row in rows)


def _permutation(value: object) -> bool | None:
    rows = _rows(value)
    items = list(itertools.chain.from_iterable(rows)) if rows is not None else value
    if not isinstance(items, list) or len(items) < 2 or not all(type(x) is int for x in items):
        return None
    start = min(items)
    return start in (0, 1) and sorted(items) == list(range(start, start + len(items)))


def _prime(value: object) -> bool | None:
    if type(value) is not int or value > LARGEST_TESTED:
        return None
    return value > 1 and all(value % divisor for divisor in range(2, math.isqrt(value) + 1))


def _composite(value: object) -> bool | None:
    prime = _prime(value)
    return None if prime is None else not prime


_WHOLE: dict[str, Callable[[object], bool | None]] = {
    "square": _square,
    "permutation": _permutation,
    "prime": _prime,
    "composite": _composite,
}
_SAID = {"prime": r"\bprime", "composite": r"\b(composite|(not|n't|non)[ -](\w+ )?prime)"}
"""What the prose must say as well, for a property that few examples have by accident."""


def _is_said(name: str, evidence: Evidence) -> bool:
    return bool(re.search(_SAID.get(name, ""), evidence.prose))
