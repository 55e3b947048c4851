r"""Reads what begins with a name: functions, roots, LaTeX commands, environments, big sums.

Works on the token stream through the few methods of :class:`Reader`; the precedence of operators
is the parser's business.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from verisynth.languages.math.notation import Unevaluated, Unreadable
from verisynth.languages.math.shapes import applied, written
from verisynth.languages.math.syntax import (
    Apply,
    Constant,
    Group,
    Matrix,
    Node,
    Number,
    Relation,
    Symbol,
)
from verisynth.languages.math.tokens import Token

ARGUMENT = 21
"""A bare argument binds a little tighter than a product."""
_TASKS = frozenset(
    [
        "int",
        "iint",
        "iiint",
        "oint",
        "lim",
        "limsup",
        "liminf",
        "partial",
        "nabla",
        "argmax",
        "argmin",
        "sup",
        "inf",
        "Pr",
        "mathbb",
    ]
)
_DECORATIONS = frozenset(
    [
        "vec",
        "hat",
        "bar",
        "overline",
        "tilde",
        "widehat",
        "widetilde",
        "dot",
        "ddot",
        "mathcal",
        "mathfrak",
        "mathscr",
        "overrightarrow",
        "overleftrightarrow",
        "check",
        "breve",
    ]
)
_STYLES = frozenset(
    [
        "boxed",
        "fbox",
        "mathbf",
        "mathrm",
        "textbf",
        "mathsf",
        "mathit",
        "mathop",
        "underline",
        "ensuremath",
        "cancel",
    ]
)
_PAIRS = {"lfloor": ("rfloor", "floor"), "lceil": ("rceil", "ceil")}


class Reader(Protocol):
    """What this module needs of the parser."""

    def peek(self, offset: int = 0) -> Token:
        """The token ``offset`` places ahead."""

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these operators."""

    def take(self) -> Token:
        """The next token, consumed."""

    def accept(self, *texts: str) -> bool:
        """Consumes the next token if it is one of these operators."""

    def expect(self, text: str) -> None:
        """Consumes this operator or raises."""

    def expression(self, power: int) -> Node:
        """A value made of what binds tighter than ``power``."""

    def sequence(self) -> list[Node]:
        """Items up to a closing bracket."""

    def item(self) -> Node:
        """One item, relations included."""

    def bracket(self, opening: str) -> Node:
        """The rest of a bracket whose opening was consumed."""

    def split_digits(self) -> None:
        """Makes the next number two tokens, its first digit and the rest."""

    def prefix(self) -> Node:
        """A value without what follows it."""


def argument(reader: Reader) -> Node:
    r"""A LaTeX argument: a brace group, one digit, or one command. ``\frac12`` is one half."""
    if reader.accept("{"):
        return reader.bracket("{")
    token = reader.peek()
    if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
        reader.split_digits()
    return reader.prefix()


def exponent(reader: Reader, power: int) -> Node:
    """What stands after ``^``."""
    if reader.accept("{"):
        return reader.bracket("{")
    return reader.expression(power)


def command(reader: Reader, name: str) -> Node:
    """The value of a LaTeX command that was just consumed."""
    if name == "frac":
        top = argument(reader)
        return Apply("div", (top, argument(reader)))
    if name in _PAIRS:
        closing, function = _PAIRS[name]
        value = reader.expression(0)
        if reader.take().text != closing:
            raise Unreadable(f"\\{name} is not closed")
        return Apply(function, (value,))
    if name in _STYLES:
        return argument(reader)
    if name in _DECORATIONS:
        return _decorated(reader, name)
    if name in ("sum", "prod"):
        return _big(reader, "sum" if name == "sum" else "product")
    if name in _TASKS:
        raise Unevaluated(f"\\{name} states a task and gives no value")
    raise Unreadable(f"no meaning for \\{name}")


def _decorated(reader: Reader, name: str) -> Node:
    inner = argument(reader)
    letters = [inner] if isinstance(inner, Symbol) else getattr(inner, "arguments", ())
    if not letters or not all(isinstance(letter, Symbol) for letter in letters):
        raise Unreadable(f"no meaning for \\{name} over a value")
    return Symbol(f"{name}_" + "".join(letter.name for letter in letters))


def _big(reader: Reader, name: str) -> Node:
    r"""``\sum_{k=1}^{n} body``; the body ends before the next ``+``."""
    reader.expect("_")
    reader.expect("{")
    start = reader.item()
    reader.expect("}")
    reader.expect("^")
    top = exponent(reader, 39)
    match start:
        case Relation(("=",), (Symbol() as index, low)):
            return Apply(name, (reader.expression(10), index, low, top))
    raise Unreadable("a sum whose bounds are not 'index = start'")


def function(reader: Reader, name: str) -> Node:
    """A named function that was just consumed, with its power and arguments."""
    if name == "sqrt":
        return _root(reader)
    if name == "binomial" and reader.sees("{"):
        top = argument(reader)
        return Apply("binomial", (top, argument(reader)))
    base: tuple[Node, ...] = ()
    if name == "log" and reader.accept("_"):
        base = (_base(reader),)
    power = exponent(reader, 39) if reader.accept("^") else None
    return applied(name, (*_arguments(reader), *base), power)


def _base(reader: Reader) -> Node:
    r"""``log_10(x)`` and ``log_10 100`` have the base 10; the argument of ``\log_23`` is 3."""
    digits, after = reader.peek(), reader.peek(1)
    spelled = after.text in ("(", "{") or (after.kind == "number" and after.spaced)
    if digits.kind == "number" and (spelled or digits.text.startswith("1")):
        return reader.prefix()
    return argument(reader)


def _root(reader: Reader) -> Node:
    if reader.accept("["):
        index = reader.expression(0)
        reader.expect("]")
        return Apply("root", (argument(reader), index))
    if reader.sees("("):
        return applied("sqrt", _arguments(reader), None)
    # Nobody means the root of 1 times 2 by \\sqrt12.
    inner = reader.prefix() if reader.peek().kind == "number" else argument(reader)
    return Apply("sqrt", (inner,))


def _arguments(reader: Reader) -> tuple[Node, ...]:
    if reader.sees("(", "{"):
        opening = reader.take().text
        items = tuple(reader.sequence())
        reader.expect(")" if opening == "(" else "}")
        return items
    return (_bare_argument(reader),)


def _bare_argument(reader: Reader) -> Node:
    r"""``\sin 2x\cos x`` is a product: a bare argument ends before the next function."""
    value = reader.expression(ARGUMENT)
    while reader.peek().kind in ("symbol", "constant") or _frac_after(reader, value):
        value = Apply("mul", (value, reader.expression(ARGUMENT)))
    return value


def _frac_after(reader: Reader, value: Node) -> bool:
    return reader.peek().text == "frac" and isinstance(value, Number | Constant)


def environment(reader: Reader, name: str) -> Node:
    r"""A matrix, a determinant, or a system of equations, up to its ``\\end``."""
    rows = _rows(reader, name)
    if name in ("cases", "array") and all(
        len(row) == 1 and isinstance(row[0], Relation) for row in rows
    ):
        return Group("list", tuple(row[0] for row in rows))
    if "matrix" not in name and name != "array":
        raise Unreadable(f"no meaning for the environment {name}")
    matrix = Matrix(tuple(tuple(row) for row in rows))
    if name in ("vmatrix", "Vmatrix"):
        return Apply("det", (matrix,))
    return matrix


def _rows(reader: Reader, name: str) -> list[list[Node]]:
    rows: list[list[Node]] = [[reader.item()]]
    while reader.peek().kind != "close" or reader.peek().text != name:
        if reader.accept("&"):
            rows[-1].append(reader.item())
        elif not reader.accept("\\\\", ",", ";"):
            raise Unreadable(f"{name} is not closed")
        elif reader.peek().kind != "close":
            rows.append([reader.item()])
    reader.take()
    return rows


def minutes_of_arc(reader: Reader, degrees: Node) -> Node:
    """``45°30'`` as degrees with the minutes and seconds that follow."""
    parts = [degrees]
    for size in (60, 3600):
        marks = 1 if size == 60 else 2
        if reader.peek().kind != "number" or not _marked(reader, marks):
            break
        value = Number(Fraction(reader.take().text))
        for _ in range(marks):
            reader.take()
        parts.append(Apply("div", (value, Number(Fraction(size)))))
    return degrees if len(parts) == 1 else written("add", *parts)


def _marked(reader: Reader, marks: int) -> bool:
    return all(reader.peek(place).text == "'" for place in range(1, marks + 1))
