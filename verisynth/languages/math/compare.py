"""Decides whether two trees say the same answer, part by part; scalars are left to a callback.

* **Exact.** 0.5 is 1/2; 0.333 is not 1/3. Only what a policy states is tolerated (``MathTarget``).
* **Percent.** ``60%`` is 60/100. Where the gold says ``60%``, the question asked for a percentage,
  and ``60`` answers it; where the gold says ``60``, ``60%`` is a hundred times too small.
* **Units.** A unit may be left out on one side, because the question fixes it: ``5`` for ``5 cm``.
  Two units must convert: ``1 h`` is ``60 min``; ``5 cm`` is not ``5 m``; ``$5`` is not ``5 cents``.
  Degrees are not such a unit: a bare angle is in radians, so ``90`` is not ``90°``.
* **Names.** ``x = 5`` answers ``5``; ``y = 5`` does not answer ``x = 5``; ``5 = 5`` answers
  nothing.
* **Several values.** Lists and sets have no order and need exactly the gold's values; tuples have
  an order; open and closed ends differ. Digits in a base equal only the same digits in that base.
* **Results.** A computation left to the reader (``5 mod 3``, ``5 - 3``) does not answer ``2``; what
  counts as left is argued in ``forms``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeGuard

from verisynth.languages.math import forms, measures, names, ranges, words_same
from verisynth.languages.math.exact import fold, states_a_task
from verisynth.languages.math.findings import (
    EQUAL,
    UNDECIDED,
    Finding,
    Question,
    Same,
    Scalars,
    all_of,
    different,
)
from verisynth.languages.math.integration import constants_of_integration
from verisynth.languages.math.matrices import multiplied_out
from verisynth.languages.math.syntax import (
    Apply,
    Based,
    Choice,
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
    is_scalar,
    replaced,
    symbols,
    walk,
)
from verisynth.targets import MathTarget

__all__ = ["Finding", "Same", "Scalars", "compare"]

MAX_PAIRS = 2500
_FULL_DIGITS = 13
_DOUBLE = Fraction(1, 2**48)
_DEFAULT = MathTarget(gold="")


def compare(gold: Node, answer: Node, scalars: Scalars, policy: MathTarget = _DEFAULT) -> Finding:
    """Whether ``answer`` says what ``gold`` says, by the rules of ``policy``; not by its gold."""
    if gold == answer:
        return EQUAL
    if states_a_task(answer) and not states_a_task(gold):
        return different("the answer states a computation and not its result")
    result = _Comparison(scalars, policy).top(multiplied_out(gold), multiplied_out(answer))
    if policy.unevaluated == "allowed" or result.same is Same.DIFFERENT:
        return result
    if forms.is_unsolved(gold, answer):
        return different("the answer states an equation, a computation that is left to be solved")
    if result.equal and forms.leaves_work(gold, answer, exact=_is_exact(gold, policy)):
        return different("the answer states a computation and not its result")
    return result


def _is_exact(gold: Node, policy: MathTarget) -> bool:
    """Whether what equals the gold has its value, and is not only near it."""
    if policy.tolerance or policy.decimals == "rounded" or names.approximated(gold).rounded:
        return False
    return not any(isinstance(part, Number) and part.digits >= _FULL_DIGITS for part in walk(gold))


@dataclass(frozen=True, slots=True)
class _Comparison:
    scalars: Scalars
    policy: MathTarget

    def top(self, gold: Node, answer: Node) -> Finding:
        """Lettered options and ``≈`` first; they stand around the whole answer."""
        if isinstance(gold, Choice):
            return self._choice(gold, answer, turned=False)
        if isinstance(answer, Choice):
            return self._choice(answer, gold, turned=True)
        answer = _engineers(gold, answer)
        if _is_option(gold) and words_same.letter(answer):
            return different("another option") if words_same.letter(answer) != gold.name else EQUAL
        ours, theirs = names.approximated(gold), names.approximated(answer)
        if theirs.contradictory:
            return different("several different answers are offered")
        result = self.same(ours.exact, theirs.exact)
        if result.same is Same.EQUAL or (ours.rounded is None and theirs.rounded is None):
            return result
        if ours.rounded is not None:
            rounded = self._rounding().same(ours.rounded, theirs.exact)
            result = result if rounded.same is Same.DIFFERENT else rounded
        if theirs.rounded is not None and not result.equal:
            other = self.same(ours.exact, theirs.rounded)
            result = result if other.same is Same.DIFFERENT else other
        return result

    def _rounding(self) -> _Comparison:
        return _Comparison(self.scalars, replace(self.policy, decimals="rounded", tolerance=0))

    def _choice(self, choice: Choice, other: Node, *, turned: bool) -> Finding:
        """By the letter where the other side has one, else by what stands beside it."""
        letter = other.letter if isinstance(other, Choice) else words_same.letter(other)
        if letter:
            return EQUAL if letter == choice.letter else different("another option")
        return self.top(other, choice.value) if turned else self.top(choice.value, other)

    def same(self, gold: Node, answer: Node) -> Finding:
        """One value, of any type, beside another."""
        if gold == answer:
            return EQUAL
        gold, answer = names.without_names(gold, answer)
        if gold == answer:
            return EQUAL
        if words_same.speaks(gold) or words_same.speaks(answer):
            return words_same.same(gold, answer)
        if isinstance(gold, Percent) and not isinstance(answer, Percent | Quantity):
            return self._percentage(gold, answer)
        if isinstance(gold, Quantity) or isinstance(answer, Quantity):
            return self._quantities(gold, answer)
        if measures.measured(answer, gold) is not None:
            return self._quantities(gold, answer)
        return self._shapes(gold, answer)

    def _shapes(self, gold: Node, answer: Node) -> Finding:
        if isinstance(gold, Relation) or isinstance(answer, Relation):
            return self._relations(gold, answer)
        if isinstance(gold, Matrix) or isinstance(answer, Matrix):
            return self._matrices(gold, answer)
        if names.is_range(gold) or names.is_range(answer):
            return self._ranges(gold, answer)
        if isinstance(gold, Group) or isinstance(answer, Group):
            return self._groups(gold, answer)
        if isinstance(gold, Based) or isinstance(answer, Based):
            return different("other digits, or another base")
        if is_scalar(gold) and is_scalar(answer):
            return self._scalar(gold, answer)
        return UNDECIDED

    def _scalar(self, gold: Node, answer: Node) -> Finding:
        relative, absolute = self._allowed(gold, answer)
        result = self.scalars(Question(gold, answer, "value", relative, absolute))
        if result.same is Same.EQUAL or names.ELLIPSIS in (*walk(gold), *walk(answer)):
            return result if result.equal else UNDECIDED
        optional = self.policy.constant == "optional"
        return constants_of_integration(gold, answer, self.scalars, optional=optional) or result

    def _allowed(self, gold: Node, answer: Node) -> tuple[Fraction, Fraction]:
        """How far apart the two may be, by the policy and by the digits that were written."""
        relative, absolute = Fraction(self.policy.tolerance), Fraction(0)
        ours, theirs = _written(gold), _written(answer)
        if self.policy.decimals == "rounded" and ours is not None and ours.digits:
            absolute = Fraction(1, 2 * 10**ours.places)
        if self.policy.decimals != "exact":
            precise = [
                _precision(decimal, other) for decimal, other in ((ours, answer), (theirs, gold))
            ]
            relative = max(relative, *precise)
        return relative, absolute

    def _percentage(self, gold: Percent, answer: Node) -> Finding:
        result = self.same(Apply("div", (gold.value, Number(Fraction(100)))), answer)
        if result.equal or self.policy.percent != "gold":
            return result
        signless = self.same(gold.value, answer)
        return signless if signless.equal else result

    def _quantities(self, gold: Node, answer: Node) -> Finding:
        ours = measures.measured(gold, answer) or gold
        theirs = measures.measured(answer, gold) or answer
        if isinstance(ours, Quantity) and isinstance(theirs, Quantity):
            scale = measures.scale(theirs.unit, ours.unit)
            if scale is None:
                return different(f"{theirs.unit} is not {ours.unit}")
            scaled = Apply("mul", (Number(scale), theirs.value))
            return self.same(ours.value, theirs.value if scale == 1 else scaled)
        if isinstance(ours, Quantity):
            if self.policy.units == "required":
                return different(f"the unit {ours.unit} is missing")
            ours = ours.value
        return self.same(ours, theirs.value if isinstance(theirs, Quantity) else theirs)

    def _relations(self, gold: Node, answer: Node) -> Finding:
        if (
            names.may_be_range(gold)
            and names.may_be_range(answer)
            and not _of_several(gold, answer)
        ):
            ours, theirs = ranges.intervals(gold), ranges.intervals(answer)
            if ours is not None and theirs is not None:
                if not _one_variable(gold, answer):
                    return different("the conditions speak of different variables")
                return self._intervals(ours, theirs)
        if not (isinstance(gold, Relation) and isinstance(answer, Relation)):
            # A gold such as x^2 < 4 is left for the reader to solve, and we may not be able to.
            unsolved = ranges.is_condition(gold) and names.is_range(answer)
            return UNDECIDED if unsolved else different("a relation beside a value")
        if len(gold.operators) != 1 or len(answer.operators) != 1:
            return self._chains(gold, answer)
        return self._single_relations(gold, answer)

    def _chains(self, gold: Relation, answer: Relation) -> Finding:
        if gold.operators != answer.operators:
            flipped = tuple(ranges.FLIP.get(sign, "") for sign in reversed(answer.operators))
            answer = Relation(flipped, tuple(reversed(answer.sides)))
        if gold.operators != answer.operators:
            return different("the relations have different signs")
        return self._pairwise(gold.sides, answer.sides)

    def _single_relations(self, gold: Relation, answer: Relation) -> Finding:
        if set(gold.operators + answer.operators) - set(ranges.FLIP):
            return self._chains(gold, answer)
        one, other = _difference(gold), _difference(answer)
        if not is_scalar(one) or not is_scalar(other):
            return self._chains(gold, answer)
        sign = gold.operators[0]
        if gold.operators == answer.operators:
            kind = "equation" if sign in ("=", "!=") else "inequality"
            return self.scalars(Question(one, other, kind))
        if ranges.FLIP[sign] == answer.operators[0]:
            return self.scalars(Question(one, Apply("neg", (other,)), "inequality"))
        return different("the relations have different signs")

    def _ranges(self, gold: Node, answer: Node) -> Finding:
        ours, theirs = ranges.intervals(gold), ranges.intervals(answer)
        if ours is not None and theirs is not None:
            return self._intervals(ours, theirs)
        if not (_is_set_like(gold) and _is_set_like(answer)):
            return different("a range beside something else")
        if (ours or theirs) and (_is_discrete(gold) or _is_discrete(answer)):
            return different("a range beside separate values")
        if {gold.kind for gold in (gold, answer) if isinstance(gold, Group)} & {"list", "tuple"}:
            return different("a range beside a list")
        if isinstance(gold, Group) and isinstance(answer, Group) and gold.kind == answer.kind:
            return self._unordered(gold.items, answer.items, once=True)
        return UNDECIDED

    def _intervals(self, ours: Sequence[Interval], theirs: Sequence[Interval]) -> Finding:
        if len(ours) != len(theirs):
            return different("the sets have different parts")
        for one, other in zip(ours, theirs, strict=True):
            if (one.low_closed, one.high_closed) != (other.low_closed, other.high_closed):
                return different("an end is open on one side and closed on the other")
        ends = [(part.low, part.high) for part in ours]
        others = [(part.low, part.high) for part in theirs]
        return self._pairwise([e for pair in ends for e in pair], [e for p in others for e in p])

    def _groups(self, gold: Node, answer: Node) -> Finding:
        if not (isinstance(gold, Group) and isinstance(answer, Group)):
            return self._group_beside_one(gold, answer)
        kinds = {gold.kind, answer.kind}
        if "ratio" in kinds and len(kinds) > 1:
            return different("a ratio beside a list")
        if kinds <= {"list", "set"}:
            if self.policy.order == "same" and kinds == {"list"}:
                return self._pairwise(gold.items, answer.items)
            return self._unordered(gold.items, answer.items, once="set" in kinds)
        if kinds == {"tuple", "set"}:
            return different("a set beside a tuple")
        return self._pairwise(gold.items, answer.items)

    def _group_beside_one(self, gold: Node, answer: Node) -> Finding:
        group, other = (gold, answer) if isinstance(gold, Group) else (answer, gold)
        if isinstance(group, Group) and group.kind == "set" and len(group.items) == 1:
            pair = (group.items[0], other) if group is gold else (other, group.items[0])
            return self.same(*pair)
        if isinstance(group, Group) and group.kind == "ratio" and len(group.items) == 2:
            quotient = Apply("div", group.items)
            if fold(group.items[1]) and is_scalar(quotient) and is_scalar(other):
                return self._scalar(*((quotient, other) if group is gold else (other, quotient)))
        if group is answer:
            return different("several different answers are offered")
        return different("one value where several are asked for")

    def _matrices(self, gold: Node, answer: Node) -> Finding:
        ours, theirs = _rows(gold), _rows(answer)
        if ours is None or theirs is None:
            return different("a matrix beside something else")
        if [len(row) for row in ours] != [len(row) for row in theirs]:
            return different("matrices of different shapes")
        cells = [item for row in ours for item in row]
        return self._pairwise(cells, [item for row in theirs for item in row])

    def _pairwise(self, gold: Sequence[Node], answer: Sequence[Node]) -> Finding:
        if len(gold) != len(answer):
            return different(f"{len(answer)} values where {len(gold)} are asked for")
        return all_of(self.same(one, other) for one, other in zip(gold, answer, strict=True))

    def _unordered(self, gold: Sequence[Node], answer: Sequence[Node], *, once: bool) -> Finding:
        """Whether the values pair up; with ``once``, repeated values count once."""
        if names.ELLIPSIS in (*gold, *answer):
            return all_of([self._pairwise(gold, answer)]) if gold == answer else UNDECIDED
        if not once and len(gold) != len(answer):
            return different(f"{len(answer)} values where {len(gold)} are asked for")
        if len(gold) * len(answer) > MAX_PAIRS:
            return self._sorted_pairs(gold, answer)
        left = list(answer)
        found = [self._partner(one, left, keep=once) for one in gold]
        if once:
            found += [self._partner(other, list(gold), keep=True, turned=True) for other in answer]
        return all_of(found)

    def _partner(
        self, one: Node, others: list[Node], *, keep: bool, turned: bool = False
    ) -> Finding:
        """The best finding for ``one`` among ``others``, which loses its partner."""
        undecided = None
        for other in others:
            result = self.same(other, one) if turned else self.same(one, other)
            if result.equal:
                if not keep:
                    others.remove(other)
                return result
            undecided = undecided or (result if result.same is Same.UNDECIDED else None)
        return undecided or different("a value has no partner in the other list")

    def _sorted_pairs(self, gold: Sequence[Node], answer: Sequence[Node]) -> Finding:
        """Long lists of numbers are put in order; other long lists are not decided."""
        ours, theirs = _numbers(gold), _numbers(answer)
        if ours is None or theirs is None:
            return UNDECIDED
        return EQUAL if ours == theirs else different("the lists hold different values")


def _engineers(gold: Node, answer: Node) -> Node:
    """``3 + 4j`` as ``3 + 4i``, where the gold is complex and has no j."""
    imaginary, j = Constant("i"), Symbol("j")
    if "j" not in symbols(answer) or "j" in symbols(gold) or imaginary in walk(answer):
        return answer
    return replaced(answer, j, imaginary) if imaginary in walk(gold) else answer


def _is_option(gold: Node) -> TypeGuard[Symbol]:
    """Whether the gold is a lettered option; beside it ``a`` is one, too."""
    return isinstance(gold, Symbol) and len(gold.name) == 1 and "A" <= gold.name <= "J"


def _numbers(items: Iterable[Node]) -> list[Fraction] | None:
    values = [fold(item) for item in items]
    return None if None in values else sorted(value for value in values if value is not None)


def _written(node: Node) -> Number | None:
    """The decimal as it was written, its sign aside."""
    match node:
        case Number():
            return node
        case Apply("neg" | "about", (inner,)):
            return _written(inner)
    return None


def _precision(decimal: Number | None, other: Node) -> Fraction:
    """What a long decimal for a value that has none may be off, for its digits all to be right.

    A double has 15 to 17 digits, of which the last may be off by its own rounding.
    """
    if decimal is None or decimal.digits < _FULL_DIGITS or _terminates(other):
        return Fraction(0)
    return _DOUBLE if decimal.digits <= 17 else Fraction(1, 10 ** (decimal.digits - 1))


def _terminates(node: Node) -> bool:
    """Whether the value has a finite decimal, so that digits can be compared one by one."""
    value = fold(node)
    if value is None:
        return False
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _difference(relation: Relation) -> Node:
    left, right = relation.sides
    return Apply("add", (left, Apply("neg", (right,))))


def _one_variable(gold: Node, answer: Node) -> bool:
    """Whether two ranges may speak of the same variable: named alike, or one not named."""
    ours, theirs = ranges.variable(gold), ranges.variable(answer)
    return not ours or not theirs or ours == theirs


def _of_several(gold: Node, answer: Node) -> bool:
    """Whether both are one condition on several variables: ``a >= b``, which ``b <= a`` repeats."""
    pair = (gold, answer)
    return all(isinstance(one, Relation) and len(one.operators) == 1 for one in pair) and all(
        len(symbols(one)) > 1 for one in pair
    )


def _is_discrete(node: Node) -> bool:
    """Whether it is the integers or the like, or lists its values; no range is such a set."""
    named = isinstance(node, Constant) and node.name in ("integers", "naturals", "rationals")
    return named or (isinstance(node, Group) and node.kind == "set")


def _is_set_like(node: Node) -> bool:
    return isinstance(node, Interval | Group | Constant | Relation | Symbol)


def _rows(node: Node) -> tuple[tuple[Node, ...], ...] | None:
    """A matrix by rows; a tuple is a column, and so is a matrix of one row: a vector is one."""
    match node:
        case Matrix(rows):
            return tuple((item,) for item in rows[0]) if len(rows) == 1 else rows
        case Group("tuple", items):
            nested = [_row(item) for item in items]
            found = tuple(row for row in nested if row is not None)
            return found if len(found) == len(items) else tuple((item,) for item in items)
        case Interval(low, high, low_closed=True, high_closed=True):
            return _rows(Group("tuple", (low, high)))
    return None


def _row(node: Node) -> tuple[Node, ...] | None:
    """``[1, 2]`` inside ``[[1, 2], [3, 4]]``."""
    match node:
        case Group("tuple", items):
            return items
        case Interval(low, high, low_closed=True, high_closed=True):
            return low, high
    return None
