"""Finds where the sections of a reply begin, in any of the header styles models fall into.

Asked for ``## problem``, models write that, but also ``### Problem:``, ``**Problem**``,
``<problem>…</problem>``, ``[problem]`` or ``Problem: text``. Only the names asked for count as
headers, and never inside a fenced block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verisynth.teachers import fences

# Weakest last. A line of prose may well begin with "Answer:", so a style is only consulted for
# names that no stronger style provides.
_STYLES = ("markdown", "bold", "tag", "bracket", "colon", "loose")
_LEAD = r"(?:(?:section|step|part)?\s{0,3}\d{1,2}\s{0,3}[.):-]\s{0,3})?"
_LINE_LIMIT = 2000
"""A header's line is looked at no further; text after it on the same line is kept whole."""


@dataclass(frozen=True, slots=True)
class Header:
    """One header line, or the pair of tags around a section."""

    name: str
    line: int
    style: str
    rest: str
    """What follows on the same line: often the whole of a short section."""


def find_headers(lines: Sequence[str], names: Sequence[str]) -> tuple[Header, ...]:
    """All headers of the wanted sections, in order of line."""
    places = _prose_lines(lines, names)
    chosen: list[Header] = []
    for style in _ordered_styles(lines, names, places):
        missing = [name for name in names if all(header.name != name for header in chosen)]
        if not missing:
            break
        chosen += _of_style(style, lines, missing, places)
    return tuple(sorted(chosen, key=lambda header: header.line))


def _ordered_styles(
    lines: Sequence[str], names: Sequence[str], places: Sequence[int]
) -> tuple[str, ...]:
    """The styles by how many sections each provides; a tie goes to the stronger."""
    counts = {
        style: len({header.name for header in _of_style(style, lines, names, places)})
        for style in _STYLES[:-1]
    }
    # "colon" matches prose by accident, so it never goes before a style that found anything.
    ranked = sorted(
        _STYLES[:-1], key=lambda style: (style == "colon", -counts[style], _STYLES.index(style))
    )
    return (*ranked, _STYLES[-1])


def _of_style(
    style: str, lines: Sequence[str], names: Sequence[str], places: Sequence[int]
) -> Iterator[Header]:
    pattern = _pattern(style, names)
    keys = {_key(name): name for name in names}
    for number in places:
        match = pattern.fullmatch(lines[number][:_LINE_LIMIT])
        if match is not None:
            rest = (match["rest"] or "") + lines[number][_LINE_LIMIT:]
            yield Header(keys[_key(match["name"])], number, style, rest.strip())


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip().lower())


def _pattern(style: str, names: Sequence[str]) -> re.Pattern[str]:
    """The header line of any of the names, with groups ``name`` and ``rest``."""
    words = (r"[\s_-]".join(map(re.escape, re.split(r"[\s_-]+", name))) for name in names)
    name = f"(?P<name>{'|'.join(sorted(words, key=len, reverse=True))})"
    note = r"(?:\s{0,3}\([^()\n]{0,60}\))?"
    colon = r"\s{0,3}[:：]"
    form = {
        "markdown": rf"\s{{0,3}}#{{1,6}}\s*[*_`]{{0,3}}{_LEAD}[*_`]{{0,3}}{name}[*_`]{{0,3}}{note}"
        rf"(?:\s*|[*_`]{{0,3}}{colon}[*_`]{{0,3}}(?P<rest>.*)|\s+[#*_]{{1,6}}\s*)",
        "bold": rf"\s{{0,3}}(?:[-*]\s+|\d{{1,2}}[.)]\s+)?(?:\*\*|__)\s?{_LEAD}{name}{note}"
        rf"(?:{colon})?\s?(?:\*\*|__)(?:{colon})?(?P<rest>.*)",
        "tag": rf"\s{{0,8}}<{name}>(?P<rest>.*)",
        "bracket": rf"\s{{0,3}}\[{name}\](?:{colon})?(?P<rest>.*)",
        "colon": rf"\s{{0,3}}{_LEAD}{name}{note}{colon}(?P<rest>.*)",
        "loose": rf"\s{{0,3}}(?:#{{1,6}}|\*\*)\s*(?=.{{1,60}}$)(?:[\w'-]+\s+){{0,3}}{name}s?"
        rf"(?:\s+[\w'-]+){{0,3}}\s*[:：]?\s*(?:\*\*)?(?P<rest>)",
    }[style]
    return re.compile(form, re.IGNORECASE)


def _prose_lines(lines: Sequence[str], names: Sequence[str]) -> list[int]:
    """Numbers of the lines outside fenced blocks.

    A block somebody forgot to close would swallow all later sections. It is taken to end before a
    header that is directly followed by another opening fence: no program contains that.
    """
    inside: set[int] = set()
    for block in fences.blocks(lines):
        inside.update(range(block.start, block.end))
    if inside:
        for header in _of_style("markdown", lines, names, sorted(inside)):
            if _next_opens(lines, header.line):
                inside.discard(header.line)
    return [number for number in range(len(lines)) if number not in inside and lines[number]]


def _next_opens(lines: Sequence[str], number: int) -> bool:
    following = (line for line in lines[number + 1 : number + 4] if line.strip())
    return fences.opens_with_language(next(following, ""))
