"""What a whole input must look like: a rule for each path, and how the arguments belong together.

Learnt from the inputs that the problem's own tests use. A relation counts when it held in all of
them and they are enough for that to be no accident.
"""

from __future__ import annotations

import itertools
import math
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from verisynth.strengthen.evidence import Evidence
from verisynth.strengthen.inputs import Input
from verisynth.strengthen.records import closed, is_acyclic, is_closed, records_of
from verisynth.strengthen.rules import (
    FEW,
    SEPARATORS,
    Numbers,
    Rule,
    ascending,
    is_argument,
    rule_of,
)
from verisynth.strengthen.shapes import shaped

ENOUGH_EXAMPLES = 3
ENOUGH_NAMED = 2
"""Examples of starts before ends, where the parameters' names say the same."""
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
    records: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Where dicts are records, and the keys of those."""

    def allows(self, one: Input) -> bool:
        """Whether the input is one that the problem promises to answer."""
        if not one.small or form_of(one) not in self.forms:
            return False
        for part in one.parts_within(self.records):
            keys = self.records.get(part.path)
            if keys and isinstance(part.value, dict) and keys != set(part.value):
                return False
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
    records = records_of(examples)
    for one in examples:
        for part in one.parts_within(records):
            seen.setdefault(part.path, []).append(part.value)
    rules = {
        path: rule_of(path, found, _hint(path, evidence), _named(path, evidence))
        for path, found in seen.items()
    }
    arguments = [dict(one.named()) for one in examples]
    names = sorted(set(itertools.chain.from_iterable(arguments)))
    return Contract(
        rules=_within_range(_pooled(rules, evidence)),
        records=records,
        forms=frozenset(map(form_of, examples)),
        relations=tuple(
            (a, b, name)
            for a, b in itertools.permutations(names, 2)
            for name, relation in _RELATIONS.items()
            if (name != "before" or _is_pair(_parameter(a, evidence), _parameter(b, evidence)))
            and _relates(
                [relation(one[a], one[b]) for one in arguments if a in one and b in one],
                ENOUGH_NAMED
                if _is_pair(_parameter(a, evidence), _parameter(b, evidence))
                else enough,
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
    for a, name in contract.whole:
        if a in named and name in _WHOLE_MENDED:
            named[a] = _WHOLE_MENDED[name](named[a])
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


def _before(a: object, b: object) -> bool | None:
    """Texts of one length with digits, such as dates, in order; said of starts and ends only."""
    if not (isinstance(a, str) and isinstance(b, str)) or len(a) != len(b):
        return None
    return a <= b if any(one.isdigit() for one in a) else None


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
    "before": _before,
}
_PAIRS = (
    *(("start", "end"), ("start", "stop"), ("begin", "end"), ("first", "last"), ("from", "to")),
    *(("low", "high"), ("lo", "hi"), ("lower", "upper"), ("min", "max"), ("minimum", "maximum")),
    *(("left", "right"), ("l", "r")),
)


def _is_pair(a: str, b: str) -> bool:
    """Whether the names say that one number starts what the other ends: ``min_x`` and ``max_x``."""
    words, others = a.lower().split("_"), b.lower().split("_")
    changed = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    return len(words) == len(others) and len(changed) == 1 and changed[0] in _PAIRS


def _pooled(rules: dict[str, Rule], evidence: Evidence) -> dict[str, Rule]:
    """The rules, where arguments that show too little alone show it together.

    ``('1/2', '1/3')`` three times is six fractions, if few differ in either argument.
    """
    whole = {path: rule for path, rule in rules.items() if is_argument(path)}
    seen = [value for rule in whole.values() for value in rule.seen]
    shape, formats = shaped([value for value in seen if isinstance(value, str)])
    spans = [value for value in seen if isinstance(value, list | tuple)]
    level = ascending(spans, evidence, or_equal=True) if all(len(s) == 2 for s in spans) else ()
    strict = () if evidence.or_equal or not level else ascending(spans, evidence, or_equal=False)
    found = dict(rules)
    for path, rule in whole.items():
        if len(rule.seen) >= ENOUGH_EXAMPLES:
            continue
        if rule.texts is not None and not rule.texts.number:
            rule = replace(rule, texts=replace(rule.texts, shape=shape, formats=formats))
        if rule.kinds <= {list, tuple}:
            rule = replace(rule, ascending=strict, level=level)
        found[path] = rule
    return found


def _within_range(rules: dict[str, Rule]) -> dict[str, Rule]:
    """The rules, where lists of one size hold a whole range of numbers: they know no others.

    Five dice show one to six. Lists of any size are runs of numbers, and end wherever they end.
    """
    found = dict(rules)
    for path, rule in rules.items():
        item = rules.get(path + "[]")
        if rule.sizes is None or rule.sizes.low != rule.sizes.high or item is None:
            continue
        numbers = {one for one in item.seen if type(one) is int}
        known = item.kinds == {int} and len(numbers) >= FEW and min(numbers) in (0, 1)
        if (
            known
            and item.numbers is not None
            and numbers == set(range(min(numbers), max(numbers) + 1))
        ):
            limits = Numbers(low=min(numbers), high=max(numbers), bounded=True)
            found[path + "[]"] = replace(item, numbers=limits)
    return found


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
    "closed": is_closed,
    "acyclic": is_acyclic,
}
_WHOLE_MENDED = {"closed": closed}
_SAID = {
    "acyclic": r"\b(acyclic|dags?|topological|no cycles?)\b",
    "prime": r"\bprime",
    "composite": r"\b(composite|(not|n't|non)[ -](\w+ )?prime)",
}
"""What the prose must say as well, for a property that few examples have by accident."""


def _is_said(name: str, evidence: Evidence) -> bool:
    return bool(re.search(_SAID.get(name, ""), evidence.prose))
