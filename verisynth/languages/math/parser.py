"""Reads a token stream into a syntax tree by operator precedence; no evaluation of any kind.

Precedence climbing (Pratt, 1973). Depth is counted and limited, so hostile nesting ends as
:class:`Unreadable`, never as a ``RecursionError``. What cannot be read completely is not read at
all: a trailing ``(or maybe 42)`` makes the whole answer unreadable instead of being cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from verisynth.languages.math import commands, quantities, shapes
from verisynth.languages.math.quantities import CURRENCIES
from verisynth.languages.math.syntax import (
    INFINITY,
    MINUS_INFINITY,
    Apply,
    Based,
    Choice,
    Constant,
    Group,
    Interval,
    Node,
    Number,
    Quantity,
    Relation,
    Symbol,
    Text,
)
from verisynth.languages.math.tokens import Token, Unreadable, same_notation, tokenize
from verisynth.languages.math.words import classify

MAX_DEPTH = 80
"""Of values and of expressions in them: a bracket is two levels, a root without one is one."""
MAX_TOKENS = 600
_RELATIONS = {"=": "=", "<": "<", ">": ">", "≤": "<=", "≥": ">=", "≠": "!=", "∈": "in",
              "∉": "notin", "≈": "~"}  # fmt: skip
_INFIX = {"∪": 8, "∩": 9, "∖": 8, "pmod": 8, "+": 10, "-": 10, "±": 10, "∓": 10, "*": 20, "/": 20,
          "mod": 20, "^": 40}  # fmt: skip
_POSTFIX = {"!": 50, "%": 50, "°": 50}
_NAMES = {"+": "add", "*": "mul", "/": "div", "^": "pow", "mod": "mod"}
_JOINS = {"∪": "union", "∩": "intersection", "∖": "without"}
_STACKED = {"over": "div", "choose": "binomial"}
_IMPLICIT, _UNARY, _OVER = 20, 25, 5
_CLOSING = {"(": ")]", "[": "])", "{": "}", "⦃": "⦄", "]": "[])"}
_CLOSERS = ("rfloor", "rceil")
_LOGIC = {"lor": "or", "vee": "or", "land": "and", "wedge": "and", "cr": ","}
_CHOICE = re.compile(
    r"\s*(?:\\(?:text|textbf|mathbf|mathrm|textrm)\s*\{\s*)?\(?([A-J])(?:\)|\.|:(?=\s))\s*\}?\s*"
    r"(?:\\ )?(\S.*)?",
    re.DOTALL,
)
_OPTION = re.compile(r"(?:option|choice|answer)\s+\(?([A-Ja-j])\)?[.:]?", re.IGNORECASE)


def parse(text: str) -> Node:
    """The tree of ``text``.

    ``±`` gives the list of both values. A list without brackets keeps its order here; whether order
    matters is the comparison's decision.

    Raises:
        Unreadable: the text is not mathematics this parser reads, or is over a size limit.
    """
    return _choice(text) or _parsed(text)


def _choice(text: str) -> Node | None:
    text = text.strip().strip("$*").strip()
    if found := _OPTION.fullmatch(text):
        return Symbol(found[1].upper())
    found = _CHOICE.fullmatch(text) if len(text) < 300 else None
    if found is None or not found[2] or not found[2].strip("$}. "):
        return None if found is None else Symbol(found[1])
    try:
        return Choice(found[1], _parsed(found[2]))
    except Unreadable:
        words = " ".join(same_notation(found[2]).casefold().split())
        return Choice(found[1], Text(words))


def _parsed(text: str) -> Node:
    tokens = classify(tokenize(text))
    if len(tokens) > MAX_TOKENS:
        raise Unreadable(f"{len(tokens)} tokens; at most {MAX_TOKENS}")
    if len(tokens) == 2 and tokens[0].kind == "number":
        return shapes.number(tokens[0].text)
    parser = _Parser(tokens, latex="$" in text or "\\" in text)
    items = parser.sequence()
    parser.expect_end()
    items = [part for item in items for part in shapes.both_signs(item)]
    if len(items) == 1:
        return items[0]
    if "or" in parser.joints and all(shapes.is_condition(item) for item in items):
        return Group("union", tuple(items))
    # Alternatives have no order, so they are no pair; named ones are told apart with their names.
    has_names = any(isinstance(item, Relation) for item in items)
    return Group("set" if "or" in parser.joints and not has_names else "list", tuple(items))


@dataclass(slots=True)
class _Parser:
    tokens: tuple[Token, ...]
    latex: bool = False
    """Braces only group in LaTeX; in plain text they make a set."""
    at: int = 0
    depth: int = 0
    bars: int = 0
    joints: set[str] = field(default_factory=set)
    plain_sets: set[int] = field(default_factory=set)
    """Where a set begins that has no condition; asked once, or nested sets would double the work
    at every level."""

    def peek(self, offset: int = 0) -> Token:
        return self.tokens[min(self.at + offset, len(self.tokens) - 1)]

    def sees(self, *texts: str) -> bool:
        return self.peek().kind == "operator" and self.peek().text in texts

    def take(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def accept(self, *texts: str) -> bool:
        found = self.sees(*texts)
        self.at += found
        return found

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise Unreadable(f"{text!r} expected, found {self.peek().text!r}")

    def expect_end(self) -> None:
        if self.peek().kind != "end":
            raise Unreadable(f"cannot read on at {self.peek().text!r}")

    def split_digits(self) -> None:
        first, rest = self.peek().text[0], self.peek().text[1:]
        pieces = (Token("number", first), Token("number", rest))
        self.tokens = (*self.tokens[: self.at], *pieces, *self.tokens[self.at + 1 :])

    def sequence(self) -> list[Node]:
        """Items separated by commas, semicolons, ``and`` or ``or``."""
        items = [self.item()]
        while self._separator():
            items.append(self.item())
        return items

    def _separator(self) -> bool:
        start = self.at
        while (token := self.peek()).kind == "separator" or self.sees(",", ";") or _is_logic(token):
            self.joints.add(_LOGIC.get(token.text, token.text))
            self.at += 1
        return self.at > start

    def item(self) -> Node:
        """One side, or several joined by relations."""
        if self.accept("≈"):
            return Apply("about", (self.side(),))
        sides, operators = [self.side()], []
        while self.peek().kind == "operator" and self.peek().text in _RELATIONS:
            operators.append(_RELATIONS[self.take().text])
            sides.append(self.side())
        return Relation(tuple(operators), tuple(sides)) if operators else sides[0]

    def side(self) -> Node:
        """A value with its currency sign or unit, a ratio, or words."""
        if self.peek().kind == "words":
            return self._words()
        negative = self.sees("-") and self.peek(1).text in CURRENCIES and bool(self.take())
        currency = CURRENCIES[self.take().text] if self.sees(*CURRENCIES) else ""
        value = self.expression(0)
        if self.sees(":") and not self.bars:
            value = self._ratio(value)
        if negative:
            value = Apply("neg", (value,))
        value = quantities.with_units(self, value)
        return Quantity(value, currency) if currency and not shapes.has_unit(value) else value

    def _words(self) -> Node:
        words = []
        while self.peek().kind in ("words", "symbol", "constant", "stop", "function", "number"):
            words.append(self.take().text)
        return Text(" ".join(" ".join(words).casefold().split()).strip(" .,;:!()"))

    def _ratio(self, first: Node) -> Node:
        parts = [first]
        while self.accept(":"):
            parts.append(self.expression(0))
        return Group("ratio", tuple(parts))

    def expression(self, power: int) -> Node:
        """Everything that binds tighter than ``power``."""
        self._deeper()
        left = self.prefix()
        while (binding := self._binding()) > power:
            left = self._extend(left, binding)
        self.depth -= 1
        return left

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH}")

    def _binding(self) -> int:
        token = self.peek()
        if token.kind == "operator":
            if token.text in _INFIX:
                return _INFIX[token.text]
            if token.text in _POSTFIX:
                return _POSTFIX[token.text]
            if token.text == "(" and self.peek(1).text == "mod":
                return _INFIX["pmod"]
            opens = token.text in "([{⦃" or (token.text == "|" and not self.bars)
            return _IMPLICIT if opens else -1
        if token.kind == "command":
            if token.text in _STACKED:
                return _OVER
            return -1 if token.text in _CLOSERS or token.text in _LOGIC else _IMPLICIT
        return _IMPLICIT if token.kind in ("symbol", "constant", "function", "begin") else -1

    def _extend(self, left: Node, binding: int) -> Node:
        token = self.peek()
        if token.kind == "command" and token.text in _STACKED:
            self.take()
            return Apply(_STACKED[token.text], (left, self.expression(_OVER)))
        if token.kind == "operator" and token.text in _POSTFIX:
            self.take()
            return self._postfix(token.text, left)
        if token.kind == "operator" and (token.text in _INFIX or binding == _INFIX["pmod"]):
            self.take()
            return self._infix(token.text, left, binding)
        if token.text == "frac" and shapes.is_whole(left):
            return self._mixed(left)
        if token.text == "frac" and isinstance(left, Apply) and left.name == "neg":
            return self._negative_mixed(left)
        return shapes.flat("mul", left, self.expression(_IMPLICIT))

    def _postfix(self, text: str, left: Node) -> Node:
        if text != "°":
            return shapes.postfix(text, left)
        scales = {"C": "celsius", "F": "fahrenheit"}
        if self.peek().text in scales and self.peek(1).kind == "end":
            return Quantity(left, scales[self.take().text])
        return Apply("degrees", (commands.minutes_of_arc(self, left),))

    def _infix(self, operator: str, left: Node, binding: int) -> Node:
        if operator == "^":
            return Apply("pow", (left, commands.exponent(self, _INFIX["^"] - 1)))
        if operator in ("pmod", "("):
            return self._residue(left, closed=operator == "(")
        right = self.expression(binding)
        if operator in "±∓":
            return Apply("plus-minus" if operator == "±" else "minus-plus", (left, right))
        if operator in _JOINS or (
            operator == "-" and (shapes.is_collection(left) or shapes.is_collection(right))
        ):
            return shapes.joined(_JOINS.get(operator, "without"), left, right)
        if operator == "-":
            return shapes.flat("add", left, Apply("neg", (right,)))
        return shapes.flat(_NAMES[operator], left, right)

    def _residue(self, left: Node, *, closed: bool) -> Node:
        r"""``3 \pmod 7`` and ``3 (mod 7)``: a class, known by its remainder."""
        if closed:
            self.take()
            modulus = self.expression(0)
            self.expect(")")
        else:
            modulus = commands.argument(self)
        return Apply("residue", (left, modulus))

    def _mixed(self, whole: Node) -> Node:
        r"""``1\frac{1}{2}`` is one and a half; ``2\frac{x}{3}`` and ``2\frac{5}{3}`` are not."""
        fraction = self.prefix()
        match fraction:
            case Apply("div", (Number(top), Number(bottom))) if 0 < top < bottom:
                if not self.sees("^", "!"):
                    return shapes.written("add", whole, fraction)
        while (binding := self._binding()) > _IMPLICIT:
            fraction = self._extend(fraction, binding)
        return Apply("mul", (whole, fraction))

    def _negative_mixed(self, left: Apply) -> Node:
        (whole,) = left.arguments
        if not shapes.is_whole(whole):
            return shapes.flat("mul", left, self.expression(_IMPLICIT))
        return Apply("neg", (self._mixed(whole),))

    def prefix(self) -> Node:
        """A number, name, bracket or prefix operator and what belongs to it."""
        self._deeper()
        value = self._value(self.take())
        self.depth -= 1
        return value

    def _value(self, token: Token) -> Node:
        match token.kind:
            case "number" | "repeating" | "based":
                return self._digits(token)
            case "constant":
                return Constant(token.text)
            case "symbol":
                return Symbol(token.text + self._subscript())
            case "set":
                return self._named_set(token.text)
            case "function":
                return commands.function(self, token.text)
            case "command":
                return commands.command(self, token.text)
            case "begin":
                return commands.environment(self, token.text)
            case "operator":
                return self._prefix_operator(token.text)
        raise Unreadable(f"a value expected, found {token.text or 'the end'!r}")

    def _digits(self, token: Token) -> Node:
        if token.kind == "repeating":
            return shapes.repeating(token.text)
        if token.kind == "based":
            digits, _, base = token.text.partition("_")
            return Based(digits, int(base))
        return self._plain_number(token)

    def _named_set(self, sign: str) -> Node:
        if not self.accept("^"):
            return shapes.named_set(sign)
        braced = self.accept("{")
        positive = self.take().text
        if braced:
            self.expect("}")
        if sign != "ℝ" or positive not in ("+", "-"):
            return Symbol(f"{sign}^{positive}")
        zero = Number(Fraction(0))
        ends = (zero, INFINITY) if positive == "+" else (MINUS_INFINITY, zero)
        return Interval(ends[0], ends[1], low_closed=False, high_closed=False)

    def _plain_number(self, token: Token) -> Node:
        value = shapes.number(token.text)
        top, slash, bottom = self.peek(), self.peek(1), self.peek(2)
        mixed = top.kind == "number" and top.spaced and slash.text == "/"
        if not mixed or bottom.kind != "number":
            return value
        self.at += 3
        if not (token.text + top.text + bottom.text).isdigit() or not int(bottom.text):
            raise Unreadable("two numbers side by side")
        return shapes.written("add", value, Number(Fraction(int(top.text), int(bottom.text))))

    def _subscript(self) -> str:
        name = ""
        while self.sees("_", "'"):
            name += self._index() if self.take().text == "_" else "'"
        return name

    def _index(self) -> str:
        if not self.accept("{"):
            return "_" + self.take().text
        parts = []
        while not self.sees("}") and self.peek().kind != "end":
            parts.append(self.take().text)
        self.expect("}")
        return "_" + "".join(parts)

    def _prefix_operator(self, text: str) -> Node:
        if text in "+-":
            value = self.expression(_UNARY - (text == "+"))
            return Apply("neg", (value,)) if text == "-" else value
        if text in "±∓":
            zero = Number(Fraction(0))
            name = "plus-minus" if text == "±" else "minus-plus"
            return Apply(name, (zero, self.expression(_UNARY)))
        if text == "|":
            return self._absolute()
        if text in _CLOSING:
            value = self.bracket(text)
            braces = text == "{" and not self.latex
            return shapes.as_set(value) if braces else value
        raise Unreadable(f"a value expected, found {text!r}")

    def _absolute(self) -> Node:
        self.bars += 1
        value = self.expression(0)
        self.bars -= 1
        self.expect("|")
        return Apply("abs", (value,))

    def bracket(self, opening: str) -> Node:
        """The contents of a bracket and its closing."""
        bars, self.bars = self.bars, 0
        if opening == "⦃":
            if self.accept("⦄"):
                self.bars = bars
                return Group("set", ())
            if (condition := self._such_that()) is not None:
                self.bars = bars
                return condition
        items = self.sequence()
        if opening == "⦃":
            items = [part for item in items for part in shapes.both_signs(item)]
        self.bars = bars
        closing = self.take().text
        if not closing or closing not in _CLOSING[opening]:
            raise Unreadable(f"bracket {opening!r} is not closed")
        return shapes.bracketed(opening, tuple(items), closing)

    def _such_that(self) -> Node | None:
        """A set by its condition, or nothing consumed."""
        start, depth = self.at, self.depth
        if start in self.plain_sets:
            return None
        self.bars = 1
        head: Node | None = None
        try:
            head = self.item()
        except Unreadable:
            self.depth = depth
        self.bars = 0
        if head is not None and self.accept("|", "∣", ":"):
            condition = shapes.such_that(head, tuple(self.sequence()))
            if condition is not None and self.accept("⦄"):
                return condition
        self.at = start
        self.plain_sets.add(start)
        return None


def _is_logic(token: Token) -> bool:
    return token.kind == "command" and token.text in _LOGIC
