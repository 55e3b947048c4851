r"""Finds the final answer in a solution text; never guesses.

Only a declared slot counts, the first kind present of: ``\boxed{…}``, ``####``, a line beginning
with ``Answer:``, a sentence saying ``the answer is``. A text with no slot is the answer itself if
it is one short line. The last number in prose is never taken: it turns "41, not 42" into a right
answer.
"""

from __future__ import annotations

import re

from verisynth.errors import Unparseable
from verisynth.languages.math.exact import canonical
from verisynth.languages.math.parser import parse
from verisynth.languages.math.syntax import order_key
from verisynth.languages.math.tokens import Unreadable

MAX_TEXT = 200_000
MAX_BARE = 400
MAX_BOXES = 30
_MAX_NESTED = 20
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_BOXED = re.compile(r"\\(?:boxed|fbox)\s*\{")
_HASHES = re.compile(r"^[ \t]*####[ \t]*(.+)$", re.MULTILINE)
_VALUE = r"\s*+(?:(?:\*\*|__)\s*+)?(?P<value>\S.*)$"
_LINE_SLOT = re.compile(
    r"^[ \t*_#>]*+(?:(?:final[ \t]++)?answer[ \t*_]*+(?::|=(?!=))|A:)" + _VALUE,
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE_SLOT = re.compile(
    r"\b(?:final[ \t]++)?answer[ \t]*+(?:(?:\*\*|__)[ \t]*+)?"
    r"(?::|=(?!=)|\bis\b:?|(?=\$|\\[(\[]))" + _VALUE,
    re.IGNORECASE | re.MULTILINE,
)
_COURTESY = re.compile(r"\.\s+I hope (?:it|this) is correct\b.*", re.IGNORECASE | re.DOTALL)
_EMPTY = re.compile(
    r"^[\s.*_:$\\{]*(?:(?:final\s+)?answer|f?box(?:ed)?)?[\s.*_:$\\{]*$", re.IGNORECASE
)


def final_answer(text: str) -> str:
    """The text of the final answer.

    Repeating the same answer is fine; two different ``Answer:`` lines are not, since offering
    several and being right with one is not knowing. Of several boxes the last counts, unless they
    share a line: then they are one list.

    Raises:
        Unparseable: with the reason ``no-answer``.
    """
    if len(text) > MAX_TEXT:
        raise Unparseable("no-answer", f"the text has {len(text)} characters; at most {MAX_TEXT}")
    text = _THINKING.sub("", text).strip()
    found = _boxed(text) or _marked(text) or _bare(text)
    if _EMPTY.match(found):
        raise Unparseable("no-answer", "no final answer was found in the text")
    return found


def _boxed(text: str) -> str:
    starts = list(_BOXED.finditer(text))[-MAX_BOXES:]
    boxes = [(start.start(), _closing(text, start.end())) for start in starts]
    boxes = [(start, end) for start, end in boxes if end is not None]
    if not boxes:
        return ""
    last = boxes[-1][0]
    line = text.rfind("\n", 0, last)
    contents = [_inside(text, start, end) for start, end in boxes if start > line and end]
    distinct = list(dict.fromkeys(content.strip() for content in contents))
    return ", ".join(distinct)


def _inside(text: str, start: int, end: int) -> str:
    return text[text.index("{", start) + 1 : end]


def _closing(text: str, at: int) -> int | None:
    depth = 1
    for position in range(at, min(len(text), at + 4000)):
        depth += (text[position] == "{") - (text[position] == "}")
        if depth == 0:
            return position
    return None


def _marked(text: str) -> str:
    slots = (
        _HASHES.findall(text)
        or [found["value"] for found in _LINE_SLOT.finditer(text)]
        or [found["value"] for found in _SENTENCE_SLOT.finditer(text)]
    )
    values = list({_key(slot): slot for slot in map(_trimmed, slots)}.values())
    if len(values) > 1:
        shown = ", ".join(value[:40] for value in values[:4])
        raise Unparseable("no-answer", f"several different answers are offered: {shown}")
    return values[0] if values else ""


def _key(text: str) -> str:
    """Equal for two spellings of one value, as far as that is seen without algebra."""
    try:
        return order_key(canonical(parse(text)))
    except Unreadable:
        return " ".join(text.split())


def _trimmed(value: str) -> str:
    """The value alone: ``The final answer is 7. I hope it is correct.`` holds a slot of its own."""
    value = _COURTESY.sub("", value)
    for _ in range(_MAX_NESTED):
        if not (inner := _SENTENCE_SLOT.search(value)):
            break
        value = inner["value"]
    value = value.strip().strip("*_ ").strip()
    return value[:-1].rstrip() if value.endswith(".") else value


def _bare(text: str) -> str:
    if "\n\n" in text or (len(text) > MAX_BARE and len(text.split()) > 1):
        raise Unparseable(
            "no-answer", "no final answer was found; end with a line 'Answer: …' or a \\boxed{…}"
        )
    return text
