"""Further inputs like the ones a problem has: values that could have stood in its cases.

Most is drawn from what was seen at the same place of other cases: numbers, words of texts, parts
of lists. So an unwritten contract (no negative counts, sorted bounds, one separator) mostly holds
for the variations too. Numbers also come from other places, from the program and from beyond the
greatest seen, since weak cases may never have left one side of a boundary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

Path: TypeAlias = tuple[Hashable, ...]
"""Where in a case a value stands; all elements of a list stand at one place."""

_TOKEN = re.compile(r"\d+|[^\W\d_]+|\s+|.", re.DOTALL)
_ANY = "*"
MOST_PEERS = 200


@dataclass(frozen=True, slots=True)
class Variations:
    """Varies values, knowing what was seen at every place."""

    seen: dict[Path, list[object]]
    rng: Random
    numbers: tuple[int, ...] = ()
    """Numbers of any place and of the program."""

    @classmethod
    def of(
        cls, values: Sequence[object], rng: Random, *, numbers: Sequence[int] = ()
    ) -> Variations:
        """Knowing ``values``, the inputs of all cases, and ``numbers`` that may matter."""
        seen: dict[Path, list[object]] = {}
        for value in values:
            _collect(value, (), seen)
        found = {one for peers in seen.values() for one in peers if type(one) is int}
        return cls(seen, rng, tuple(sorted(found.union(numbers))))

    def vary(self, value: object, path: Path = ()) -> object:
        """A value that could have stood there; now and then the same one."""
        peers = self.seen.get(path, [value])
        if path and self.rng.random() < 0.2:
            return self.rng.choice(peers)
        maker = _MAKERS.get(type(value))
        return maker(self, value, path) if maker else self.rng.choice(peers)

    def integer(self, value: int, path: Path) -> object:
        """Beside a number of this place or another, or anywhere between; no sign that was not seen.

        A least number of 0 or 1 is taken for a contract; a greatest one is not.
        """
        seen = [peer for peer in self.seen.get(path, [value]) if type(peer) is int] or [value]
        low, high = _wider(min(seen), max(seen))
        source = seen if self.rng.random() < 0.5 else (self.numbers or seen)
        near = self.rng.choice(source) + self.rng.choice((-1, 0, 1))
        drawn = near if self.rng.random() < 0.7 else self.rng.randint(low, high)
        return drawn if low <= drawn <= high else self.rng.choice(seen)

    def real(self, value: float, path: Path) -> object:
        """A mean of two that were seen."""
        seen = [peer for peer in self.seen.get(path, [value]) if type(peer) is float]
        mean = (self.rng.choice([*seen, value]) + self.rng.choice([*seen, value])) / 2
        return round(mean, 2)

    def text(self, value: str, path: Path) -> object:
        """Its words, numbers and marks: some left out, twice, elsewhere, or from another text."""
        tokens: list[str] = _TOKEN.findall(value)
        kinds = {token[:1].isdigit() for token in tokens}
        others = [peer for peer in self.seen.get(path, [value]) if isinstance(peer, str)]
        spare = [token for peer in others for token in _TOKEN.findall(peer)]
        alike = [token for token in spare if token[:1].isdigit() in kinds] or [""]
        for _ in range(self.rng.randint(1, 3)):
            tokens = self._edited(tokens, self.rng.choice(alike))
        return "".join(tokens)

    def _edited(self, items: list[str], other: str) -> list[str]:
        if not items:
            return [other]
        at, to = self.rng.randrange(len(items)), self.rng.randrange(len(items))
        before, one, after = items[:at], items[at], items[at + 1 :]
        match self.rng.randrange(6):
            case 0:
                return before + after
            case 1:
                return [*before, one, one, *after]
            case 2:
                return [*before, items[to], *after]
            case 3:
                return [*before, *self._inside(one), *after]
        return [*before, other, *after]

    def _inside(self, token: str) -> list[str]:
        """A word with its letters changed; a number with another digit at its end."""
        if token.isdigit():
            return [token[:-1] + str(self.rng.randrange(10))]
        if token.isalpha() and len(token) > 1:
            letters = list(token)
            self.rng.shuffle(letters)
            return ["".join(letters)]
        return [token, token]

    def listed(self, value: list[object], path: Path) -> object:
        """Elements left out, twice, in another order, or varied."""
        return self._elements(value, (*path, _ANY), shortest=self._shortest(path))

    def _shortest(self, path: Path) -> int:
        return min(
            (len(one) for one in self.seen.get(path, []) if isinstance(one, list)), default=0
        )

    def _elements(self, value: list[object], inner: Path, *, shortest: int) -> list[object]:
        items = list(value)
        pool = self.seen.get(inner, [])
        for _ in range(self.rng.randint(1, 3)):
            at = self.rng.randrange(len(items)) if items else 0
            match self.rng.randrange(6):
                case 0 if len(items) > shortest:
                    del items[at]
                case 1 if items:
                    items.insert(self.rng.randrange(len(items) + 1), items[at])
                case 2:
                    self.rng.shuffle(items)
                case 3 if pool:
                    items.insert(self.rng.randrange(len(items) + 1), self.rng.choice(pool))
                case _ if items:
                    items[at] = self.vary(items[at], inner)
        return items

    def tupled(self, value: tuple[object, ...], path: Path) -> object:
        """One or two of its parts varied; its length says what it is and stays."""
        items = list(value)
        for _ in range(self.rng.randint(1, 2) if items else 0):
            at = self.rng.randrange(len(items))
            items[at] = self.vary(items[at], (*path, at))
        return tuple(items)

    def mapping(self, value: dict[Hashable, object], path: Path) -> object:
        """An entry left out, taken from another, or varied."""
        items = dict(value)
        others = [peer for peer in self.seen.get(path, []) if isinstance(peer, dict) and peer]
        if items and self.rng.random() < 0.4:
            del items[self.rng.choice(list(items))]
        if others and self.rng.random() < 0.5:
            other = self.rng.choice(others)
            key = self.rng.choice(list(other))
            items[key] = other[key]
        if items:
            key = self.rng.choice(list(items))
            items[key] = self.vary(items[key], (*path, _ANY))
        return items

    def group(self, value: set[Hashable] | frozenset[Hashable], path: Path) -> object:
        """Elements left out or taken from another."""
        pool = [*value, *self.seen.get((*path, _ANY), [])]
        kept = [one for one in pool if self.rng.random() < 0.5]
        return type(value)(kept)


_MAKERS: dict[type, Callable[..., object]] = {
    int: Variations.integer,
    float: Variations.real,
    str: Variations.text,
    list: Variations.listed,
    tuple: Variations.tupled,
    dict: Variations.mapping,
    set: Variations.group,
    frozenset: Variations.group,
}


def _wider(least: int, greatest: int) -> tuple[int, int]:
    """The range in which numbers may be drawn, from the range in which they were seen."""
    low = 2 * least - 10 if least < 0 else least if least < 2 else least // 2
    return low, 2 * greatest + 10 if greatest > 0 else greatest


def _collect(value: object, path: Path, seen: dict[Path, list[object]]) -> None:
    here = seen.setdefault(path, [])
    if len(here) < MOST_PEERS:
        here.append(value)
    if isinstance(value, tuple):
        for at, one in enumerate(value):
            _collect(one, (*path, at), seen)
    elif isinstance(value, dict):
        for one in value.values():
            _collect(one, (*path, _ANY), seen)
    elif isinstance(value, list | set | frozenset):
        for one in value:
            _collect(one, (*path, _ANY), seen)


def text_inputs(texts: Sequence[str], rng: Random, count: int) -> tuple[str, ...]:
    """Standard inputs like those: the lines of a text with their words varied.

    A line is varied by what stood in other texts and on its neighbours; a line that counts the
    lines after it still does when one is left out or comes twice.
    """
    words = Variations.of([[line.split() for line in text.splitlines()] for text in texts], rng)
    return tuple(_varied_text(rng.choice(texts), words) for _ in range(count)) if texts else ()


def _varied_text(text: str, words: Variations) -> str:
    rng = words.rng
    lines = text.splitlines()
    for _ in range(rng.randint(1, 3) if lines else 0):
        at = rng.randrange(len(lines))
        if rng.random() < 0.3 and at:
            times = rng.choice((0, 2))
            lines = _counted(lines, [*lines[:at], *times * [lines[at]], *lines[at + 1 :]])
        else:
            lines[at] = _varied_line(lines[at], words)
    return "\n".join(lines) + ("\n" if text.endswith("\n") else "")


def _counted(before: list[str], after: list[str]) -> list[str]:
    """Lines that counted all lines after them count them again."""
    changed = list(after)
    for at, line in enumerate(before[: len(after)]):
        if line.strip() == str(len(before) - at - 1) and after[at] == line:
            changed[at] = str(len(after) - at - 1)
    return changed


def _varied_line(line: str, words: Variations) -> str:
    rng = words.rng
    tokens = re.split(r"(\s+)", line)
    at = rng.randrange(0, len(tokens), 2)
    token = tokens[at]
    peers = [str(one) for one in words.seen.get((_ANY, _ANY), [])]
    if re.fullmatch(r"-?\d+", token):
        numbers = [int(peer) for peer in peers if re.fullmatch(r"-?\d{1,18}", peer)] or [int(token)]
        drawn = rng.choice(numbers) if rng.random() < 0.5 else int(token) + rng.choice((-1, 1))
        tokens[at] = str(min(max(drawn, min(numbers)), max(numbers)))
    elif rng.random() < 0.5 and peers:
        tokens[at] = rng.choice(
            [one for one in peers if one[:1].isalpha() == token[:1].isalpha()] or peers
        )
    else:
        tokens[at] = str(words.text(token, (_ANY, _ANY)))
    return "".join(tokens)
