r"""Reads the one value a sentence states, if it states exactly one and does not take it back.

``So she has 12 apples left.`` states 12. ``It is 41, not 42`` and ``maybe 7`` state nothing here:
several values, a negation or a hedge leave the sentence without an answer.
"""

from __future__ import annotations

import re

_COURTESY = re.compile(
    r"(?<=[.\s])(?:I hope (?:it|this|that) (?:is|helps)|Let me know|Please let me know|"
    r"Feel free to|Hope this helps)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_HEDGES = re.compile(
    r"\b(?:not|n[o']t|cannot|can't|isn't|maybe|perhaps|or|either|probably|possibly|(?:might|could|may)\s+be\s+(?=[\d$\\])|"
    r"guess|unsure|uncertain|wrong|incorrect|false|unless|neither|instead|rather|between|unclear|"
    r"unknown|except|if)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_NUMBER = re.compile(
    r"(?<![\w.\\])[-−]?(?:[$€£]\s?)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s?/\s?\d+)?\s?(?:\\?%|€|£)?"
    r"(?![\w])"
)
_SENTENCE = re.compile(
    r"(?<=[.!?])\s+(?=[A-Z])|\s(?=(?:So|Therefore|Thus|Hence|Finally|Consequently)\b)"
)
_STATED = re.compile(
    r"\b(?:is|are|be|equals?|of|by|to|get|gives?|find|obtain|was|=|:|total)\s*$", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Za-z]{3,}")

_SYMBOLIC = re.compile(
    r"[A-Za-z](?:\([A-Za-z]\))?|\([A-Za-z](?:,\s?[A-Za-z])*\)|\\[a-z]+|[A-Z]{2,3}"
)
MAX_SENTENCE = 1000


def without_courtesy(text: str) -> str:
    """The text without ``I hope it is correct`` and what follows it."""
    return _COURTESY.sub("", text).rstrip()


def only_value(text: str) -> str:
    """The one value of the last sentence of a text with words in it; empty if there is none."""
    if text.count(" ") < 2:
        return ""
    sentence = _last_sentence(text)
    if not 0 < len(sentence) <= MAX_SENTENCE or not _is_prose(sentence):
        return ""
    if _HEDGES.search(_outside(sentence)):
        return ""
    return _span(sentence) or _number(sentence)


def _last_sentence(text: str) -> str:
    sentences = [part for part in _SENTENCE.split(text[-20 * MAX_SENTENCE :].strip()) if part]
    return sentences[-1].strip() if sentences else ""


def _outside(sentence: str) -> str:
    return _SPAN.sub(" ", sentence)


def _is_prose(sentence: str) -> bool:
    """Words outside of mathematics, more than a unit and a name have."""
    words = _WORDS.findall(re.sub(r"\\[A-Za-z]+(?:\s*\{[^{}]*\})?", " ", _outside(sentence)))
    return len(words) >= 3 or (bool(words) and _SPAN.search(sentence) is not None)


def _span(sentence: str) -> str:
    """The only piece of mathematics set off from the words, symbols that are only named aside."""
    spans = [next(filter(None, found.groups())) for found in _SPAN.finditer(sentence)]
    telling = [span for span in spans if not _SYMBOLIC.fullmatch(span.strip().rstrip("., "))]
    if len(telling) != 1 or len(_NUMBER.findall(_outside(sentence))) > 0:
        return ""
    place = sentence.index(telling[0]) + len(telling[0])
    following = re.match(r"[\s$\\)\]]*([A-Za-z%]*)", sentence[place:])
    unit = following[1] if following else ""
    return f"{telling[0]} {unit}" if unit in ("percent", "%", "degrees") else telling[0]


def _number(sentence: str) -> str:
    """The only number in words, or the one after which the sentence ends."""
    outside = _outside(sentence).rstrip(" .!*")
    numbers = list(_NUMBER.finditer(outside))
    if len(numbers) == 1:
        spans = list(_SPAN.finditer(sentence))
        ends = numbers[0].end() == len(outside)
        if not spans or (ends and _STATED.search(outside[: numbers[0].start()])):
            return numbers[0][0].strip()
    return ""
