r"""Finds the final answer in a solution text; never guesses.

Only a declared slot counts; which one is the target's to say (``MathTarget.slot``). Left open, it
is the first kind present of: ``\boxed{…}``, ``####``, a line beginning with ``Answer:``, a sentence
saying ``the answer is``; a short text is the answer itself. Different values in one slot are no
answer: offering several and being right with one is not knowing. The last number of a sentence is
never taken because it is the last: that turns "41, not 42" into a right answer (``prose``).
"""

from __future__ import annotations

import json
import re

from verisynth.errors import Unparseable
from verisynth.languages.math.exact import canonical
from verisynth.languages.math.notation import plain_characters
from verisynth.languages.math.parser import parse
from verisynth.languages.math.prose import has_words, only_value, without_courtesy, without_lead
from verisynth.languages.math.syntax import Text, order_key, walk
from verisynth.languages.math.tokens import Unreadable

MAX_TEXT = 200_000
MAX_BARE = 400
MAX_BOXES = 30
SLOTS = ("any", "stated", "boxed", "hashes", "answer", "last-line", "whole")
_MAX_NESTED = 20
_MAX_BOX = 4000
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_TURN = re.compile(r"<\|(?:im_start|im_end|endoftext|eot_id|end|assistant|user)\|>.*", re.DOTALL)
_BOXED = re.compile(r"\\{1,2}(?:boxed|fbox|framebox)\s*\{")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_HASHES = re.compile(r"^[ \t]*####[ \t]*(.+)$", re.MULTILINE)
_VALUE = r"\s*+(?:(?:\*\*|__)\s*+)?(?P<value>\S.*)$"
_CHINESE = r"答案?[ \t]*+(?:[:=]|是|为|為)"
_LINE_SLOT = re.compile(
    r"[ \t*_#>]*+(?:(?:final[ \t]++)?answer[ \t*_]*+(?::|=(?!=))|A:|" + _CHINESE + ")" + _VALUE,
    re.IGNORECASE,
)
_HEADING = re.compile(r"[ \t*_#]*(?:final )?answer[ \t*_:]*", re.IGNORECASE)
_ANSWER = re.compile("answer|答", re.IGNORECASE)
_SENTENCE_SLOT = re.compile(
    r"(?:\b(?:final[ \t]++)?answer[ \t]*+(?:(?:\*\*|__)[ \t]*+)?"
    r"(?::|=(?!=)|\bis\b:?|(?=\$|\\[(\[]))|" + _CHINESE + ")" + _VALUE,
    re.IGNORECASE | re.MULTILINE,
)
_NOTHING = frozenset(("", "answer", "final answer", "boxed", "fbox"))
_EMPTY_SET = re.compile(r"[\s$]*\\\{\s*\\\}[\s$.]*")


def final_answer(text: str, *, slot: str = "any") -> str:
    """The text of the final answer.

    Repeating the same answer is fine. Boxes of the last paragraph that has one are one list; boxes
    of earlier paragraphs are steps.

    Raises:
        Unparseable: with the reason ``no-answer``.
    """
    if len(text) > MAX_TEXT:
        raise _nothing(f"the text has {len(text)} characters; at most {MAX_TEXT}")
    if not text.isascii():
        text = plain_characters(text)
    if "<" in text:
        text = _TURN.sub("", _THINKING.sub("", text))
    found = _in_slot(text.strip(), slot)
    if found.isalnum() and not found.isalpha():
        return found
    bare = found.strip(" \t\n.*_:$\\{}…?").casefold()
    if bare in _NOTHING and not _EMPTY_SET.fullmatch(found[:100]):
        raise _nothing(f"no final answer was found in the slot {slot!r}")
    return found


def gold_answer(text: str) -> str:
    r"""The same for a gold, which may also be the rest of a text whose ``\boxed{`` never closes.

    Such rows exist; an answer of that kind was cut off, and nobody knows how it would go on.

    Raises:
        Unparseable: with the reason ``no-answer``.
    """
    starts = list(_BOXED.finditer(text[:MAX_BARE])) if "box" in text else []
    if len(starts) == 1 and len(text) < MAX_BARE and _closing(text, starts[0].end()) is None:
        return text[starts[0].end() :].strip()
    return final_answer(text)


def _nothing(detail: str) -> Unparseable:
    return Unparseable("no-answer", detail)


def _in_slot(text: str, slot: str) -> str:
    match slot:
        case "any":
            return _boxed(text) or _hashes(text) or _answer(text) or _bare(text)
        case "stated":
            return _boxed(text) or _stated(text)
        case "boxed":
            return _boxed(text)
        case "hashes":
            return _hashes(text)
        case "answer":
            return _answer(text)
        case "last-line":
            return _last_line(text)
        case "whole":
            return text
    if slot.startswith("json:"):
        return _field(text, slot.removeprefix("json:"))
    raise ValueError(f"slot is {slot!r}; one of {', '.join(SLOTS)}, json:FIELD")


def _field(text: str, name: str) -> str:
    """The field of the JSON object that the text is, in a code fence or not."""
    fenced = re.search(r"```(?:json)?\s*\n(.*?)```", text, re.DOTALL)
    try:
        value = json.loads(fenced[1] if fenced else text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise _nothing(f"the text is not a JSON object: {error}") from error
    field = value.get(name) if isinstance(value, dict) else None
    if isinstance(field, bool) or not isinstance(field, str | int | float):
        raise _nothing(f"the JSON object has no text or number {name!r}")
    return field if isinstance(field, str) else repr(field)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _boxed(text: str) -> str:
    if "box" not in text:
        return ""
    starts = list(_BOXED.finditer(text))[-MAX_BOXES:]
    boxes = [(start.start(), start.end(), _closing(text, start.end())) for start in starts]
    closed = [(start, inside, end) for start, inside, end in boxes if end is not None]
    if not closed:
        return ""
    outer = [box for box in closed if not any(a < box[0] < c for a, _, c in closed)]
    paragraph = max((gap.end() for gap in _PARAGRAPH.finditer(text[: outer[-1][0]])), default=0)
    contents = [text[inside:end].strip() for start, inside, end in outer if start >= paragraph]
    distinct = list({_key(content): content for content in contents if content}.values())
    return ", ".join(distinct)


def _closing(text: str, at: int) -> int | None:
    depth = 1
    for position in range(at, min(len(text), at + _MAX_BOX)):
        depth += (text[position] == "{") - (text[position] == "}")
        if depth == 0:
            return position
    return None


def _hashes(text: str) -> str:
    return _one_of(_HASHES.findall(text)) if "####" in text else ""


def _stated(text: str) -> str:
    """For texts that were asked for a form: a value, and no sentence about one."""
    found = _one_of(_HASHES.findall(text), prose=False) or _answer(text, prose=False)
    if found:
        return found
    if "\n\n" in text or (len(text) > MAX_BARE and len(text.split()) > 1):
        raise _nothing("no final answer was found; end with a line 'Answer: …' or a \\boxed{…}")
    return text


def _answer(text: str, *, prose: bool = True) -> str:
    lines = text.split("\n")
    found = [match for line in lines if (match := _LINE_SLOT.match(line))]
    if not found and not _ANSWER.search(text):
        return ""
    stated = [match["value"] for match in found] + _headed(lines)
    sentences = [match["value"] for match in _SENTENCE_SLOT.finditer(text)]
    return _one_of(stated, prose=prose) or _one_of(sentences, prose=prose)


def _headed(lines: list[str]) -> list[str]:
    """What stands under a heading ``**Final Answer**``."""
    return [
        next(filter(None, (after.strip() for after in lines[place + 1 : place + 4])), "")
        for place, line in enumerate(lines)
        if len(line) < 40 and _HEADING.fullmatch(line)
    ]


def _one_of(slots: list[str], *, prose: bool = True) -> str:
    values = list(dict.fromkeys(filter(None, (_trimmed(slot, prose=prose) for slot in slots))))
    if len(values) > 1:
        values = list({_key(value): value for value in values}.values())
    if len(values) > 1:
        shown = ", ".join(value[:40] for value in values[:4])
        raise _nothing(f"several different answers are offered: {shown}")
    return values[0] if values else ""


def _key(text: str) -> str:
    """Equal for two spellings of one value, as far as that is seen without algebra."""
    try:
        return order_key(canonical(parse(text)))
    except Unreadable:
        return " ".join(text.split())


def _trimmed(value: str, *, prose: bool) -> str:
    """The value alone: ``The final answer is 7. I hope it is correct.`` holds a slot of its own."""
    if " " not in value:
        return value.strip("*_").removesuffix(".")
    value = without_courtesy(value)
    for _ in range(_MAX_NESTED):
        if not (inner := _SENTENCE_SLOT.search(value)):
            break
        value = inner["value"]
    value = value.strip().strip("*_ ").strip()
    value = value[:-1].rstrip() if value.endswith(".") and not value.endswith("..") else value
    return _value(value) if prose else value


def _bare(text: str) -> str:
    short = "\n\n" not in text and (len(text) <= MAX_BARE or len(text.split()) == 1)
    return _value(text) if short else _last_line(text)


def _value(text: str) -> str:
    """The text if it is an answer as it stands, ``60 miles per hour``; else what it states."""
    if " " not in text or not has_words(text):
        return text
    text = without_lead(text)
    return _plain(text) or only_value(text) or text


def _last_line(text: str) -> str:
    """The only value in the last sentence of the last line."""
    lines = without_courtesy(text).strip().splitlines() or [""]
    last = lines[-1].strip()
    found = only_value(last) or ("" if len(last) > MAX_BARE else _plain(last))
    if not found:
        raise _nothing(
            "no final answer was found: the last line does not hold exactly one value; "
            "end with a line 'Answer: …' or a \\boxed{…}"
        )
    return found


def _plain(line: str) -> str:
    """A line that is nothing but an answer, and no sentence."""
    try:
        tree = parse(line)
    except Unreadable:
        return ""
    words = (part.words for part in walk(tree) if isinstance(part, Text))
    return "" if any(" " in text for text in words) else line
