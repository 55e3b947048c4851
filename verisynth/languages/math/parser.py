"""Reads a token stream into a syntax tree by operator precedence; no evaluation of any kind.

Depth is counted and limited, so hostile nesting ends as :class:`Unreadable`, never as a
``RecursionError``. What cannot be read completely is not read at all: a trailing ``(or maybe 42)``
makes the whole answer unreadable instead of being cut off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from verisynth.languages.math.syntax import (
    Apply,
    Based,
    Constant,
    Group,
    Interval,
    Matrix,
    Node,
    Number,
    Percent,
    Quantity,
    Relation,
    Symbol,
    Text,
    depth,
)
from verisynth.languages.math.tokens import Token, Unreadable, tokenize
from verisynth.languages.math.units import canonical_unit
from verisynth.languages.math.words import classify

MAX_DEPTH = 40
MAX_TOKENS = 600
MAX_TREE_DEPTH = 100
_RELATIONS = {"=": "=", "<": "<", ">": ">", "≤": "<=", "≥": ">=", "≠": "!=", "∈": "in"}
_INFIX = {"∪": 8, "+": 10, "-": 10, "±": 10, "∓": 10, "*": 20, "/": 20, "mod": 20, "^": 40}
_POSTFIX = {"!": 50, "%": 50, "°": 50}
_NAMES = {"+": "add", "*": "mul", "/": "div", "^": "pow", "mod": "mod"}
_IMPLICIT, _UNARY, _ARGUMENT = 20, 25, 21
_MANY = (1, MAX_TOKENS)
_ARITY = {
    "log": (1, 2),
    "binomial": (2, 2),
    "max": _MANY,
    "min": _MANY,
    "gcd": _MANY,
    "lcm": _MANY,
}
"""How many arguments a function takes; one where it is not said."""
_CLOSING = {"(": ")]", "[": "])", "{": "}", "⦃": "⦄"}


def parse(text: str) -> Node:
    """The tree of ``text``.

    ``±`` gives the list of both values. A list without brackets keeps its order here; whether order
    matters is the comparison's decision.

    Raises:
        Unreadable: the text is not mathematics this parser reads, or is over a size limit.
    """
    tokens = classify(tokenize(text))
    if len(tokens) > MAX_TOKENS:
        raise Unreadable(f"{len(tokens)} tokens; at most {MAX_TOKENS}")
    parser = _Parser(tokens)
    items = parser.sequence()
    parser.expect_end()
    items = [part for item in items for part in _both_signs(item)]
    return items[0] if len(items) == 1 else Group("list", tuple(items))


@dataclass(slots=True)
class _Parser:
    tokens: tuple[Token, ...]
    at: int = 0
    depth: int = 0
    bars: int = field(default=0)

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
        if not self.accept(*text):
            raise Unreadable(f"{text!r} expected, found {self.peek().text!r}")

    def expect_end(self) -> None:
        if self.peek().kind != "end":
            raise Unreadable(f"cannot read on at {self.peek().text!r}")

    def sequence(self) -> list[Node]:
        """Items separated by commas, semicolons, ``and`` or ``or``."""
        items = [self.item()]
        while self._separator():
            items.append(self.item())
        return items

    def _separator(self) -> bool:
        start = self.at
        while self.sees(",", ";") or self.peek().kind == "separator":
            self.at += 1
        return self.at > start

    def item(self) -> Node:
        """One side, or several joined by relations."""
        sides, operators = [self.side()], []
        while self.peek().kind == "operator" and self.peek().text in _RELATIONS:
            operators.append(_RELATIONS[self.take().text])
            sides.append(self.side())
        return Relation(tuple(operators), tuple(sides)) if operators else sides[0]

    def side(self) -> Node:
        """A value with its currency sign or unit, a ratio, or words."""
        if self.peek().kind == "words":
            return self._words()
        negative = self.sees("-") and self.peek(1).text == "¤" and bool(self.take())
        currency = self.accept("¤")
        value = self.expression(0)
        if self.sees(":"):
            value = self._ratio(value)
        if negative:
            value = Apply("neg", (value,))
        if self.peek().kind == "words":
            value = self._with_unit(value)
        return Quantity(value, "dollar") if currency and not _has_unit(value) else value

    def _words(self) -> Node:
        words = []
        while self.peek().kind in ("words", "symbol"):
            words.append(self.take().text)
        return Text(" ".join(" ".join(words).casefold().split()).strip(" .,;:!()"))

    def _ratio(self, first: Node) -> Node:
        parts = [first]
        while self.accept(":"):
            parts.append(self.expression(0))
        return Group("ratio", tuple(parts))

    def _with_unit(self, value: Node) -> Node:
        words = []
        while self.peek().kind in ("words", "symbol", "number") or self.sees("/", "^", "{", "}"):
            words.append(self.take().text)
        unit = canonical_unit(" ".join(words))
        if unit == "percent":
            return Percent(value)
        if unit == "degree":
            return Apply("degrees", (value,))
        return Quantity(value, unit) if unit else value

    def expression(self, power: int) -> Node:
        """Everything that binds tighter than ``power``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH}")
        left = self.prefix()
        while (binding := self._binding()) > power:
            left = self._extend(left, binding)
        self.depth -= 1
        return left

    def _binding(self) -> int:
        token = self.peek()
        if token.kind == "operator":
            if token.text in _INFIX:
                return _INFIX[token.text]
            if token.text in _POSTFIX:
                return _POSTFIX[token.text]
            opens = token.text in "([{⦃" or (token.text == "|" and not self.bars)
            return _IMPLICIT if opens else -1
        if token.kind == "command":
            return -1 if token.text in ("rfloor", "rceil", "rangle") else _IMPLICIT
        return _IMPLICIT if token.kind in ("symbol", "constant", "function") else -1

    def _extend(self, left: Node, binding: int) -> Node:
        token = self.peek()
        if token.kind == "operator" and token.text in _POSTFIX:
            self.take()
            return _postfix(token.text, left)
        if token.kind == "operator" and token.text in _INFIX:
            self.take()
            return self._infix(token.text, left, binding)
        if _is_whole(left) and token.text == "frac":
            return self._mixed(left)
        return _flat("mul", left, self.expression(_IMPLICIT))

    def _infix(self, operator: str, left: Node, binding: int) -> Node:
        if operator == "^":
            return Apply("pow", (left, self._exponent()))
        right = self.expression(binding)
        if operator in "±∓":
            return Apply("plus-minus" if operator == "±" else "minus-plus", (left, right))
        if operator == "∪":
            return Group("union", (*_union_parts(left), *_union_parts(right)))
        if operator == "-":
            return _flat("add", left, Apply("neg", (right,)))
        return _flat(_NAMES[operator], left, right)

    def _exponent(self) -> Node:
        return self._braced() if self.sees("{") else self.expression(_INFIX["^"] - 1)

    def _mixed(self, whole: Node) -> Node:
        r"""``1\frac{1}{2}`` is one and a half; ``2\frac{x}{3}`` and ``2\frac{5}{3}`` are not."""
        fraction = self.expression(_IMPLICIT)
        match fraction:
            case Apply("div", (Number(top), Number(bottom))) if 0 < top < bottom:
                return Apply("add", (whole, fraction))
        return Apply("mul", (whole, fraction))

    def prefix(self) -> Node:
        """A number, name, bracket or prefix operator and what belongs to it."""
        token = self.take()
        match token.kind:
            case "number":
                return self._plain_number(token)
            case "based":
                digits, _, base = token.text.partition("_")
                return Based(digits, int(base))
            case "constant":
                return Constant(token.text)
            case "symbol":
                return Symbol(token.text + self._subscript())
            case "function":
                return self._function(token.text)
            case "command":
                return self._command(token.text)
            case "begin":
                return self._matrix(token.text)
            case "operator":
                return self._prefix_operator(token.text)
        raise Unreadable(f"a value expected, found {token.text or 'the end'!r}")

    def _plain_number(self, token: Token) -> Node:
        value = Number(Fraction(token.text))
        top, slash, bottom = self.peek(), self.peek(1), self.peek(2)
        mixed = top.kind == "number" and top.spaced and slash.text == "/"
        if not mixed or bottom.kind != "number":
            return value
        self.at += 3
        if "." in token.text + top.text + bottom.text or not int(bottom.text):
            raise Unreadable("two numbers side by side")
        return Apply("add", (value, Number(Fraction(int(top.text), int(bottom.text)))))

    def _subscript(self) -> str:
        if not self.accept("_"):
            return ""
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
            return self._bracket(text)
        raise Unreadable(f"a value expected, found {text!r}")

    def _absolute(self) -> Node:
        self.bars += 1
        value = self.expression(0)
        self.bars -= 1
        self.expect("|")
        return Apply("abs", (value,))

    def _bracket(self, opening: str) -> Node:
        bars, self.bars = self.bars, 0
        if opening == "⦃" and self.accept("⦄"):
            return Group("set", ())
        items = self.sequence()
        if opening == "⦃":
            items = [part for item in items for part in _both_signs(item)]
        self.bars = bars
        closing = self.take().text
        if not closing or closing not in _CLOSING[opening]:
            raise Unreadable(f"bracket {opening!r} is not closed")
        return _bracketed(opening, tuple(items), closing)

    def _braced(self) -> Node:
        self.expect("{")
        return self._bracket("{")

    def _argument(self) -> Node:
        """A LaTeX argument: a brace group, one digit, or one command."""
        if self.accept("{"):
            return self._bracket("{")
        token = self.peek()
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            # \frac12 is one half: an argument without braces is one digit.
            self.tokens = (
                *self.tokens[: self.at],
                Token("number", token.text[0]),
                Token("number", token.text[1:]),
                *self.tokens[self.at + 1 :],
            )
            return Number(Fraction(self.take().text))
        return self.prefix()

    def _command(self, name: str) -> Node:
        match name:
            case "frac":
                return Apply("div", (self._argument(), self._argument()))
            case "lfloor" | "lceil":
                value = self.expression(0)
                if self.take().text != f"r{name[1:]}":
                    raise Unreadable(f"\\{name} is not closed")
                return Apply("floor" if name == "lfloor" else "ceil", (value,))
            case "boxed" | "fbox" | "mathbf" | "mathrm" | "textbf" | "mathsf":
                return self._braced()
        raise Unreadable(f"no meaning for \\{name}")

    def _function(self, name: str) -> Node:
        if name == "sqrt":
            return self._root()
        if name == "binomial" and self.sees("{"):
            return Apply("binomial", (self._argument(), self._argument()))
        base: tuple[Node, ...] = ()
        if name == "log" and self.accept("_"):
            base = (self._argument(),)
        power = self._exponent() if self.accept("^") else None
        arguments = (*self._function_arguments(), *base)
        return _applied(name, arguments, power)

    def _root(self) -> Node:
        if self.accept("["):
            index = self.expression(0)
            self.expect("]")
            return Apply("root", (self._argument(), index))
        if self.sees("("):
            return _applied("sqrt", self._function_arguments(), None)
        return Apply("sqrt", (self._argument(),))

    def _function_arguments(self) -> tuple[Node, ...]:
        if self.sees("(", "{"):
            opening = self.take().text
            items = tuple(self.sequence())
            self.expect(")" if opening == "(" else "}")
            return items
        return (self._bare_argument(),)

    def _bare_argument(self) -> Node:
        r"""``\sin 2x\cos x`` is a product: a bare argument ends before the next function."""
        value = self.expression(_ARGUMENT)
        while self.peek().kind in ("symbol", "constant") or self._frac_after(value):
            value = Apply("mul", (value, self.expression(_ARGUMENT)))
        return value

    def _frac_after(self, value: Node) -> bool:
        return self.peek().text == "frac" and isinstance(value, Number | Constant)

    def _matrix(self, name: str) -> Node:
        if "matrix" not in name and name != "array":
            raise Unreadable(f"no meaning for the environment {name}")
        rows: list[list[Node]] = [[self.item()]]
        while self.peek().kind != "close" or self.peek().text != name:
            if self.accept("&"):
                rows[-1].append(self.item())
            elif not self.accept("\\\\"):
                raise Unreadable("a matrix is not closed")
            elif self.peek().kind != "close":
                rows.append([self.item()])
        self.take()
        return Matrix(tuple(tuple(row) for row in rows))


def _flat(name: str, left: Node, right: Node) -> Node:
    """Long sums and products stay one level deep."""
    if name in ("add", "mul") and isinstance(left, Apply) and left.name == name:
        return Apply(name, (*left.arguments, right))
    return Apply(name, (left, right))


def _bracketed(opening: str, items: tuple[Node, ...], closing: str) -> Node:
    if opening == "⦃":
        return Group("set", items)
    if len(items) == 1:
        inner = items[0]
        return inner if opening != "[" or isinstance(inner, Matrix) or closing == "]" else _half()
    if opening == "{":
        return Group("set", items)
    square = opening == "[" or closing == "]"
    if len(items) == 2 and (square or _unbounded(items)):
        return Interval(items[0], items[1], opening == "[", closing == "]")
    return Group("tuple", items)


def _half() -> Node:
    raise Unreadable("brackets do not match")


def _unbounded(items: tuple[Node, ...]) -> bool:
    infinity = Constant("infinity")
    return any(item in (infinity, Apply("neg", (infinity,))) for item in items)


def _union_parts(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Group) and node.kind == "union" else (node,)


def _has_unit(node: Node) -> bool:
    return isinstance(node, Quantity | Percent)


def _is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.value.denominator == 1


def _postfix(text: str, value: Node) -> Node:
    if text == "%":
        return Percent(value)
    return Apply("factorial" if text == "!" else "degrees", (value,))


def _applied(name: str, arguments: tuple[Node, ...], power: Node | None) -> Node:
    low, high = _ARITY.get(name, (1, 1))
    if not low <= len(arguments) <= high:
        raise Unreadable(f"{name} of {len(arguments)} values")
    if power == Apply("neg", (Number(Fraction(1)),)) and name in ("sin", "cos", "tan"):
        return Apply("a" + name, arguments)
    value = Apply(name, arguments)
    return value if power is None else Apply("pow", (value, power))


def _both_signs(node: Node) -> tuple[Node, ...]:
    """``a ± b`` as its two values; anything else as it is. First of all, a limit on the depth."""
    if depth(node) > MAX_TREE_DEPTH:
        raise Unreadable(f"a tree of more than {MAX_TREE_DEPTH} levels")
    plus, minus = _signed(node, plus=True), _signed(node, plus=False)
    return (node,) if plus == minus else (plus, minus)


def _signed(node: Node, *, plus: bool) -> Node:
    match node:
        case Apply("plus-minus" | "minus-plus" as name, (left, right)):
            left, right = _signed(left, plus=plus), _signed(right, plus=plus)
            positive = plus == (name == "plus-minus")
            return Apply("add", (left, right if positive else Apply("neg", (right,))))
        case Apply(name, arguments):
            return Apply(name, tuple(_signed(item, plus=plus) for item in arguments))
        case Relation(operators, sides):
            return Relation(operators, tuple(_signed(item, plus=plus) for item in sides))
        case Quantity(value, unit):
            return Quantity(_signed(value, plus=plus), unit)
        case Percent(value):
            return Percent(_signed(value, plus=plus))
    return node
