"""Reads the values that rows write down, as Python's ``repr`` would print them. Nothing is run."""

from __future__ import annotations

import ast
import collections
import datetime
import decimal
import fractions
import math
import pathlib
import re
import uuid
import warnings
import zoneinfo
from collections.abc import Callable, Hashable, Mapping, Sequence

from verisynth.errors import UsageError
from verisynth.sandbox import array_forms
from verisynth.sandbox.plain import DECIMAL_NAN, NAN, Member, Scalar, hashable, show, spread

MAX_LITERAL_CHARACTERS = 1 << 20
MAX_EXACT_DIGITS = 10_000

_MODULES = (
    *("datetime", "decimal", "fractions", "collections", "zoneinfo", "numpy", "np"),
    *("pathlib", "uuid"),
)
_FRACTION = re.compile(r"[+-]?\d+(/\d+)?")
_NUMPY_KINDS = {
    **{f"int{bits}": f"i{bits // 8}" for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": f"u{bits // 8}" for bits in (8, 16, 32, 64)},
    **{f"float{bits}": f"f{bits // 8}" for bits in (16, 32, 64)},
    **{f"complex{bits}": f"c{bits // 8}" for bits in (64, 128)},
    "bool": "b1",
    "bool_": "b1",
    "int": "i8",
    "float": "f8",
    "complex": "c16",
}


def literal(text: str) -> object:
    """The value a Python literal says.

    Beside what ``ast.literal_eval`` reads: the names ``nan`` and ``inf`` (what ``repr`` of a
    float prints), ``float("nan")`` and ``float("inf")`` (what people write), ``set()`` and
    ``frozenset(…)``, and what ``repr`` prints for the other types that cross the border, with or
    without the module before it: ``Decimal('1.5')``, ``Fraction(1, 3)``,
    ``datetime.date(2024, 2, 29)``, ``range(3)``, ``array([1.0, 2.0])``. ``Color.RED`` is a member
    of an Enum of the solution. Nothing is ever evaluated.

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
    except (
        ValueError,
        SyntaxError,
        TypeError,
        LookupError,
        ArithmeticError,
        MemoryError,
        RecursionError,
    ) as problem:
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
            return set(spread([hashable(_evaluate(item)) for item in items]))
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
        case ast.Attribute():
            return _attribute(ast.unparse(node))
        case ast.Call(func=function, args=arguments, keywords=keywords):
            return _call(ast.unparse(function), arguments, keywords)
    raise ValueError(f"{type(node).__name__} is not allowed")


def _key(node: ast.expr | None) -> Hashable:
    if node is None:
        raise ValueError("** is not allowed")
    return hashable(_evaluate(node))


def _number(value: object) -> int | float | complex:
    if type(value) not in (int, float, complex):
        raise ValueError("a sign belongs before a number")
    return value  # type: ignore[return-value]


def _complex(left: object, right: object, *, negative: bool) -> complex:
    if type(left) not in (int, float) or type(right) is not complex:
        raise ValueError("only a complex number such as 1+2j may hold + or -")
    return left - right if negative else left + right  # type: ignore[operator]


def _attribute(name: str) -> object:
    if name.removeprefix("datetime.") == "timezone.utc":
        return datetime.UTC
    owner, _, member = name.rpartition(".")
    if not owner.isidentifier() or owner in _MODULES:
        raise ValueError(f"{name} is not allowed")
    return Member(owner, member)


def _call(function: str, arguments: Sequence[ast.expr], keywords: Sequence[ast.keyword]) -> object:
    module, _, name = function.rpartition(".")
    constructor = _CONSTRUCTORS.get(name)
    if name in _NUMPY_KINDS and module in ("np", "numpy"):
        constructor = _scalar_of(_NUMPY_KINDS[name])
    if constructor is None or (module and module not in _MODULES):
        raise ValueError(f"the call of {function} is not allowed")
    named = {str(keyword.arg): _keyword(keyword) for keyword in keywords}
    return constructor([_evaluate(argument) for argument in arguments], named)


def _keyword(keyword: ast.keyword) -> object:
    if keyword.arg == "dtype":
        return ast.unparse(keyword.value).strip("'\"").rpartition(".")[2]
    return _evaluate(keyword.value)


_Named = Mapping[str, object]


def _set(arguments: list[object], named: _Named) -> object:
    if arguments or named:
        raise ValueError("a set with items is written {1, 2}")
    return set()


def _frozenset(arguments: list[object], named: _Named) -> object:
    (members,) = arguments or ((),)
    return frozenset(spread([hashable(member) for member in _sequence(members)]))


def _sequence(value: object) -> list[object]:
    if not isinstance(value, list | tuple | set):
        raise ValueError("a list was expected")
    return list(value)


def _float(arguments: list[object], named: _Named) -> object:
    (text,) = arguments
    if not isinstance(text, str):
        raise ValueError("float is written as a number")
    number = float(text)
    return NAN if math.isnan(number) else number


def _decimal(arguments: list[object], named: _Named) -> object:
    (text,) = arguments
    if type(text) not in (str, int) or len(str(text)) > MAX_EXACT_DIGITS:
        raise ValueError("Decimal takes a short text")
    number = decimal.Decimal(text)  # type: ignore[arg-type]
    return DECIMAL_NAN if number.is_nan() else number


def _fraction(arguments: list[object], named: _Named) -> object:
    if all(type(part) is int for part in arguments):
        return fractions.Fraction(*arguments)  # type: ignore[call-overload]
    (text,) = arguments
    if not isinstance(text, str) or not _FRACTION.fullmatch(text):
        raise ValueError("Fraction takes whole numbers")
    return fractions.Fraction(text)


def _array(arguments: list[object], named: _Named) -> object:
    (items,) = arguments
    given = str(named.get("dtype", ""))
    kind = _NUMPY_KINDS.get(given, given.lstrip("<>|="))
    if set(named) - {"dtype"} or not isinstance(items, list):
        raise ValueError("array takes a list and a dtype")
    return array_forms.of_lists(items, kind)


def _scalar_of(kind: str) -> Callable[[list[object], _Named], object]:
    def scalar(arguments: list[object], named: _Named) -> object:
        (number,) = arguments
        made = array_forms.of_lists([number], kind).items[0]
        return Scalar(made, kind)  # type: ignore[arg-type]

    return scalar


def _made_of(make: Callable[..., object], *kinds: type) -> Callable[[list[object], _Named], object]:
    """A constructor that is given values of exactly these types and nothing else."""

    def construct(arguments: list[object], named: _Named) -> object:
        for value in (*arguments, *named.values()):
            if type(value) not in kinds:
                raise ValueError(f"{type(value).__name__} is not allowed there")
        return make(*arguments, **named)

    return construct


def _counter(arguments: list[object], named: _Named) -> object:
    made: collections.Counter[Hashable] = collections.Counter()
    for part in arguments:
        made.update(part if isinstance(part, dict) else map(hashable, _sequence(part)))
    return made


def _ordered(arguments: list[object], named: _Named) -> object:
    (pairs,) = arguments or ([],)
    return collections.OrderedDict(pairs if isinstance(pairs, dict) else _sequence(pairs))  # type: ignore[arg-type]


def _deque(arguments: list[object], named: _Named) -> object:
    size = named.get("maxlen")
    if size is not None and type(size) is not int:
        raise ValueError("maxlen is a number")
    return collections.deque(_sequence((arguments or [[]])[0]), size)


_NONE = type(None)
_CONSTRUCTORS: Mapping[str, Callable[[list[object], _Named], object]] = {
    "set": _set,
    "frozenset": _frozenset,
    "float": _float,
    "Decimal": _decimal,
    "Fraction": _fraction,
    "array": _array,
    "Counter": _counter,
    "OrderedDict": _ordered,
    "deque": _deque,
    "range": _made_of(range, int),
    "slice": _made_of(slice, int, str, _NONE),
    "bytearray": _made_of(bytearray, bytes),
    "date": _made_of(datetime.date, int),
    "timedelta": _made_of(datetime.timedelta, int),
    "timezone": _made_of(datetime.timezone, datetime.timedelta, str),
    "time": _made_of(datetime.time, int, datetime.timezone, zoneinfo.ZoneInfo),
    "datetime": _made_of(datetime.datetime, int, datetime.timezone, zoneinfo.ZoneInfo),
    "ZoneInfo": _made_of(zoneinfo.ZoneInfo, str),
    "UUID": _made_of(uuid.UUID, str, int),
    "Path": _made_of(pathlib.PosixPath, str),
    "PosixPath": _made_of(pathlib.PosixPath, str),
    "PurePosixPath": _made_of(pathlib.PurePosixPath, str),
}
