"""What stands before ``=``: ``x = 5`` answers ``5``, and a chain of equations its last side.

``y = 5`` does not answer ``x = 5``, and ``5 = 5`` answers nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verisynth.languages.math.exact import approximate
from verisynth.languages.math.syntax import (
    Apply,
    Group,
    Interval,
    Node,
    Number,
    Quantity,
    Relation,
    Symbol,
    Text,
    order_key,
    replaced,
    symbols,
)

ELLIPSIS = Symbol("…")


@dataclass(frozen=True, slots=True)
class Named:
    """A name and what it is said to be."""

    name: Node
    value: Node


def named(node: Node) -> Named | None:
    """Name and value of ``x = 5``, ``5 = x``, ``f(x) = …``, ``(x, y) = …`` or ``x in …``."""
    match node:
        case Relation(("in",), (left, right)) if is_name(left):
            return Named(left, right)
        case Relation(operators, (left, *_, right)) if set(operators) == {"="}:
            if is_name(left):
                return Named(left, right)
            return Named(right, left) if is_name(right) and len(operators) == 1 else None
        case Apply("mul", (Symbol(name), Group("tuple") as point)) if name.isupper():
            return Named(Symbol(name), point)
        case Group("list", (Relation(("=",), (left, first)), *rest)) if is_name(left):
            if not any(isinstance(item, Relation) for item in rest):
                return Named(left, Group("list", (first, *rest)))
    return None


def is_name(node: Node) -> bool:
    """Whether ``node`` can be what is asked for: ``x``, ``f(x)``, ``AB``, ``(x, y)``, words."""
    match node:
        case Symbol() | Text():
            return True
        case Apply("mul", (first, *rest)):
            # f(2) and P(-1) are names; 2x is not.
            return _is_function(first) and all(
                is_name(item) or isinstance(item, Number) for item in rest
            )
        case Apply("abs", (inner,)):
            # The length of AB; |x| = 3 has to be solved.
            return len(_letters(inner)) > 1 and _letters(inner).isupper()
        case Apply("div", (Apply("mul", (Symbol("d"), *_)), Apply("mul", (Symbol("d"), *_)))):
            return True
        case Group("tuple" | "ratio" | "list", items):
            return all(is_name(item) for item in items)
    return False


def _is_function(node: Node) -> bool:
    """``f`` and ``f^{-1}`` before their argument."""
    match node:
        case Apply("pow", (Symbol(), power)):
            return power == Apply("neg", (Number(Fraction(1)),))
    return isinstance(node, Symbol)


def without_names(gold: Node, answer: Node) -> tuple[Node, Node]:
    """Both without the name before ``=`` unless the two names differ."""
    lists = _lists(gold, answer)
    if lists is not None:
        return lists
    ours, theirs = named(gold), named(answer)
    if ours and theirs:
        renamed = _renamed(ours, theirs)
        return (ours.value, renamed) if renamed is not None else (gold, answer)
    if ours and not isinstance(answer, Relation):
        gold = ours.value
    if theirs and not isinstance(gold, Relation):
        answer = theirs.value
    if not isinstance(gold, Relation):
        answer = _last_side(answer)
    return _plain(gold), _plain(answer)


def _lists(gold: Node, answer: Node) -> tuple[Node, Node] | None:
    """Two lists whose items have names; by name where both have them."""
    if not (isinstance(gold, Group) and isinstance(answer, Group)):
        return None
    ours, theirs = _each_named(gold), _each_named(answer)
    if ours and theirs and {p.name for p in ours} == {p.name for p in theirs}:
        pairs = (sorted(ours, key=_by_name), sorted(theirs, key=_by_name))
        one, other = (Group("tuple", tuple(pair.value for pair in side)) for side in pairs)
        return one, other
    if gold.kind == answer.kind == "list":
        one, other = _unnamed_list(gold), _unnamed_list(answer)
        return one, other
    return None


def _by_name(pair: Named) -> str:
    return order_key(pair.name)


def _each_named(group: Group) -> list[Named]:
    """Name and value of every item, if each has a name of its own."""
    found = [pair for pair in map(named, group.items) if pair]
    distinct = len({pair.name for pair in found}) == len(found) > 1
    return found if group.kind == "list" and distinct and len(found) == len(group.items) else []


def _renamed(ours: Named, theirs: Named) -> Node | None:
    """The answer's value in the gold's variable; None if the names are those of other things."""
    if ours.name == theirs.name:
        return theirs.value
    match ours.name, theirs.name:
        case Apply("mul", (Symbol(one), Symbol(x))), Apply("mul", (Symbol(other), Symbol(t))):
            if one == other and x not in symbols(theirs.value):
                return replaced(theirs.value, Symbol(t), Symbol(x))
        case Symbol("y"), Apply("mul", (Symbol(), Symbol(x))):
            return theirs.value if x != "y" else None
        case Apply("mul", (Symbol(), Symbol(x))), Symbol("y"):
            return theirs.value if x != "y" else None
        case one, other if _letters(one) and _letters(one) == _letters(other):
            return theirs.value
        case Text(one), Text(other) if one.split()[-1:] == other.split()[-1:]:
            return theirs.value
    return None


def _letters(name: Node) -> str:
    r"""``\overline{AB}``, ``\angle AB`` and ``AB`` name the same thing."""
    match name:
        case Symbol(letters):
            return letters.replace("overline_", "")
        case Apply("mul", parts) if all(isinstance(part, Symbol) for part in parts):
            return "".join(_letters(part) for part in parts)
    return ""


def _last_side(node: Node) -> Node:
    """The end of a computation ``2 + 3 = 5``; not of ``5 = 5``, which computes nothing."""
    match node:
        case Relation(operators, sides) if set(operators) == {"="}:
            literal = [isinstance(side, Number | Symbol | Text) for side in sides[:-1]]
            constant = not symbols(sides[-1])
            if constant and not any(literal) and not any(symbols(side) for side in sides[:-1]):
                return sides[-1]
            if constant and len(sides) > 2 and not isinstance(sides[0], Number):
                return sides[-1]
    return node


def _plain(node: Node) -> Node:
    """``x = 1, x = 2`` as ``1, 2``; ``y = 1, x = 2`` as the point ``(2, 1)``."""
    if not (isinstance(node, Group) and node.kind == "list"):
        return node
    plain = _unnamed_list(node)
    pairs = sorted(_each_named(node), key=_by_name)
    if plain.kind == "tuple" and pairs:
        return Group("tuple", tuple(pair.value for pair in pairs))
    return plain


def _unnamed_list(group: Group) -> Group:
    r"""The values alone. ``A = 3, B = 4`` keeps its order; ``x_1 = 3, x_2 = 4`` are two roots."""
    lead = named(group)
    if lead is not None and isinstance(lead.value, Group):
        return lead.value
    found = [pair for pair in map(named, group.items) if pair]
    if len(found) != len(group.items):
        return _partly_named(group, found)
    values = tuple(pair.value for pair in found)
    different = len({pair.name for pair in found})
    if different == 1:
        return Group("set", values)
    if different != len(found):
        return group
    letters = {
        pair.name.name.partition("_")[0] if isinstance(pair.name, Symbol) else pair.name
        for pair in found
    }
    return Group("list" if len(letters) == 1 else "tuple", values)


def _partly_named(group: Group, found: list[Named]) -> Group:
    """``3, x = -1`` is the list ``x = -1, 3`` in another order."""
    if len(found) != 1 or any(isinstance(item, Relation) for item in group.items[:-1]):
        return group
    pairs = [named(item) for item in group.items]
    values = (pair.value if pair else item for pair, item in zip(pairs, group.items, strict=True))
    return Group("list", tuple(values))


@dataclass(frozen=True, slots=True)
class Approximated:
    r"""``\sqrt{2} \approx 1.41``: what was said exactly, and what it was rounded to."""

    exact: Node
    rounded: Node | None

    @property
    def contradictory(self) -> bool:
        """Whether the two are so far apart that they are two answers."""
        if self.rounded is None:
            return False
        match self.exact:
            case Relation(_, sides):
                one = approximate(_bare(sides[-1]))
            case _:
                one = approximate(_bare(self.exact))
        other = approximate(_bare(self.rounded))
        if one is None or other is None:
            return False
        return abs(one - other) > 0.05 * max(abs(one), abs(other))


def _bare(node: Node) -> Node:
    return node.value if isinstance(node, Quantity) else node


def approximated(node: Node) -> Approximated:
    """``node`` split at its first ``≈``."""
    match node:
        case Apply("about", (value,)):
            return Approximated(value, value)
        case Relation(operators, sides) if "~" in operators:
            at = operators.index("~")
            exact = Relation(operators[:at], sides[: at + 1]) if at else sides[0]
            if at == 0 and is_name(sides[0]):
                return Approximated(Relation(("=",), sides[:2]), sides[-1])
            return Approximated(exact, sides[-1])
    return Approximated(node, None)


def may_be_range(node: Node) -> bool:
    """Whether it may be meant as one: an inequality, an interval, or a pair that looks like one."""
    if isinstance(node, Relation):
        return "=" not in node.operators
    return is_range(node) or (isinstance(node, Group) and node.kind in ("tuple", "list"))


def is_range(node: Node) -> bool:
    """Whether it can only be a set of reals, not a tuple or a list."""
    kinds = ("union", "intersection", "without", "and")
    return isinstance(node, Interval) or (isinstance(node, Group) and node.kind in kinds)
