"""What one small mistake is: given a node of a parsed program, the nodes it may be replaced by.

Reads and builds syntax trees, never executes them. Nothing here knows where a node sits beyond
:class:`Around`; walking, removing duplicates and choosing is ``mutants.py``.
"""

import ast
from typing import NamedTuple

WEIGHTS = {
    "constant": 8,
    "return": 5,
    "comparison": 5,
    "condition": 4,
    "arithmetic": 4,
    "bounds": 4,
    "negation": 3,
    "boolean": 3,
    "method": 3,
    "augmented": 2,
    "operand": 2,
    "string": 2,
    "arguments": 2,
    "exception": 2,
    "loop": 2,
    "collection": 1,
    "statement": 1,
}
"""Operators by how often a mutant of theirs shows a test set that lets wrong programs pass."""

LONGEST_STRING = 400


class Around(NamedTuple):
    """What an operator may know about the place of a node."""

    first_argument: str = ""
    """Of the innermost function."""
    loop_names: frozenset = frozenset()
    """Names that the conditions of the while loops around the node read."""
    moves_loop: bool = False
    """Whether the node is part of a value assigned to one of those names."""
    is_condition: bool = False
    """Whether only the truth of the node counts."""
    is_signless: bool = False
    """Whether the node's sign is taken away at once, as in ``abs(a - b)``."""


_ARITHMETIC = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.FloorDiv),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd, ast.BitXor),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
_COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_PAIRS = (
    "min max, any all, floor ceil, lower upper, startswith endswith, lstrip rstrip, find rfind, "
    "index rindex, append appendleft, pop popleft, isalpha isalnum, isdigit isalpha, "
    "islower isupper, bisect_left bisect_right, partition rpartition, split rsplit, "
    "removeprefix removesuffix, union intersection, difference symmetric_difference, "
    "combinations permutations, ljust rjust, gcd lcm, title capitalize, add discard, keys values, "
    "heappop heappushpop, combinations combinations_with_replacement, nlargest nsmallest"
)
_SWAPS = {}
for _pair in _PAIRS.split(", "):
    for _one, _other in (_pair.split(), _pair.split()[::-1]):
        _SWAPS.setdefault(_one, _other)
_SWAPS.update(strip="lstrip", issubset="issuperset", issuperset="issubset")
_UNWRAPPED = {"abs", "sorted", "set", "frozenset", "int", "round", "reversed", "bool"}
_DROPPED_CALLS = {"strip", "lstrip", "rstrip", "lower", "upper", "replace", "title", "casefold"}
_SYMMETRIC = {"min", "max", "gcd", "lcm", "isclose", "hypot", "dist"}
_NEVER_NEGATIVE = {"len", "abs", "count"}
_ENDLESS = {"count", "cycle", "repeat", "iter"}


def replacements(node, around):
    """Pairs of an operator's name and a node to put in the place of ``node``."""
    for mistakes in _BY_TYPE.get(type(node), ()):
        yield from mistakes(node, around)
    if around.is_condition and not isinstance(node, ast.Constant):
        yield from _forced(node)


def literal(value):
    """A constant as a node."""
    return ast.Constant(value=value)


def _shifted(node, by):
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return literal(node.value + by)
    return ast.BinOp(node, ast.Add() if by > 0 else ast.Sub(), literal(abs(by)))


def _constant(node, around):
    value = node.value
    if isinstance(value, bool):
        yield "constant", literal(not value)
    elif isinstance(value, int):
        for new in (value + 1, value - 1):
            if new or not around.moves_loop:  # a step of 0 is a loop without end
                yield "constant", literal(new)
    elif isinstance(value, float):
        yield "constant", literal(value + 1)
        yield "constant", literal(value - 1)
    elif isinstance(value, str | bytes) and len(value) <= LONGEST_STRING:
        yield from _string(value)


def _string(value):
    if len(value) > 1:
        yield "string", literal(value[:-1])
        yield "string", literal(value[1:])
        yield "string", literal(value[:0])
    elif value:
        yield "string", literal(value[:0])
        yield "string", literal(value * 2)
    else:
        yield "string", literal(b"?" if isinstance(value, bytes) else "?")


def _compare(node, around):
    for place, old in enumerate(node.ops):
        for kind in _COMPARISONS.get(type(old), ()):
            yield "comparison", _with_comparison(node, place, kind())
        if type(old) in (ast.Eq, ast.NotEq) and _may_be_ordered(node):
            above, below = (ast.GtE, ast.LtE) if isinstance(old, ast.Eq) else (ast.Lt, ast.Gt)
            yield "comparison", _with_comparison(node, place, above())
            if not _is_never_below(node):
                yield "comparison", _with_comparison(node, place, below())


def _with_comparison(node, place, new):
    ops = [*node.ops[:place], new, *node.ops[place + 1 :]]
    return ast.Compare(left=node.left, ops=ops, comparators=node.comparators)


def _may_be_ordered(node):
    kinds = (ast.List, ast.Dict, ast.Set, ast.JoinedStr)
    for side in (node.left, *node.comparators):
        if isinstance(side, kinds):
            return False
        if isinstance(side, ast.Constant) and not isinstance(side.value, int | float):
            return False
    return True


def _is_never_below(node):
    """Whether the left side cannot be less than the right: a length or a remainder beside 0."""
    right = node.comparators[0]
    if not (isinstance(right, ast.Constant) and right.value == 0):
        return False
    match node.left:
        case ast.BinOp(op=ast.Mod(), right=ast.Constant(value=int() | float() as by)):
            return by > 0
        case ast.Call(func=function):
            return _name(function) in _NEVER_NEGATIVE
    return False


def _binary(node, around):
    if around.moves_loop:
        return
    for kind in () if _joins_texts(node) else _ARITHMETIC.get(type(node.op), ()):
        yield "arithmetic", ast.BinOp(node.left, kind(), node.right)
    yield "operand", node.left
    yield "operand", node.right
    if isinstance(node.op, ast.Sub) and around.is_signless:
        return
    if isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow):
        yield "arguments", ast.BinOp(node.right, node.op, node.left)


def _joins_texts(node):
    """Where another operator could only raise TypeError, which any test notices."""
    texts = (ast.List, ast.JoinedStr, ast.ListComp, ast.Tuple)
    for side in (node.left, node.right):
        text = isinstance(side, ast.Constant) and isinstance(side.value, str | bytes)
        if text or isinstance(side, texts):
            return True
    return False


def _unary(node, around):
    if isinstance(node.op, ast.Not):
        yield "negation", node.operand
    elif isinstance(node.op, ast.USub | ast.Invert):
        yield "arithmetic", node.operand


def _boolean(node, around):
    kind = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield "boolean", ast.BoolOp(kind(), node.values)
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        yield "boolean", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _forced(node):
    yield "condition", literal(value=True)
    yield "condition", literal(value=False)
    if not (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
        yield "negation", ast.UnaryOp(ast.Not(), node)


def _returned(node, around):
    if node.value is None:
        return
    yield "return", ast.Return(literal(None))
    for value in _defaults(node.value):
        yield "return", ast.Return(value)
    if around.first_argument:
        yield "return", ast.Return(ast.Name(around.first_argument, ast.Load()))


def _defaults(value):
    """Values of the kind ``value`` seems to be, that hold nothing."""
    match value:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return [literal(value=True), literal(value=False)]
        case ast.Constant(value=bool()):
            return []
        case ast.List() | ast.ListComp():
            return [ast.List([], ast.Load())]
        case ast.Dict() | ast.DictComp():
            return [ast.Dict([], [])]
        case ast.JoinedStr() | ast.Constant(value=str()):
            return [literal("")]
        case ast.Call(func=ast.Name(id="sorted" | "list")):
            return [ast.List([], ast.Load())]
        case ast.Call(func=ast.Attribute(attr="join") | ast.Name(id="str")):
            return [literal("")]
        case ast.BinOp() | ast.Constant() | ast.Call(func=ast.Name()):
            return [literal(0)]
    return []


def _call(node, around):
    yield from _renamed(node)
    yield from _unwrapped(node)
    yield from _range(node)
    if isinstance(node.func, ast.Name | ast.Attribute) and _name(node.func) in ("sorted", "sort"):
        yield "method", _reversed(node)
    for place in range(len(node.keywords)):
        keywords = [*node.keywords[:place], *node.keywords[place + 1 :]]
        yield "arguments", ast.Call(node.func, node.args, keywords)
    yield from _reordered(node)


def _name(function):
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _renamed(node):
    other = _SWAPS.get(_name(node.func))
    if other is None or (other in ("split", "rsplit") and len(node.args + node.keywords) < 2):
        return
    if isinstance(node.func, ast.Name):
        function = ast.Name(other, ast.Load())
    else:
        function = ast.Attribute(node.func.value, other, ast.Load())
    yield "method", ast.Call(function, node.args, node.keywords)


def _unwrapped(node):
    name = _name(node.func)
    if name in ("min", "max") and len(node.args) > 1 and not node.keywords:
        for argument in node.args:
            if not isinstance(argument, ast.Starred):
                yield "operand", argument
    if isinstance(node.func, ast.Name) and name in _UNWRAPPED and node.args:
        if not isinstance(node.args[0], ast.Starred):
            yield "method", node.args[0]
    elif isinstance(node.func, ast.Attribute) and name in _DROPPED_CALLS:
        yield "method", node.func.value


def _range(node):
    if not (isinstance(node.func, ast.Name) and node.func.id == "range" and node.args):
        return
    last = min(len(node.args), 2) - 1
    for place in range(last + 1):
        for by in (1, -1):
            args = list(node.args)
            args[place] = _shifted(args[place], by)
            yield "bounds", ast.Call(node.func, args, node.keywords)


def _reversed(node):
    keywords = [one for one in node.keywords if one.arg != "reverse"]
    given = [one.value for one in node.keywords if one.arg == "reverse"]
    value = ast.UnaryOp(ast.Not(), given[0]) if given else literal(value=True)
    return ast.Call(node.func, node.args, [*keywords, ast.keyword("reverse", value)])


def _reordered(node):
    if any(isinstance(one, ast.Starred) for one in node.args):
        return
    if _name(node.func) in _SYMMETRIC:
        return
    for place in range(len(node.args) - 1):
        args = list(node.args)
        args[place], args[place + 1] = args[place + 1], args[place]
        yield "arguments", ast.Call(node.func, args, node.keywords)
    if len(node.args) > 1:
        yield "arguments", ast.Call(node.func, node.args[:-1], node.keywords)


def _subscript(node, around):
    if isinstance(node.slice, ast.Slice):
        for part in _slices(node.slice):
            yield "bounds", ast.Subscript(node.value, part, node.ctx)
    elif isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.BinOp | ast.Name):
        for by in (1, -1):
            yield "bounds", ast.Subscript(node.value, _shifted(node.slice, by), node.ctx)


def _slices(part):
    # A bound that is a number is shifted by the operator for constants.
    if part.lower is None:
        yield ast.Slice(literal(1), part.upper, part.step)
    else:
        if not (isinstance(part.lower, ast.Constant) and part.lower.value == 0):
            yield ast.Slice(None, part.upper, part.step)
        if not isinstance(part.lower, ast.Constant):
            yield ast.Slice(_shifted(part.lower, 1), part.upper, part.step)
    if part.upper is None:
        yield ast.Slice(part.lower, literal(-1), part.step)
    else:
        yield ast.Slice(part.lower, None, part.step)
        if not isinstance(part.upper, ast.Constant):
            yield ast.Slice(part.lower, _shifted(part.upper, 1), part.step)
            yield ast.Slice(part.lower, _shifted(part.upper, -1), part.step)
    if part.step is not None:
        yield ast.Slice(part.lower, part.upper, None)


def _elements(node, around):
    if len(node.elts) > 1 and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        for elements in (node.elts[:-1], node.elts[1:]):
            rest = {"elts": elements}
            if not isinstance(node, ast.Set):
                rest["ctx"] = node.ctx
            yield "collection", type(node)(**rest)


def _entries(node, around):
    for place in range(len(node.keys)):
        if place < 4:
            keys = [*node.keys[:place], *node.keys[place + 1 :]]
            values = [*node.values[:place], *node.values[place + 1 :]]
            yield "collection", ast.Dict(keys, values)


def _augmented(node, around):
    if not _stalls(node, around) and not _joins_texts(ast.BinOp(node.target, node.op, node.value)):
        for kind in _ARITHMETIC.get(type(node.op), ()):
            yield "augmented", ast.AugAssign(node.target, kind(), node.value)
    if not _stalls(node, around):
        yield "augmented", ast.Assign([node.target], node.value, lineno=node.lineno)
    yield from _dropped(node, around)


def _dropped(node, around):
    if not _stalls(node, around):
        yield "statement", ast.Pass()


def _stalls(node, around):
    """Whether a while loop around may never end without this statement.

    Every test notices that, at the price of a whole time limit.
    """
    if not around.loop_names:
        return False
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return bool(names & around.loop_names)


def _raised(node, around):
    yield "exception", ast.Pass()


def _handler(node, around):
    if not (len(node.body) == 1 and isinstance(node.body[0], ast.Raise)):
        yield "exception", ast.ExceptHandler(node.type, node.name, [ast.Raise(None, None)])


def _jump(node, around):
    yield "loop", ast.Pass()
    if isinstance(node, ast.Continue):
        yield "loop", ast.Break()


def _for(node, around):
    called = {_name(one.func) for one in ast.walk(node.iter) if isinstance(one, ast.Call)}
    if called & _ENDLESS or isinstance(node, ast.AsyncFor):
        return
    listed = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
    for part in (ast.Slice(literal(1), None, None), ast.Slice(None, literal(-1), None)):
        rest = ast.Subscript(listed, part, ast.Load())
        yield "loop", ast.For(node.target, rest, node.body, node.orelse, lineno=node.lineno)


def _choice(node, around):
    yield "condition", node.body
    yield "condition", node.orelse


_BY_TYPE = {
    ast.Constant: (_constant,),
    ast.Compare: (_compare,),
    ast.BinOp: (_binary,),
    ast.UnaryOp: (_unary,),
    ast.BoolOp: (_boolean,),
    ast.Return: (_returned,),
    ast.Call: (_call,),
    ast.Subscript: (_subscript,),
    ast.List: (_elements,),
    ast.Tuple: (_elements,),
    ast.Set: (_elements,),
    ast.Dict: (_entries,),
    ast.AugAssign: (_augmented,),
    ast.Assign: (_dropped,),
    ast.Expr: (_dropped,),
    ast.Delete: (_dropped,),
    ast.Assert: (_dropped,),
    ast.Raise: (_raised,),
    ast.ExceptHandler: (_handler,),
    ast.Break: (_jump,),
    ast.Continue: (_jump,),
    ast.For: (_for,),
    ast.IfExp: (_choice,),
}
