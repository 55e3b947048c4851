"""The matrix of independent answers and tests blames the right one, and none on one word alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from verisynth.pipeline.blame import NO_SUCH_NAME, Blame, Finding, Opinion, Stand, blame

AGREES = Opinion(stand=Stand.AGREES)
FAILS = Opinion(stand=Stand.FAILS)


def differs(reading: str) -> Opinion:
    return Opinion(stand=Stand.DIFFERS, reading=reading)


def finding(*opinions: Opinion, agreement: float = 0.6) -> Finding:
    return blame(opinions, {}, agreement=agreement).finding


@pytest.mark.parametrize(
    ("opinions", "expected"),
    [
        ([AGREES] * 4, Finding.CORROBORATED),
        ([AGREES] * 3 + [differs("a")], Finding.CORROBORATED),
        ([AGREES] * 3 + [differs("a")] * 2, Finding.CORROBORATED),
        # Below the share nothing vouches for the reference; two alike are a second reading.
        ([AGREES] * 2 + [differs("a")] * 2, Finding.PROMPT),
        ([AGREES] + [differs("a")] * 3, Finding.PROMPT),
        ([AGREES] * 2 + [differs("a"), differs("b")], Finding.UNDECIDED),
        # All the others read it in one way: the reference is wrong about its own prompt.
        ([differs("a")] * 4, Finding.REFERENCE),
        ([differs("a")] * 3 + [differs("b")], Finding.REFERENCE),
        ([differs("a")] * 2 + [differs("b")] * 2, Finding.PROMPT),
        # Errors scatter: a hard problem is not a bad one.
        ([differs("a"), differs("b"), differs("c"), differs("d")], Finding.UNDECIDED),
        ([FAILS] * 4, Finding.UNDECIDED),
        # Crashing answers count in the share, for neither side.
        ([AGREES] * 2 + [FAILS] * 2, Finding.UNDECIDED),
        ([AGREES] * 3 + [FAILS] * 2, Finding.CORROBORATED),
        ([differs("a")] * 2 + [FAILS] * 2, Finding.UNDECIDED),
        # Some slips are common: two who err alike among many are no camp.
        ([AGREES] * 4 + [differs("a")] * 2 + [FAILS] * 2, Finding.UNDECIDED),
        ([AGREES] * 4 + [differs("a")] * 4, Finding.PROMPT),
        ([differs("a")] * 2 + [differs("b"), FAILS], Finding.UNDECIDED),
        # One answer proves nothing in either way.
        ([AGREES], Finding.UNDECIDED),
        ([differs("a")], Finding.UNDECIDED),
        ([], Finding.UNDECIDED),
        ([differs(NO_SUCH_NAME)] * 4, Finding.PROMPT),
    ],
)
def test_answers_to_the_problems_own_checks(opinions: list[Opinion], expected: Finding) -> None:
    assert finding(*opinions) is expected


def test_a_share_that_is_met_exactly_is_met() -> None:
    assert finding(*[AGREES] * 11, *[FAILS] * 9, agreement=0.55) is Finding.CORROBORATED
    assert finding(*[AGREES] * 10, *[FAILS] * 10, agreement=0.55) is Finding.UNDECIDED


def by_tests(*columns: str, reference: str) -> Blame:
    """Answers that agree with the problem's own checks; one column a test, one letter an answer."""
    opinions = [
        Opinion(
            stand=Stand.AGREES,
            passed={f"t{n}": cell == "1" for n, cell in enumerate(row) if cell != "-"},
        )
        for row in zip(*columns, strict=True)
    ]
    wanted = {f"t{n}": cell == "1" for n, cell in enumerate(reference)}
    return blame(opinions, wanted, agreement=0.6)


def test_a_test_that_everybody_passes_is_confirmed() -> None:
    found = by_tests("1111", reference="1")
    assert (found.finding, found.confirmed, found.wrong) == (Finding.CORROBORATED, ("t0",), ())


def test_a_test_that_nobody_passes_is_wrong_and_condemns_nothing() -> None:
    found = by_tests("0000", "1111", reference="01")
    assert (found.finding, found.confirmed, found.wrong) == (
        Finding.CORROBORATED,
        ("t1",),
        ("t0",),
    )


def test_a_test_with_one_answer_on_its_side_is_wrong() -> None:
    assert by_tests("1000", reference="0").wrong == ("t0",)


def test_a_test_that_most_answers_pass_and_the_reference_fails_blames_the_reference() -> None:
    found = by_tests("1110", reference="0")
    assert found.finding is Finding.REFERENCE
    assert "t0" in found.detail


def test_a_test_that_divides_the_answers_blames_the_prompt() -> None:
    assert by_tests("1100", reference="0").finding is Finding.PROMPT


def test_an_answer_that_fails_a_confirmed_test_does_not_agree() -> None:
    found = by_tests("1110", reference="1")
    assert (found.agreeing, found.finding) == (3, Finding.CORROBORATED)
    assert found.pass_rate == 0.75
    below = by_tests("1110", "0111", reference="11")
    assert (below.agreeing, below.finding) == (2, Finding.UNDECIDED)


def test_tests_that_did_not_report_say_nothing() -> None:
    found = by_tests("----", reference="0")
    assert (found.finding, found.confirmed, found.wrong) == (Finding.CORROBORATED, (), ())


TESTS = ("t0", "t1", "t2")
opinions = st.lists(
    st.builds(
        lambda stand, reading, passed: Opinion(
            stand=stand, reading=reading if stand is Stand.DIFFERS else "", passed=passed
        ),
        st.sampled_from(Stand),
        st.sampled_from(["a", "b", "c", NO_SUCH_NAME]),
        st.dictionaries(st.sampled_from(TESTS), st.booleans()),
    ),
    max_size=9,
)
references = st.dictionaries(st.sampled_from(TESTS), st.booleans())
shares = st.floats(0.5, 1, exclude_min=True)


@given(opinions, references, shares, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(
    given: list[Opinion], reference: dict[str, bool], share: float, chance: random.Random
) -> None:
    shuffled = list(given)
    chance.shuffle(shuffled)
    assert blame(given, reference, agreement=share) == blame(shuffled, reference, agreement=share)


@given(opinions, references, shares)
def test_a_corroborated_problem_has_two_that_agree_and_the_share(
    given: list[Opinion], reference: dict[str, bool], share: float
) -> None:
    found = blame(given, reference, agreement=share)
    if found.finding is Finding.CORROBORATED:
        assert found.agreeing >= 2
        assert found.agreeing / found.independents >= share


@given(opinions, references, shares)
def test_nothing_is_condemned_on_the_word_of_one_author(
    given: list[Opinion], reference: dict[str, bool], share: float
) -> None:
    found = blame(given, reference, agreement=share)
    if found.finding not in (Finding.REFERENCE, Finding.PROMPT):
        return
    readings = [one.reading for one in given if one.stand is Stand.DIFFERS]
    behaviour = max(map(readings.count, readings), default=0)
    passing = [sum(one.passed.get(name, False) for one in given) for name in reference]
    against = [count for name, count in zip(reference, passing, strict=True) if not reference[name]]
    assert max([behaviour, *against]) >= 2


@given(opinions, shares)
def test_the_reference_alone_is_blamed_only_if_nobody_agrees_with_it(
    given: list[Opinion], share: float
) -> None:
    bare = [replace(one, passed={}) for one in given]
    found = blame(bare, {}, agreement=share)
    if found.finding is Finding.REFERENCE:
        assert found.agreeing == 0


@given(opinions, shares, st.integers(0, 9), st.integers(1, 9))
def test_one_more_that_agrees_never_takes_a_corroboration_away(
    given: list[Opinion], share: float, some: int, more: int
) -> None:
    bare = [*(replace(one, passed={}) for one in given), *[AGREES] * some]
    before = blame(bare, {}, agreement=share).finding
    after = blame([*bare, *[AGREES] * more], {}, agreement=share).finding
    assert after is Finding.CORROBORATED or before is not Finding.CORROBORATED


@given(opinions, references, shares)
def test_a_test_is_never_confirmed_and_wrong(
    given: list[Opinion], reference: dict[str, bool], share: float
) -> None:
    found = blame(given, reference, agreement=share)
    assert not set(found.confirmed) & set(found.wrong)
    assert all(reference[name] for name in found.confirmed)
    assert not any(reference[name] for name in found.wrong)


@given(st.lists(st.just(FAILS), max_size=9), shares)
def test_answers_that_crash_condemn_nothing(given: list[Opinion], share: float) -> None:
    assert finding(*given, agreement=share) is Finding.UNDECIDED


@given(opinions, shares)
def test_what_a_reading_is_called_does_not_matter(given: list[Opinion], share: float) -> None:
    bare = [replace(one, passed={}) for one in given if one.reading != NO_SUCH_NAME]
    renamed = [replace(one, reading=one.reading[::-1] * 3) for one in bare]
    before, after = blame(bare, {}, agreement=share), blame(renamed, {}, agreement=share)
    assert (before.finding, before.agreeing) == (after.finding, after.agreeing)
