r"""Reads the one value a sentence states, if it states exactly one and does not take it back.

``So she has 12 apples left.`` states 12. ``It is 41, not 42`` and ``maybe 7`` state nothing here:
several values, a negation or a hedge leave the sentence without an answer.
"""

from __future__ import annotations

import re

from verisynth.languages.math.units import is_unit

_COURTESY = re.compile(
    r"(?<=[.\s])(?:I hope (?:it|this|that) (?:is|helps)|Let me know|Please let me know|"
    r"Feel free to|Hope this helps)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_HEDGES = re.compile(
    r"\b(?:not|no|none|cannot|can't|isn't|maybe|perhaps|or|either|probably|possibly|guess|unsure|"
    r"uncertain|wrong|incorrect|false|unless|neither|instead|rather|between|unclear|unknown|except|"
    r"if|but|(?:could|might|may)\s+be\s+(?=[\d$\\]))\b",
    re.IGNORECASE,
)
"""Words that take a statement back, or leave it open."""
_CHANGES = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|at least|at most|more than|less than|"
    r"fewer than|greater than|over|under|up to|half|twice|double|triple|negative|minus|plus|root|"
    r"squared|cubed|divided|inverse|reciprocal|factorial|power|hundred|thousand|million|billion|"
    r"dozen)\b",
    re.IGNORECASE,
)
"""Words that make another value of the number beside them."""
SPAN = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
"""Mathematics set off from the words around it."""
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
_WORDS = re.compile(r"[A-Za-z]{2,}")
_COMMANDS = re.compile(r"\\[A-Za-z]+(?:\s*\{[^{}]*\})?")
_MATHEMATICS = re.compile(r"[=<>≤≥≠≈^*/\\+_{}|?]")
"""What a sentence has no use for; a value amid it is part of something larger."""
_OPTION = re.compile(r"\b(?:option|choice|answer)\s+is:?\s*\(?([A-J])\)?$", re.IGNORECASE)

_SYMBOLIC = re.compile(
    r"[A-Za-z](?:\([A-Za-z]\))?|\([A-Za-z](?:,\s?[A-Za-z])*\)|\\[a-z]+|[A-Z]{2,3}"
)
_LEAD = re.compile(r"^(?:so|thus|hence|therefore|then|finally|and so)\b,?\s+", re.IGNORECASE)
MAX_SENTENCE = 1000


def without_courtesy(text: str) -> str:
    """The text without ``I hope it is correct`` and what follows it."""
    return _COURTESY.sub("", text).rstrip()


def without_lead(text: str) -> str:
    """The text without ``Therefore,`` and its like before what it says."""
    return _LEAD.sub("", text, count=1)


def has_words(text: str) -> bool:
    """Whether there is a word outside of LaTeX commands and what they set."""
    return _WORDS.search(_COMMANDS.sub(" ", text)) is not None


def only_value(text: str) -> str:
    """The one value that the last sentence of a text states; empty if there is none."""
    sentence = _last_sentence(text)
    if not 0 < len(sentence) <= MAX_SENTENCE:
        return ""
    outside = _outside(sentence)
    if not has_words(outside) or _HEDGES.search(outside):
        return ""
    return _option(outside) or _span(sentence) or _number(sentence)


def _last_sentence(text: str) -> str:
    sentences = [part for part in _SENTENCE.split(text[-20 * MAX_SENTENCE :].strip()) if part]
    return sentences[-1].strip() if sentences else ""


def _outside(sentence: str) -> str:
    """The words around the mathematics that is set off."""
    return SPAN.sub(" ", sentence.replace("\\$", "$").replace("**", "")).rstrip(" .!*")


def _option(outside: str) -> str:
    found = _OPTION.search(outside)
    return found[1] if found else ""


def _span(sentence: str) -> str:
    """The only piece of mathematics set off from the words, symbols that are only named aside."""
    spans = [next(filter(None, found.groups())) for found in SPAN.finditer(sentence)]
    telling = [span for span in spans if not _SYMBOLIC.fullmatch(span.strip().rstrip("., "))]
    if len(telling) != 1 or len(_NUMBER.findall(_outside(sentence))) > 0:
        return ""
    if _CHANGES.search(_outside(sentence)):
        return ""
    place = sentence.index(telling[0]) + len(telling[0])
    following = re.match(r"[\s$\\)\]]*([A-Za-z%]*)", sentence[place:])
    unit = following[1] if following else ""
    return f"{telling[0]} {unit}" if unit in ("percent", "%", "degrees") else telling[0]


def _number(sentence: str) -> str:
    """The only number in words, or the one after which the sentence ends; with its unit."""
    outside = _outside(sentence)
    numbers = list(_NUMBER.finditer(outside))
    if len(numbers) != 1 or _CHANGES.search(outside):
        return ""
    before, after = outside[: numbers[0].start()], outside[numbers[0].end() :]
    if _MATHEMATICS.search(before + after):
        return ""
    if SPAN.search(sentence) and not (not after and _STATED.search(before)):
        return ""
    word = re.match(r"\s*([A-Za-z]+)", after)
    unit = word[1] if word and len(word[1]) > 1 and word[1] != "in" and is_unit(word[1]) else ""
    return f"{numbers[0][0].strip()} {unit}".strip()
