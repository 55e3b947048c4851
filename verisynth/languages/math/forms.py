r"""Whether an answer is written as a value, or leaves a computation of it to the reader.

``5 + 2`` has the value 7 and does not answer 7. What counts as a value is how results are written
when nothing is left to do: decimals and fractions, reduced or not (``6/8``), mixed numbers, powers
of ten and scientific notation, per cents, degrees; of irrational numbers any closed form, because
no evaluation could go on: ``2\sqrt{3}``, ``\sqrt{12}``, ``\frac{\pi}{2}``, ``1+\sqrt{5}``, ``e^2``.
Left to do are sums, products, powers, roots and factorials of plain numbers, also inside of a
closed form (``2^{10}``, ``\sqrt{16}``, ``-(-3)``, ``5!``, ``\pi \cdot 3^2``); a function such as
``\sin 30°`` or ``\ln 8`` where the gold is real and has none; an equation to be solved.

Where the gold itself is such a form, nothing of this applies: ``2^{10}`` may be answered by 1024,
``32^2`` or itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from verisynth.languages.math.exact import fold
from verisynth.languages.math.names import named
from verisynth.languages.math.syntax import (
    Apply,
    Choice,
    Constant,
    Node,
    Number,
    Percent,
    Relation,
    Symbol,
    children,
    is_scalar,
    symbols,
    walk,
)

_NOTATION = frozenset(
    ("add", "mul", "neg", "div", "pow", "sqrt", "cbrt", "root", "exp", "about", "degrees")
)
"""Operations of closed forms; any other name is a function that was not applied."""


def leaves_work(gold: Node, answer: Node, *, exact: bool) -> bool:
    """Whether an answer equal to ``gold`` leaves something to compute that the gold does not.

    With ``exact`` the two are equal, not only near each other: where 3.14 stands for pi, pi is no
    unevaluated 3.14.
    """
    ours = list(parts(gold))
    if any(is_unfinished(part) for part in ours):
        return False
    theirs = [part for part in parts(answer) if not symbols(part)]
    left = any(is_unfinished(part) for part in theirs)
    if exact and not left:
        plain = bool(ours) and all(fold(part) is not None for part in ours)
        left = plain and not all(is_value(part) for part in theirs)
        imaginary = any(Constant("i") in walk(part) for part in ours)
        left = left or (_functions(theirs) and not _functions(ours) and not imaginary)
    return left


def is_value(node: Node) -> bool:
    """Whether a number is written as one, with nothing left to compute."""
    match node:
        case Number():
            return True
        case Apply("neg", (inner,)):
            return is_value(inner) and not (isinstance(inner, Apply) and inner.name == "neg")
        case Apply("div", (top, bottom)):
            return _is_signed(top) and (_is_signed(bottom) or _is_power_of_ten(bottom))
        case Apply("mul", (mantissa, power)):
            return _is_signed(mantissa) and _is_power_of_ten(power)
        case Percent(inner) | Apply("about" | "degrees", (inner,)):
            return is_value(inner)
    return _is_power_of_ten(node)


def _is_signed(node: Node) -> bool:
    match node:
        case Number() | Apply("neg", (Number(),)):
            return True
    return False


def _is_power_of_ten(node: Node) -> bool:
    match node:
        case Apply("pow", (Number(base), power)):
            return base == 10 and _is_signed(power)
    return False


def is_unfinished(node: Node) -> bool:
    """Whether plain numbers in the tree are left to be added, multiplied, raised, taken a root."""
    if is_value(node) or not isinstance(node, Apply | Percent):
        return False
    if fold(node) is not None:
        return True
    if isinstance(node, Apply) and node.name in ("add", "mul"):
        plain = [part for part in node.arguments if is_value(part) and not _is_power_of_ten(part)]
        if sum(fold(part) is not None for part in plain) > 1:
            return True
    return any(is_unfinished(child) for child in children(node))


def is_unsolved(gold: Node, answer: Node) -> bool:
    """Whether the gold is ``x = 2`` and the answer an equation for x, such as ``2x + 3 = 7``.

    ``x - 2 = 0`` is not: that is how the line ``x = 2`` is written in general form.
    """
    ours = named(gold)
    if ours is None or not isinstance(ours.name, Symbol) or symbols(ours.value):
        return False
    match answer:
        case Relation(("=",), (Apply("add", (_, _) as terms), Number(value))) if not value:
            return ours.name not in terms
        case Relation(("=",), _):
            return named(answer) is None
    return False


def parts(node: Node) -> Iterator[Node]:
    """The scalars an answer gives: what is said of a name, the end of a chain, each item."""
    pair = named(node)
    if pair is not None:
        yield from parts(pair.value)
    elif isinstance(node, Relation) and set(node.operators) <= {"=", "~"}:
        if not any(symbols(side) for side in node.sides[:-1]):
            yield from parts(node.sides[-1])
    elif is_scalar(node):
        yield node
    elif not isinstance(node, Choice):
        for child in children(node):
            yield from parts(child)


def _functions(nodes: Iterable[Node]) -> bool:
    return any(
        isinstance(part, Apply) and part.name not in _NOTATION
        for node in nodes
        for part in walk(node)
    )
