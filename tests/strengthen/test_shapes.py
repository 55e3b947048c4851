"""Texts that share a shape or a format keep it; texts that do not are as free as before."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, strategies as st

from verisynth.strengthen.evidence import Evidence
from verisynth.strengthen.formats import draw_roman, formats_of
from verisynth.strengthen.rules import Texts, rule_of
from verisynth.strengthen.scalars import draw_text, vary_text
from verisynth.strengthen.shapes import shape_of

DATES = ["2020-02-01", "2021-12-31", "2000-02-29"]
TIMES = ["00:00", "23:59", "09:30"]
COLOURS = ["#ff0000", "#000000", "#12ab9f"]
MAILS = ["bob@x.com", "a.b@c.org", "z9@q.net"]
LENGTHS = ["3:07", "12:45", "10:00"]
ROMANS = ["XIV", "MCMXCIV", "III", "LVIII"]
CARDS = ["2H", "9S", "TH", "KD", "4C", "AS"]
ADDRESSES = ["192.168.0.1", "10.0.0.1", "8.8.8.8"]
MOMENTS = ["2020-01-01T10:00:00", "2020-02-28T23:00:00", "2020-12-03T10:30:59"]
CLOCK = ["03:15 PM", "12:00 AM", "12:59 PM"]
SQUARES = ["a1", "h8", "e4", "b1"]
PHONES = ["(555) 123-4567", "(212) 000-9999", "(808) 321-1111"]
THROWS = ["2d6", "10d20", "1d4"]
PLATES = ["AB-123", "XY-999", "CD-456"]


def texts(seen: list[str]) -> Texts:
    found = rule_of("0", seen, "", Evidence()).texts
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("seen", "fits", "breaks"),
    [
        (DATES, ["2024-02-29", "1999-06-30"], ["2000-02-59", "2023-02-29", "2020-2-1", "2020-02"]),
        (TIMES, ["12:34", "00:59"], ["95:32", "24:00", "1:30", "12:60", "12:30:00"]),
        (COLOURS, ["#abcdef", "#0f0f0f"], ["#12ab9fd", "#12ab9g", "12ab9f0", "#ABCDEF", "#"]),
        (MAILS, ["x@y.com", "a.b.c@d.org"], ["bb", "@x.com", "a@b", "a..b@c.org", "a@b@c.net"]),
        (LENGTHS, ["19:45", "8:30"], ["3:7", ":07", "3:46", "3", "3:07:07", "03:07", "3:60"]),
        (ROMANS, ["IX", "MMXXVI"], ["VLIIVLDXMILCCC", "IIII", "ix", "A"]),
        (CARDS, ["AC", "9D"], ["S", "ASS", "1H", "AX"]),
        (ADDRESSES, ["255.0.10.3"], ["256.1.1.1", "1.2.3", "1.2.3.04"]),
        (MOMENTS, ["2020-01-01T11:00:00"], ["2020-01-32T10:00:00", "2020-01-01 10:00:00"]),
        (CLOCK, ["05:30 AM"], ["13:00 PM", "05:30 XM", "05:30", "5:30 AM", "02:15 PM"]),
        (SQUARES, ["h1", "a5"], ["v1", "a9", "a0", "a", "a11", "1a"]),
        (PHONES, ["(212) 321-4567"], ["(21) 321-4567", "212 321-4567", "(212) 321-45"]),
        (THROWS, ["3d6"], ["d6", "3d", "3x6"]),
        (PLATES, ["QQ-555"], ["QQ-1234", "qq-555", "Q-555", "QQ555"]),
    ],
)
def test_texts_of_one_shape_keep_it(seen: list[str], fits: list[str], breaks: list[str]) -> None:
    rule = texts(seen)
    assert [one for one in [*seen, *fits] if not rule.allows(one)] == []
    assert [one for one in breaks if rule.allows(one)] == []


@pytest.mark.parametrize(
    "seen",
    [
        DATES,
        TIMES,
        COLOURS,
        MAILS,
        LENGTHS,
        ROMANS,
        CARDS,
        ADDRESSES,
        MOMENTS,
        THROWS,
        CLOCK,
        SQUARES,
    ],
)
def test_most_proposals_of_a_shape_have_it(seen: list[str]) -> None:
    rule, rng = texts(seen), random.Random(3)
    made = [draw_text(rule, seen, rng) for _ in range(100)]
    made += [vary_text(rng.choice(seen), rule, seen, rng) for _ in range(100)]
    kept = {one for one in made if rule.allows(one)}
    assert len([one for one in made if one in kept]) > 100
    assert len(kept - set(seen)) >= 8


@pytest.mark.parametrize(
    "seen",
    [
        ["hello", "world", "abcde"],
        ["I am bored. Is it?", "Hi. You too?", "No. Is that so?"],
        ["(())", "()()", "((()))"],
        ["2020-01-01", "no date", "2020-01-03"],
        ["a@b", "c@d"],
        ["*", "**", "***"],
        ["-", "--", "-+-"],
        ["1.5", "2.25", "10.0"],
        ["cat", "dog", "cow", "ant", "bee", "fly"],
        ["2H", "9S", "TH", "KD"],
        ["2H", "9S", "TH", "KD", "10C"],
        ["ab", "cd", "e1"],
        ["a1", "b22", "c3"],
        ["Ann: hello", "Bob: hi", "Cy: ok"],
        ["5 apples and 6 pears", "10 apples and 1 pears", "0 apples and 7 pears"],
    ],
)
def test_texts_without_a_common_sign_or_too_few_have_no_shape(seen: list[str]) -> None:
    assert texts(seen).shape is None


def test_a_format_that_one_example_breaks_does_not_hold() -> None:
    assert formats_of([*DATES, "2020-02-30"]) == ()
    assert not texts([*DATES, "2020-02-30"]).allows("2020-02-77")
    assert formats_of(DATES[:2]) == ()
    assert formats_of(["XIV", "IIII", "X"]) == ()
    assert formats_of(["Xiv", "II", "X"]) == ()


def test_hours_stay_within_those_seen_and_days_within_the_calendar() -> None:
    opening = texts(["09:00", "17:30", "12:15"])
    assert opening.allows("16:05")
    assert not opening.allows("18:00")
    assert texts(["03-11-2000", "15-01-2012", "04-12-2003"]).allows("31-12-1999")
    assert not texts(DATES).allows("0001-01-01")
    assert texts([*DATES, "1582-10-15"]).allows("1600-02-29")


def test_numerals_keep_their_case() -> None:
    rng = random.Random(1)
    assert formats_of([draw_roman("X", rng) for _ in range(40)])
    assert all(draw_roman("iv", rng).islower() for _ in range(10))


words = st.text(st.sampled_from("aB1-.:@ T²٣é\n"), max_size=8)


@given(st.lists(words, min_size=1, max_size=8), st.integers(0, 9))
def test_every_shape_allows_the_texts_it_was_learnt_from(seen: list[str], seed: int) -> None:
    shape = shape_of(seen)
    if shape is not None:
        assert all(map(shape.allows, seen))
        shape.draw(random.Random(seed))
    rule = texts(seen)
    assert all(one == "" or rule.allows(one) for one in seen)
