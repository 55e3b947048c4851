"""Reads the conditions of WHERE, ON and HAVING: what each asks of one column or of two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from verisynth.languages.sql.lenses import constant
from verisynth.languages.sql.plan import (
    Aggregate,
    Block,
    Compared,
    Condition,
    Every,
    Holds,
    Lens,
    Match,
    Missing,
    Not,
    Ref,
    Some,
    Threshold,
    Value,
)
from verisynth.languages.sql.values import around, as_number, like_matches, like_samples

if TYPE_CHECKING:
    from sqlglot import exp

    from verisynth.languages.sql.reading import Reader, Scope

_OPERATORS = {"eq": "=", "neq": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "is": "=",
              "nullsafeeq": "="}  # fmt: skip
_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MAX_LIST = 40


def read(reader: Reader, node: exp.Expr, scope: Scope, depth: int) -> Condition | None:
    """The condition, or ``None`` where rows cannot be chosen by it."""
    from sqlglot import exp

    while isinstance(node, exp.Paren):
        node = node.this
    if depth > 40:
        return None
    if isinstance(node, exp.And | exp.Or):
        return _joined(reader, node, scope, depth)
    if isinstance(node, exp.Not):
        inner = read(reader, node.this, scope, depth + 1)
        return Not(inner) if inner is not None else None
    if isinstance(node, exp.In):
        return _in(reader, node, scope, depth)
    if isinstance(node, exp.Exists):
        block = reader.query(node.this, scope, depth + 1)
        return Match(block, ()) if block is not None else None
    return _simple(reader, node, scope, depth)


def _simple(reader: Reader, node: exp.Expr, scope: Scope, depth: int) -> Condition | None:
    from sqlglot import exp

    match node:
        case exp.Is() if isinstance(node.expression, exp.Null):
            return _missing(reader, node.this, scope)
        case exp.Is() if isinstance(node.expression, exp.Not):
            found = _missing(reader, node.this, scope)
            return Not(found) if found is not None else None
        case exp.Between():
            return _between(reader, node, scope)
        case exp.Like() | exp.ILike():
            return _like(reader, node, scope)
        case exp.Predicate() if node.key in _OPERATORS:
            return _comparison(reader, node, scope, depth)
        case exp.Column():
            truth = reader.expression(node, scope)
            return _holds(reader, truth, bool, (1, 0)) if isinstance(truth, Lens) else None
        case _:
            return None


def _missing(reader: Reader, node: exp.Expr, scope: Scope) -> Condition | None:
    found = reader.expression(node, scope)
    return Missing(found.ref) if isinstance(found, Lens) else None


def _joined(reader: Reader, node: exp.Expr, scope: Scope, depth: int) -> Condition | None:
    from sqlglot import exp

    parts: list[Condition] = []
    kind = exp.And if isinstance(node, exp.And) else exp.Or
    waiting = [node]
    while waiting and len(parts) < _MAX_LIST:
        one = waiting.pop()
        while isinstance(one, exp.Paren):
            one = one.this
        if isinstance(one, kind):
            waiting += [one.expression, one.this]
            continue
        found = read(reader, one, scope, depth + 1)
        if found is not None:
            parts.append(found)
    if not parts:
        return None
    return Every(tuple(parts)) if kind is exp.And else Some(tuple(parts))


def equal(reader: Reader, left: exp.Expr, right: exp.Expr, scope: Scope) -> Condition | None:
    """The condition that two expressions are equal, as in ``CASE x WHEN 1``."""
    known = _constant(reader, right, scope)
    found = reader.expression(left, scope)
    if known is None or not isinstance(found, Lens):
        return None
    return _constantly(reader, found, "=", known[0])


def _constant(reader: Reader, node: exp.Expr | None, scope: Scope) -> tuple[Value] | None:
    known = constant(node)
    if known is None and node is not None and reader.is_text(node, scope):
        return (node.name,)
    return known


def _comparison(reader: Reader, node: exp.Expr, scope: Scope, depth: int) -> Condition | None:
    operator = _OPERATORS[node.key]
    left, right = node.this, node.expression
    known = _constant(reader, right, scope)
    if known is None:
        known = _constant(reader, left, scope)
        if known is not None:
            left, operator = right, _TURNED[operator]
    if known is not None:
        return _against(reader, reader.expression(left, scope), operator, known[0], scope)
    one = _side(reader, left, scope, depth)
    two = _side(reader, right, scope, depth)
    return _two_sided(reader, one, operator, two)


def _side(
    reader: Reader, node: exp.Expr, scope: Scope, depth: int
) -> Lens | Aggregate | Block | None:
    from sqlglot import exp

    if isinstance(node, exp.All | exp.Any):
        node = node.this
    if isinstance(node, exp.Subquery | exp.Query):
        return reader.query(node, scope, depth + 1)
    return reader.expression(node, scope)


def _two_sided(
    reader: Reader,
    one: Lens | Aggregate | Block | None,
    operator: str,
    two: Lens | Aggregate | Block | None,
) -> Condition | None:
    if isinstance(one, Block) and not isinstance(two, Block):
        return _two_sided(reader, two, _TURNED[operator], one)
    if isinstance(one, Lens) and isinstance(two, Lens):
        reader.link(one.ref, two.ref)
        return Compared(one, operator, two)
    if isinstance(one, Lens) and isinstance(two, Block):
        return _with_subquery(reader, one, operator, two)
    return None


def _with_subquery(reader: Reader, one: Lens, operator: str, block: Block) -> Condition | None:
    output = block.outputs[0] if block.outputs else None
    inner = output.ref if isinstance(output, Lens | Aggregate) else None
    pairs: tuple[tuple[Ref, Ref], ...] = ()
    if inner is not None:
        reader.link(one.ref, inner)
        pairs = ((one.ref, inner),)
        if isinstance(output, Aggregate) and output.function == "avg":
            reader.averages.append(reader.place(inner))
    found = Match(block, pairs)
    return Not(found) if operator == "<>" else found


def _against(
    reader: Reader, found: Lens | Aggregate | None, operator: str, value: Value, scope: Scope
) -> Condition | None:
    if isinstance(found, Lens):
        return _constantly(reader, found, operator, value)
    if isinstance(found, Aggregate):
        number = as_number(value) if isinstance(value, str) else value
        if number is not None:
            found.block.is_grouped = True
            found.block.thresholds.append(Threshold(found.function, found.ref, float(number)))
            if found.ref is not None:
                reader.sample(found.ref, around(number))
        elif found.ref is not None:
            reader.sample(found.ref, around(value))
    return None


def _constantly(reader: Reader, found: Lens, operator: str, value: Value) -> Condition | None:
    if value is None:
        return None
    if not isinstance(value, str) and found.is_plain:
        reader.numbers.add(reader.place(found.ref))
    return _holds(reader, found, _test(operator, value), around(value))


def _holds(
    reader: Reader, found: Lens, test: Callable[[Value], bool], samples: Sequence[Value]
) -> Condition:
    stored = [raw for sample in samples for raw in found.backward(sample)]
    reader.sample(found.ref, [raw for raw in stored if raw is not None])
    return Holds(found, test, tuple(samples))


def _test(operator: str, constant: Value) -> Callable[[Value], bool]:
    def test(value: Value) -> bool:
        return holds(value, operator, constant)

    return test


def holds(left: Value, operator: str, right: Value) -> bool:
    """Whether a comparison is true, with numbers in text taken for numbers beside a number."""
    if left is None or right is None:
        return False
    one: float | str = left
    two: float | str = right
    if isinstance(one, str) != isinstance(two, str):
        numbers = [as_number(v) if isinstance(v, str) else v for v in (one, two)]
        if numbers[0] is None or numbers[1] is None:
            # SQLite sorts every number before every text.
            one, two = (0, 1) if not isinstance(one, str) else (1, 0)
        else:
            one, two = numbers[0], numbers[1]
    match operator:
        case "=":
            return one == two
        case "<>":
            return one != two
        case "<":
            return one < two  # type: ignore[operator]
        case "<=":
            return one <= two  # type: ignore[operator]
        case ">":
            return one > two  # type: ignore[operator]
        case _:
            return one >= two  # type: ignore[operator]


def _in(reader: Reader, node: exp.In, scope: Scope, depth: int) -> Condition | None:
    from sqlglot import exp

    query = node.args.get("query")
    if query is not None:
        return _in_query(reader, node, query, scope, depth)
    found = reader.expression(node.this, scope)
    known = [_constant(reader, one, scope) for one in node.expressions[:_MAX_LIST]]
    if not isinstance(found, Lens) or isinstance(node.this, exp.Tuple):
        return None
    values = [one[0] for one in known if one is not None]
    if not values:
        return None

    def test(value: Value) -> bool:
        return any(holds(value, "=", one) for one in values)

    samples = [*values, *(near for one in values[:4] for near in around(one)[1:4])]
    return _holds(reader, found, test, samples)


def _in_query(
    reader: Reader, node: exp.In, query: exp.Expr, scope: Scope, depth: int
) -> Condition | None:
    from sqlglot import exp

    block = reader.query(query, scope, depth + 1)
    if block is None:
        return None
    outside = node.this.expressions if isinstance(node.this, exp.Tuple) else [node.this]
    pairs = []
    for expression, output in zip(outside, block.outputs, strict=False):
        found = reader.expression(expression, scope)
        inner = output.ref if isinstance(output, Lens | Aggregate) else None
        if isinstance(found, Lens) and inner is not None:
            reader.link(found.ref, inner)
            pairs.append((found.ref, inner))
    return Match(block, tuple(pairs))


def _between(reader: Reader, node: exp.Between, scope: Scope) -> Condition | None:
    found = reader.expression(node.this, scope)
    low, high = (_constant(reader, node.args.get(name), scope) for name in ("low", "high"))
    if low is None or high is None:
        return None
    if isinstance(found, Aggregate):
        for bound in (low, high):
            _against(reader, found, ">=", bound[0], scope)
    if not isinstance(found, Lens):
        return None
    bottom, top = low[0], high[0]

    def test(value: Value) -> bool:
        return holds(value, ">=", bottom) and holds(value, "<=", top)

    return _holds(reader, found, test, [*around(bottom), *around(top), *_middle(bottom, top)])


def _middle(bottom: Value, top: Value) -> Sequence[Value]:
    if isinstance(bottom, int | float) and isinstance(top, int | float):
        return ((bottom + top) // 2,)
    return ()


def _like(reader: Reader, node: exp.Expr, scope: Scope) -> Condition | None:
    from sqlglot import exp

    found = reader.expression(node.this, scope)
    known = _constant(reader, node.expression, scope)
    if known is None or not isinstance(found, Lens) or not isinstance(known[0], str):
        return None
    pattern = known[0]

    def test(value: Value) -> bool:
        return value is not None and like_matches(pattern, value, fold=True)

    condition = _holds(reader, found, test, like_samples(pattern))
    negated = node.args.get("negate") if isinstance(node, exp.Like) else False
    return Not(condition) if negated else condition
