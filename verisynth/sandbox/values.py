"""Plain Python values on the host: rebuilt from a box's claims, read from literals, compared.

The far side is ``sandboxes/codec.py``. Nothing here trusts the JSON: a claim is rebuilt from a
closed set of plain types, so its ``==`` is Python's own and cannot have been forged.
"""

from __future__ import annotations

import ast
import collections
import datetime
import decimal
import fractions
import math
import warnings
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

from verisynth.errors import UsageError
from verisynth.types import Json

MAX_DEPTH = 130
MAX_LITERAL_CHARACTERS = 1 << 20
MAX_EQUAL_HASHES = 64
MAX_EXACT_DIGITS = 10_000

NAN = math.nan
"""The one nan that :func:`decode` and :func:`literal` produce: identity makes it equal itself
inside containers, exactly as Python compares a list with itself."""


class Malformed(ValueError):
    """The JSON is not an encoded value; whoever sent it tampered with the channel."""


@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """A value of a type that does not cross the border. It equals nothing, not even itself."""

    name: str
    """The type's name as claimed by the box: for messages only."""

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<object of type {self.name}>"


def same(claim: object, expected: object) -> bool:
    """Whether a rebuilt claim is the expected value: Python's ``==`` between plain values.

    So ``1 == 1.0 == True`` and ``[1] != (1,)``, as any assert would say; there is no tolerance, a
    row that needs one says so in its tests. One exception: nan equals nan, because a row that
    expects nan asks for nan, and no other answer would ever be right. It is no loophole: a claim
    of nan still equals no number. An opaque part makes the whole unequal.
    """
    return (claim is expected and claim is NAN) or bool(claim == expected)


def decode(data: Json) -> object:
    """The value behind a claim, an :class:`Opaque` for what cannot cross.

    Dictionaries of the standard library (``defaultdict``, ``Counter``, ``OrderedDict``) become
    ``dict``: that is what an expected literal can say, and Python calls them equal to it.

    Raises:
        Malformed: the data is not what the box's encoder makes.
    """
    try:
        return _decode(data, 0)
    except Malformed:
        raise
    except (
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as problem:
        raise Malformed(f"not an encoded value: {problem}") from problem


def _decode(data: Json, depth: int) -> object:
    if data is None or isinstance(data, bool | int | str):
        return data
    if depth > MAX_DEPTH:
        raise Malformed("the value is too deep")
    if isinstance(data, list):
        return [_decode(item, depth + 1) for item in data]
    if not isinstance(data, dict) or len(data) != 1:
        raise Malformed("not an encoded value")
    ((kind, body),) = data.items()
    decoder = _DECODERS.get(kind)
    if decoder is None:
        raise Malformed(f"unknown kind of value: {kind[:40]!r}")
    return decoder(body, depth + 1)


def _items(body: Json, depth: int) -> list[object]:
    if not isinstance(body, list):
        raise Malformed("a list was expected")
    return [_decode(item, depth) for item in body]


def _hashed(body: Json, depth: int) -> list[Hashable]:
    return _spread([_hashable(item) for item in _items(body, depth)])


def _hashable(item: object) -> Hashable:
    hash(item)
    return item


def _spread(keys: list[Hashable]) -> list[Hashable]:
    """The keys, unless so many share one hash that a table of them would take minutes to build."""
    counts = collections.Counter(hash(key) for key in keys)
    if counts and max(counts.values()) > MAX_EQUAL_HASHES:
        raise Malformed("too many keys with one hash")
    return keys


def _pairs(body: Json, depth: int) -> dict[Hashable, object]:
    if not isinstance(body, list):
        raise Malformed("a list of pairs was expected")
    pairs = [_items(pair, depth) for pair in body]
    keys = _spread([_hashable(key) for key, _ in pairs])
    return dict(zip(keys, (item for _, item in pairs), strict=True))


def _float(text: Json) -> float:
    value = float.fromhex(_text(text))
    return NAN if math.isnan(value) else value


def _text(body: Json) -> str:
    if not isinstance(body, str):
        raise Malformed("text was expected")
    return body


def _list(body: Json, size: int) -> list[Json]:
    if not isinstance(body, list) or len(body) != size:
        raise Malformed(f"a list of {size} was expected")
    return body


def _range(body: Json, depth: int) -> object:
    start, stop, step = (_integer(part) for part in _list(body, 3))
    return range(start, stop, step)


def _integer(body: Json) -> int:
    return int(_text(body), 16)


def _decimal(body: Json, depth: int) -> object:
    number = decimal.Decimal(_short(body))
    return NAN if number.is_nan() else number


def _fraction(body: Json, depth: int) -> object:
    over, under = (int(_short(part), 16) for part in _list(body, 2))
    return fractions.Fraction(over, under)


def _short(body: Json) -> str:
    """Text of a number whose arithmetic is quadratic in its length."""
    if len(_text(body)) > MAX_EXACT_DIGITS:
        raise Malformed("the exact number is too long")
    return _text(body)


def _delta(body: Json, depth: int) -> object:
    days, seconds, micros = (part for part in _list(body, 3) if isinstance(part, int))
    return datetime.timedelta(days, seconds, micros)


_DECODERS: Mapping[str, Callable[[Json, int], object]] = {
    "opaque": lambda body, depth: Opaque(_text(body)),
    "int": lambda body, depth: _integer(body),
    "float": lambda body, depth: _float(body),
    "complex": lambda body, depth: complex(*(_float(part) for part in _list(body, 2))),
    "bytes": lambda body, depth: bytes.fromhex(_text(body)),
    "bytearray": lambda body, depth: bytearray.fromhex(_text(body)),
    "tuple": lambda body, depth: tuple(_items(body, depth)),
    "set": lambda body, depth: set(_hashed(body, depth)),
    "frozenset": lambda body, depth: frozenset(_hashed(body, depth)),
    "dict": lambda body, depth: _pairs(body, depth),
    "OrderedDict": lambda body, depth: _pairs(body, depth),
    "Counter": lambda body, depth: _pairs(body, depth),
    "defaultdict": lambda body, depth: _pairs(_list(body, 2)[1], depth),
    "deque": lambda body, depth: collections.deque(_items(_list(body, 2)[1], depth)),
    "range": _range,
    "Decimal": _decimal,
    "Fraction": _fraction,
    "date": lambda body, depth: datetime.date.fromisoformat(_text(body)),
    "datetime": lambda body, depth: datetime.datetime.fromisoformat(_text(body)),
    "time": lambda body, depth: datetime.time.fromisoformat(_text(body)),
    "timedelta": _delta,
}


def encode(value: object) -> Json:
    """A literal's value in the box's encoding; the types are those of :func:`literal`."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if -(2**53) < value < 2**53 else {"int": hex(value)}
    if isinstance(value, float):
        return {"float": value.hex()}
    if isinstance(value, complex):
        return {"complex": [value.real.hex(), value.imag.hex()]}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, set | frozenset):
        members: Iterable[object] = sorted(value, key=repr)
        return {type(value).__name__: [encode(item) for item in members]}
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    raise TypeError(f"{type(value).__name__} is no literal's type")


def literal(text: str) -> object:
    """The value a Python literal says.

    Beside what ``ast.literal_eval`` reads: the names ``nan`` and ``inf`` (what ``repr`` of a
    float prints), ``float("nan")`` and ``float("inf")`` (what people write), ``set()`` and
    ``frozenset(…)`` of a literal (the only way to say them). Nothing is ever evaluated.

    Raises:
        UsageError: the text is no literal, or longer than a megabyte.
    """
    if len(text) > MAX_LITERAL_CHARACTERS:
        raise UsageError(
            f"the literal has {len(text)} characters; at most {MAX_LITERAL_CHARACTERS} are read"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval")
        return _evaluate(tree.body)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as problem:
        reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        raise UsageError(f"not a Python literal: {show(text)}: {reason}") from problem


def _evaluate(node: ast.expr) -> object:
    match node:
        case ast.Constant(value=value) if value is not ...:
            return value
        case ast.List(elts=items):
            return [_evaluate(item) for item in items]
        case ast.Tuple(elts=items):
            return tuple(_evaluate(item) for item in items)
        case ast.Set(elts=items):
            return set(_spread([_hashable(_evaluate(item)) for item in items]))
        case ast.Dict(keys=keys, values=values):
            return {_key(key): _evaluate(item) for key, item in zip(keys, values, strict=True)}
        case _:
            return _special(node)


def _special(node: ast.expr) -> object:
    match node:
        case ast.Name(id="nan" | "inf" as name):
            return NAN if name == "nan" else math.inf
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            number = _number(_evaluate(operand))
            return (NAN if number is NAN else -number) if isinstance(sign, ast.USub) else number
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=ast.Constant() as right):
            return _complex(_evaluate(left), right.value, negative=isinstance(sign, ast.Sub))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, [_evaluate(argument) for argument in arguments])
    raise ValueError(f"{type(node).__name__} is not allowed")


def _key(node: ast.expr | None) -> Hashable:
    if node is None:
        raise ValueError("** is not allowed")
    return _hashable(_evaluate(node))


def _number(value: object) -> int | float | complex:
    if type(value) not in (int, float, complex):
        raise ValueError("a sign belongs before a number")
    return value  # type: ignore[return-value]


def _complex(left: object, right: object, *, negative: bool) -> complex:
    if type(left) not in (int, float) or type(right) is not complex:
        raise ValueError("only a complex number such as 1+2j may hold + or -")
    return left - right if negative else left + right  # type: ignore[operator]


def _call(name: str, arguments: list[object]) -> object:
    if name == "set" and not arguments:
        return set()
    if name == "frozenset" and len(arguments) <= 1:
        members = arguments[0] if arguments else ()
        if isinstance(members, list | tuple | set):
            return frozenset(_spread([_hashable(member) for member in members]))
    if name == "float" and len(arguments) == 1 and isinstance(arguments[0], str):
        number = float(arguments[0])
        return NAN if math.isnan(number) else number
    raise ValueError(f"the call of {name} is not allowed")


def show(value: object, limit: int = 200) -> str:
    """``repr`` for a message, at most ``limit`` characters and never failing."""
    try:
        text = repr(value)
    except ValueError:  # an integer beyond Python's digit limit for text
        text = f"<{type(value).__name__} too large to print>"
    return text if len(text) <= limit else text[: limit - 1] + "…"
