"""Further standard inputs like the ones a problem has: texts that could have stood in its cases.

Words come from what was seen in other texts and from their neighbours, so an unwritten contract
(no negative counts, one separator) mostly holds for the variations too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

_TOKEN = re.compile(r"\d+|[^\W\d_]+|\s+|.", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,18}")
MOST_WORDS = 200


def text_inputs(texts: Sequence[str], rng: Random, count: int) -> tuple[str, ...]:
    """Standard inputs like those: the lines of a text with their words varied.

    A line that counts the lines after it still does when one is left out or comes twice.
    """
    words = tuple(word for text in texts for word in text.split())[:MOST_WORDS]
    varied = _Varied(words, rng)
    return tuple(varied.text(rng.choice(texts)) for _ in range(count)) if texts else ()


@dataclass(frozen=True, slots=True)
class _Varied:
    """Varies texts, knowing the words of all of them."""

    words: tuple[str, ...]
    rng: Random

    def text(self, text: str) -> str:
        """Up to three lines left out, doubled or with another word."""
        rng, lines = self.rng, text.splitlines()
        for _ in range(rng.randint(1, 3) if lines else 0):
            at = rng.randrange(len(lines))
            if rng.random() < 0.3 and at:
                times = rng.choice((0, 2))
                lines = _counted(lines, [*lines[:at], *times * [lines[at]], *lines[at + 1 :]])
            else:
                lines[at] = self._line(lines[at])
        return "\n".join(lines) + ("\n" if text.endswith("\n") else "")

    def _line(self, line: str) -> str:
        tokens = re.split(r"(\s+)", line)
        at = self.rng.randrange(0, len(tokens), 2)
        if _NUMBER.fullmatch(tokens[at]):
            tokens[at] = self._number(int(tokens[at]))
        elif self.rng.random() < 0.5 and self.words:
            tokens[at] = self._other(tokens[at])
        else:
            tokens[at] = self._edited(tokens[at])
        return "".join(tokens)

    def _number(self, value: int) -> str:
        """One that was seen, or a neighbour within the range of those."""
        seen = [int(word) for word in self.words if _NUMBER.fullmatch(word)] or [value]
        drawn = (
            self.rng.choice(seen) if self.rng.random() < 0.5 else value + self.rng.choice((-1, 1))
        )
        return str(min(max(drawn, min(seen)), max(seen)))

    def _other(self, word: str) -> str:
        alike = [one for one in self.words if one[:1].isalpha() == word[:1].isalpha()]
        return self.rng.choice(alike or self.words)

    def _edited(self, word: str) -> str:
        """Its letters, numbers and marks: some left out, twice, elsewhere, or of another word."""
        parts: list[str] = _TOKEN.findall(word)
        kinds = {part[:1].isdigit() for part in parts}
        spare = [part for one in self.words for part in _TOKEN.findall(one)]
        alike = [part for part in spare if part[:1].isdigit() in kinds] or [""]
        for _ in range(self.rng.randint(1, 3)):
            parts = self._changed(parts, self.rng.choice(alike))
        return "".join(parts)

    def _changed(self, parts: list[str], other: str) -> list[str]:
        if not parts:
            return [other]
        at, to = self.rng.randrange(len(parts)), self.rng.randrange(len(parts))
        before, one, after = parts[:at], parts[at], parts[at + 1 :]
        match self.rng.randrange(6):
            case 0:
                return before + after
            case 1:
                return [*before, one, one, *after]
            case 2:
                return [*before, parts[to], *after]
            case 3:
                return [*before, *self._inside(one), *after]
        return [*before, other, *after]

    def _inside(self, part: str) -> list[str]:
        """A word with its letters changed; a number with another digit at its end."""
        if part.isdigit():
            return [part[:-1] + str(self.rng.randrange(10))]
        if part.isalpha() and len(part) > 1:
            letters = list(part)
            self.rng.shuffle(letters)
            return ["".join(letters)]
        return [part, part]


def _counted(before: list[str], after: list[str]) -> list[str]:
    """Lines that counted all lines after them count them again."""
    changed = list(after)
    for at, line in enumerate(before[: len(after)]):
        if line.strip() == str(len(before) - at - 1) and after[at] == line:
            changed[at] = str(len(after) - at - 1)
    return changed
