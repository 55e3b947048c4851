"""Makes inputs from inputs: one part changed, several changed, or a whole argument drawn anew.

The structure stays: a list stays a list of the same kind of items. Whether what comes out is
allowed is for the contract to say; here a proposal costs nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from verisynth.strengthen import scalars
from verisynth.strengthen.contract import Contract
from verisynth.strengthen.evidence import Evidence
from verisynth.strengthen.inputs import Input, children, field_of
from verisynth.strengthen.rules import Rule, is_argument, is_ordinary

MAX_STACKED = 4
FEW_NAMED = 20


@dataclass(frozen=True, slots=True)
class Proposer:
    """Proposes inputs like the given ones."""

    contract: Contract
    evidence: Evidence

    def propose(self, parents: Sequence[Input], rng: random.Random) -> Input:
        """One input: usually a parent with one to four changes, sometimes arguments drawn anew."""
        one = rng.choice(parents)
        if rng.random() < 0.2:
            return self._drawn(one, rng)
        if rng.random() < 0.15:
            one = self._crossed(one, rng.choice(parents), rng)
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3, MAX_STACKED))):
            one = self._varied(one, rng)
        return one

    def _drawn(self, one: Input, rng: random.Random) -> Input:
        arguments = tuple(
            self.draw(str(index), value, rng) if rng.random() < 0.7 else value
            for index, value in enumerate(one.arguments)
        )
        keywords = {name: self.draw(name, value, rng) for name, value in one.keywords.items()}
        return Input(arguments, keywords)

    def _crossed(self, one: Input, other: Input, rng: random.Random) -> Input:
        if len(one.arguments) != len(other.arguments):
            return one
        pairs = zip(one.arguments, other.arguments, strict=True)
        return Input(tuple(map(rng.choice, pairs)), one.keywords)

    def _varied(self, one: Input, rng: random.Random) -> Input:
        names = [name for name, _ in one.named()]
        if not names:
            return one
        name = rng.choice(names)
        value = dict(one.named())[name]
        changed = self.vary(name, value, rng)
        if name in one.keywords:
            return Input(one.arguments, {**one.keywords, name: changed})
        index = int(name)
        return Input((*one.arguments[:index], changed, *one.arguments[index + 1 :]), one.keywords)

    def vary(self, path: str, value: object, rng: random.Random) -> object:
        """The value with one part of it changed."""
        inner = list(children(value, record=path in self.contract.records))
        deeper = 0.9 if isinstance(value, tuple) else 0.5
        if inner and rng.random() < deeper:
            return self._vary_child(path, value, rng)
        rule = self.contract.rules.get(path)
        if rule is None:
            return value
        return self._changed(path, value, rule, rng)

    def _vary_child(self, path: str, value: object, rng: random.Random) -> object:
        match value:
            case list():
                at = rng.randrange(len(value))
                return [*value[:at], self.vary(path + "[]", value[at], rng), *value[at + 1 :]]
            case tuple():
                at = rng.randrange(len(value))
                changed = self.vary(f"{path}({at})", value[at], rng)
                return (*value[:at], changed, *value[at + 1 :])
            case set() | frozenset():
                items = sorted(value, key=repr)
                at = rng.randrange(len(items))
                items[at] = self.vary(path + "[]", items[at], rng)
                return type(value)(_hashable(items))
            case dict() if path in self.contract.records:
                name = rng.choice(list(value))
                return {**value, name: self.vary(path + field_of(name), value[name], rng)}
            case dict():
                pairs = list(value.items())
                at = rng.randrange(len(pairs))
                key, item = pairs[at]
                if rng.random() < 0.3:
                    pairs[at] = (self.vary(path + "{k}", key, rng), item)
                else:
                    pairs[at] = (key, self.vary(path + "{v}", item, rng))
                return dict(pairs)
        return value

    def _changed(self, path: str, value: object, rule: Rule, rng: random.Random) -> object:
        odd = isinstance(value, int | float) and not is_ordinary(value)
        if rule.seen and (odd or rng.random() < 0.12):
            return rng.choice(rule.seen)
        near = self._near(path, rule)
        match value:
            case bool():
                return not value
            case int() if rule.numbers and float in rule.kinds and rng.random() < 0.2:
                return scalars.draw_float(rule.numbers, near, rng)
            case int() if rule.numbers:
                return scalars.vary_integer(value, rule.numbers, near, rng)
            case float() if rule.numbers:
                return scalars.vary_float(value, rule.numbers, near, rng)
            case str() if rule.texts:
                seen = [one for one in rule.seen if isinstance(one, str)]
                return scalars.vary_text(value, rule.texts, self._texts(rule, seen), rng)
            case list():
                return self._vary_list(path, value, rng)
            case dict():
                return self._vary_dict(path, value, rng)
            case set() | frozenset():
                return type(value)(_hashable(self._vary_list(path, sorted(value, key=repr), rng)))
        return rng.choice(rule.seen) if rule.seen else value

    def _near(self, path: str, rule: Rule) -> list[float]:
        named = self.evidence.numbers if is_argument(path) else self.evidence.numbers[:FEW_NAMED]
        numbers = [one for one in (*rule.seen, *named) if isinstance(one, int | float)]
        return [one for one in numbers if is_ordinary(one)]

    def _texts(self, rule: Rule, seen: list[str]) -> list[str]:
        if rule.texts is None:
            return seen
        known = set(rule.texts.characters)
        return [*seen, *(one for one in self.evidence.texts if one and set(one) <= known)]

    def _vary_list(self, path: str, value: list[object], rng: random.Random) -> list[object]:
        items = list(value)
        if not items:
            return self._drawn_items(path, rng)
        at, other = rng.randrange(len(items)), rng.randrange(len(items))
        match rng.randrange(12):
            case 0:
                return self._drawn_items(path, rng)
            case 1 | 2:
                items.insert(at, self._item(path, items[at], rng))
                return items
            case 3 | 4:
                return _rearranged(items, rng)
        return rng.choice(_LIST_CHANGES)(items, at, other)

    def _item(self, path: str, like: object, rng: random.Random) -> object:
        return self.draw(path + "[]", like, rng)

    def _drawn_items(self, path: str, rng: random.Random) -> list[object]:
        rule, inner = self.contract.rules.get(path), self.contract.rules.get(path + "[]")
        if rule is None or rule.sizes is None or inner is None or not inner.seen:
            return []
        sizes = rule.sizes
        size = rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 8, sizes.high))
        size = min(max(size, sizes.low), sizes.high)
        items = [self._item(path, rng.choice(inner.seen), rng) for _ in range(size)]
        if rng.random() < 0.3:
            few = items[: max(1, size // 2)]
            items = [rng.choice(few) for _ in items]
        if sizes.sorted or rule.ascending or rule.level or rng.random() < 0.15:
            items = _ordered(items)
        return items

    def _vary_dict(self, path: str, value: dict[object, object], rng: random.Random) -> object:
        pairs = list(value.items())
        if path in self.contract.records:
            return {key: self.draw(path + field_of(key), item, rng) for key, item in pairs}
        match rng.randrange(5):
            case 0 if pairs:
                pairs.pop(rng.randrange(len(pairs)))
            case 1:
                rng.shuffle(pairs)
            case 2 if pairs:
                pairs = pairs[:1]
            case 3:
                pairs = []
            case _:
                keys, items = (self.contract.rules.get(path + step) for step in ("{k}", "{v}"))
                if keys and items and keys.seen and items.seen:
                    key = self.draw(path + "{k}", rng.choice(keys.seen), rng)
                    pairs.append((key, self.draw(path + "{v}", rng.choice(items.seen), rng)))
        return dict(pairs)

    def draw(self, path: str, like: object, rng: random.Random) -> object:
        """A value of the kind of ``like``, drawn anew."""
        rule = self.contract.rules.get(path)
        if rule is None:
            return like
        near = self._near(path, rule)
        match like:
            case bool():
                return rng.random() < 0.5
            case int() if rule.numbers:
                return scalars.draw_integer(rule.numbers, near, rng)
            case float() if rule.numbers:
                return scalars.draw_float(rule.numbers, near, rng)
            case str() if rule.texts:
                seen = [one for one in rule.seen if isinstance(one, str)]
                return scalars.draw_text(rule.texts, self._texts(rule, seen), rng)
            case list():
                return self._drawn_items(path, rng)
            case tuple():
                return tuple(
                    self.draw(f"{path}({index})", item, rng) for index, item in enumerate(like)
                )
            case dict():
                return self._vary_dict(path, like, rng)
            case set() | frozenset():
                return type(like)(_hashable(self._drawn_items(path, rng)))
        return like


_LIST_CHANGES: tuple[Callable[[list[object], int, int], list[object]], ...] = (
    lambda items, at, other: [*items[:at], *items[at + 1 :]],
    lambda items, at, other: [*items[:at], items[other], *items[at:]],
    lambda items, at, other: items[::-1],
    lambda items, at, other: items[min(at, other) : max(at, other) + 1],
    lambda items, at, other: items + items[: at + 1],
    lambda items, at, other: [items[at]] * (other + 1),
    lambda items, at, other: [items[at]],
    lambda items, at, other: [],
    lambda items, at, other: [*items[:at], items[other], *items[at + 1 :]],
)


def _hashable(items: Sequence[object]) -> list[object]:
    """Those that a set can hold: a list elsewhere may share its path with the set."""
    return [item for item in items if _is_hashable(item)]


def _is_hashable(item: object) -> bool:
    if isinstance(item, tuple):
        return all(map(_is_hashable, item))
    return not isinstance(item, list | dict | set)


def _rearranged(items: list[object], rng: random.Random) -> list[object]:
    if rng.random() < 0.5:
        return _ordered(items, descending=rng.random() < 0.3)
    return rng.sample(items, len(items))


def _ordered(items: list[object], *, descending: bool = False) -> list[object]:
    try:
        return sorted(items, reverse=descending)  # type: ignore[type-var]
    except TypeError:
        return items
