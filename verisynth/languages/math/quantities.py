"""Reads the unit after a value: ``5 cm``, ``3 million``, ``8 hours and 20 minutes``."""

from __future__ import annotations

from fractions import Fraction

from verisynth.languages.math import shapes
from verisynth.languages.math.commands import Reader
from verisynth.languages.math.syntax import Apply, Node, Number, Percent, Quantity, Text
from verisynth.languages.math.tokens import Unreadable
from verisynth.languages.math.units import canonical_unit, factor, is_prose
from verisynth.languages.math.words import SCALES

CURRENCIES = {"¤": "dollar", "€": "euro", "£": "sterling", "¥": "yen", "₹": "rupee", "¢": "cent"}
_RAISED = {"squared": 2, "cubed": 3}


def with_units(reader: Reader, value: Node) -> Node:
    r"""``5 cm``, ``10 \frac{\text{m}}{\text{s}}``, ``5 feet 3 inches`` as one length."""
    match value:
        case Apply("mul", (*factors, Apply("div", (Text(unit), Text(below))))):
            unit = canonical_unit(f"{unit} / {below}")
            inner = factors[0] if len(factors) == 1 else Apply("mul", tuple(factors))
            return Quantity(inner, unit)
    if not _at_unit(reader):
        return value
    measured = _with_unit(reader, value)
    while isinstance(measured, Quantity) and _part_follows(reader, measured.unit):
        more = _with_unit(reader, reader.prefix()) if _unit_follows(reader) else None
        scale = factor(more.unit, measured.unit) if isinstance(more, Quantity) else None
        if scale is None or not isinstance(more, Quantity):
            raise Unreadable("two values side by side")
        scaled = Apply("mul", (Number(scale), more.value))
        measured = Quantity(shapes.written("add", measured.value, scaled), measured.unit)
    return measured


def _at_unit(reader: Reader) -> bool:
    return reader.peek().kind in ("words", "stop") or reader.sees("€", "£", "¢", "¥")


def _part_follows(reader: Reader, unit: str) -> bool:
    """A second number; after ``and`` only with a smaller unit: ``8 hours and 20 minutes``."""
    if reader.peek().text != "and" or reader.peek(1).kind != "number":
        return reader.peek().kind == "number"
    smaller = reader.peek(2).kind == "words" and not is_prose(reader.peek(2).text)
    size = factor(canonical_unit(reader.peek(2).text), unit) if smaller else None
    joined = size is not None and size < 1
    if joined:
        reader.take()
    return joined


def _unit_follows(reader: Reader) -> bool:
    return reader.peek(1).kind == "words"


def _with_unit(reader: Reader, value: Node) -> Node:
    words: list[str] = []
    while _in_unit(reader, words):
        words.append(CURRENCIES.get(reader.peek().text, reader.peek().text))
        reader.take()
    while words and words[0].casefold() in SCALES:
        scale = Number(Fraction(SCALES[words.pop(0).casefold()]))
        value = shapes.written("mul", value, scale)
    if words and words[0] in _RAISED:
        value = Apply("pow", (value, Number(Fraction(_RAISED[words.pop(0)]))))
    unit = canonical_unit(" ".join(words))
    if unit == "percent":
        return Percent(value)
    if unit == "degree":
        return Apply("degrees", (value,))
    return Quantity(value, unit) if unit else value


def _in_unit(reader: Reader, words: list[str]) -> bool:
    token, after = reader.peek(), reader.peek(1)
    if token.kind in ("words", "symbol", "stop"):
        return True
    if token.kind == "number":
        return bool(words) and words[-1] in ("^", "{", "-") and "^" in words[-3:]
    if token.text == "-":
        return after.kind == "words" or (words[-1:] == ["^"] or words[-2:] == ["^", "{"])
    if token.text == "*":
        return after.kind == "words"
    return reader.sees("/", "^", "{", "}", "€", "£", "¢", "¥") and not (
        token.text == "}" and "{" not in words
    )
