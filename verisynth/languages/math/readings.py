"""One text, the trees it may mean: a comma that groups digits, marks decimals or lists values.

``58,500`` is a number or two; ``1000,99`` is two numbers, or one in the notation of half the world.
The other side of the comparison tells which was meant, so both are tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from verisynth.languages.math.compare import compare
from verisynth.languages.math.findings import Finding, Same, Scalars
from verisynth.languages.math.parser import parse
from verisynth.languages.math.syntax import Group, Node, Quantity
from verisynth.languages.math.tokens import Unreadable, same_notation
from verisynth.targets import MathTarget

_GROUPED = re.compile(r"[\s$]*-?[1-9]\d{0,2}(?:,\d{3})+[\s$.]*")
_COMMA = re.compile(r"([\s$¤€£]*-?\d+),(\d+)((?:\D(?!\d)){0,20})")


def alike(text: str, *, beside: Node | None = None) -> tuple[Node, ...]:
    """The readings of ``text``, the likeliest first.

    A decimal comma is read only where it cannot be anything else (``0,111``), or ``beside`` one
    value. Raises ``Unreadable`` if the likeliest reading cannot be read.
    """
    first = parse(text)
    if "," not in text:
        return (first,)
    if _GROUPED.fullmatch(text):
        return (first, *_read(text.replace(",", ", ")))
    found = _COMMA.fullmatch(text)
    single = beside is not None and not isinstance(_bare(beside), Group)
    if found and (single or (found[1].strip("$ -") == "0" and beside is None)):
        return (first, *_read(f"{found[1]}.{found[2]}{found[3]}"))
    return (first,)


def _bare(node: Node) -> Node:
    return node.value if isinstance(node, Quantity) else node


def _read(text: str) -> tuple[Node, ...]:
    try:
        return (parse(text),)
    except Unreadable:
        return ()


def compare_readings(
    golds: Sequence[Node], answers: Sequence[Node], scalars: Scalars, policy: MathTarget
) -> Finding:
    """Equal if some pair of readings is; else what the likeliest pair gave, if all are decided."""
    findings: list[Finding] = []
    for gold in golds:
        for answer in answers:
            findings.append(compare(gold, answer, scalars, policy))
            if findings[-1].equal:
                return findings[-1]
    undecided = [finding for finding in findings if finding.same is Same.UNDECIDED]
    return (undecided or findings)[0]


def same_text(gold: str, given: str) -> bool:
    """Whether the answer repeats the gold literally, layout aside."""
    plain = _plain(gold)
    return bool(plain) and plain == _plain(given)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """The text without layout. A space between digits stays: ``1 3/4`` is not ``13/4``."""
    try:
        return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", same_notation(text))
    except Unreadable:
        return ""
