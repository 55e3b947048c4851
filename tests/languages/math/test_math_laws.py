"""Laws of the comparison, on drawn values: rewriting keeps a verdict, editing a value turns it."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings, strategies as st

from tests.verifiers.math_judging import on_host
from verisynth.languages.math.compare import Same, compare
from verisynth.languages.math.exact import canonical, fold, root
from verisynth.languages.math.parser import parse
from verisynth.languages.math.scalars import exact
from verisynth.languages.math.syntax import Node
from verisynth.languages.math.tokens import Unreadable
from verisynth.types import Outcome


def law(examples: int) -> settings:
    """Drawing may be slow on a busy machine, which says nothing about the law."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


FRACTIONS = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=500)
INTEGERS = st.integers(-10_000, 10_000)
LEAVES = st.one_of(st.integers(0, 30).map(str), st.sampled_from(("x", "y", "0.5", r"\frac{2}{3}")))
SIGNS = st.sampled_from((" + ", " - ", r" \cdot "))
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, SIGNS, inner).map(lambda parts: f"({''.join(parts)})"),
        st.tuples(inner, st.integers(1, 4)).map(lambda parts: f"{{({parts[0]})}}^{{{parts[1]}}}"),
        inner.map(lambda text: f"-({text})"),
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(
    (*"0123456789+-*/^()[]{}|,.;:<>=!%$\\ _'&xyieABC", r"\frac", r"\sqrt", r"\pi", r"\text{cm}",
     r"\le", r"\cup", r"\infty", r"\{", r"\}", r"\pm", r"\sum", r"\begin{pmatrix}",
     r"\end{pmatrix}", r"\\", "√", "∛", "minus ", " to ", "答案是", "（", "_000", "\u200b", "sin",
     "log", "or", "and", "½", "²", "∈", "ℝ", "\n", "boxed")
)  # fmt: skip
REPEATED = st.tuples(PIECES, st.integers(1, 900)).map(lambda pair: pair[0] * pair[1])
GARBAGE = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(st.one_of(PIECES, REPEATED), max_size=5).map("".join),
    st.text(max_size=60),
)


def spellings(value: Fraction) -> list[str]:
    """The same number in the ways people write it."""
    top, bottom = value.numerator, value.denominator
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(top), bottom)
    written = [
        f"{top}/{bottom}",
        rf"\frac{{{top}}}{{{bottom}}}",
        rf"{sign}\dfrac{{{3 * abs(top)}}}{{{3 * bottom}}}",
        rf"x = \boxed{{{top}/{bottom}}}",
        f"${top} / {bottom}$",
    ]
    if rest and whole:
        written.append(rf"{sign}{whole}\frac{{{rest}}}{{{bottom}}}")
    if bottom == 1:
        written += [f"{top:,}", f"{top}.0", f"{top}.", rf"\text{{{top}}}", f"**{top}**"]
    return written


@given(FRACTIONS)
@law(60)
def test_a_number_is_accepted_however_it_is_written(value: Fraction) -> None:
    texts = spellings(value)
    for text in texts:
        assert on_host(texts[0], text).outcome is Outcome.ACCEPTED, text
        assert on_host(text, texts[0]).outcome is Outcome.ACCEPTED, text


@given(FRACTIONS, FRACTIONS)
@law(60)
def test_another_number_is_rejected_with_both_values(value: Fraction, other: Fraction) -> None:
    if value == other:
        return
    for gold, answer in zip(spellings(value), spellings(other), strict=False):
        verdict = on_host(gold, answer)
        assert verdict.outcome is Outcome.REJECTED
        assert verdict.witness is not None
        assert verdict.method == "exact"
        shown = Fraction(verdict.witness.expected), Fraction(verdict.witness.got)
        assert shown == (value, other)


@given(st.lists(INTEGERS, min_size=2, max_size=6, unique=True), st.randoms(use_true_random=False))
@law(60)
def test_lists_have_no_order_and_tuples_have_one(values: list[int], chance: object) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (", ".join(map(str, items)) for items in (values, shuffled))
    assert on_host(one, other).outcome is Outcome.ACCEPTED
    assert on_host(one, rf"\{{{other}\}}").outcome is Outcome.ACCEPTED
    same = Outcome.ACCEPTED if shuffled == values else Outcome.REJECTED
    assert on_host(f"({one})", f"({other})").outcome is same
    assert on_host(one, f"{other}, 123456").outcome is Outcome.REJECTED
    assert on_host(one, ", ".join(map(str, values[1:]))).outcome is Outcome.REJECTED


@given(EXPRESSIONS, EXPRESSIONS)
@law(80)
def test_equality_of_expressions_is_symmetric_and_a_difference_has_a_point(
    one: str, other: str
) -> None:
    there = on_host(one, other, unevaluated="allowed")
    back = on_host(other, one, unevaluated="allowed")
    assert {there.outcome, back.outcome} <= {Outcome.ACCEPTED, Outcome.REJECTED}
    assert there.outcome is back.outcome
    if there.outcome is Outcome.REJECTED:
        assert there.witness is not None
        assert there.witness.expected != there.witness.got


@given(EXPRESSIONS)
@law(80)
def test_rewriting_keeps_an_expression_and_one_more_changes_it(text: str) -> None:
    rewritten = (f"({text}) + y - y", f"2 \\cdot ({text}) / 2", f"-(-({text}))", f"y = {text}")
    for same in rewritten:
        verdict = on_host(text, same, unevaluated="allowed")
        assert verdict.outcome is Outcome.ACCEPTED, same
    assert on_host(text, f"({text}) + 1").outcome is Outcome.REJECTED
    assert on_host(f"({text}) + 7x", f"({text}) + 8x").outcome is Outcome.REJECTED


@given(EXPRESSIONS)
@law(60)
def test_canonical_trees_keep_their_value(text: str) -> None:
    tree = parse(text)
    assert canonical(canonical(tree)) == canonical(tree)
    value = fold(tree)
    assert value is None or fold(canonical(tree)) == value


@given(st.integers(0, 10**30), st.integers(1, 9))
@law(60)
def test_roots_are_exact_or_none(value: int, index: int) -> None:
    power = value**index
    assert root(Fraction(power), index) == value
    if value > 1 and index > 1:
        assert root(Fraction(power + 1), index) is None
        assert root(Fraction(power - 1), index) is None


@given(GARBAGE, GARBAGE)
@law(250)
def test_garbage_is_judged_and_never_raises(gold: str, answer: str) -> None:
    verdict = on_host(gold, answer)
    assert verdict.outcome in tuple(Outcome)
    if verdict.outcome is not Outcome.ACCEPTED:
        assert verdict.reason


@given(GARBAGE)
@law(250)
def test_whatever_can_be_read_equals_itself(text: str) -> None:
    try:
        tree: Node = parse(text)
    except Unreadable:
        return
    assert compare(tree, tree, exact).same is Same.EQUAL
