"""What the runner makes of measured times: growth that is plain, and what it may leave alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sandboxes.runners import regex_attacks

PAYLOAD: dict[str, Any] = {
    "pattern": "a+b",
    "mode": "search",
    "flags": "",
    "attacks": [],
    "seconds": 0.2,
    "length": 40_000,
    "telling_seconds": 0.004,
    "budget_seconds": 1.0,
}


def is_plain(*points: tuple[int, float, bool]) -> bool:
    found = [[length, length, seconds, ended] for length, seconds, ended in points]
    return bool(regex_attacks._is_plain(found, PAYLOAD))


def grown(power: float, at: int, seconds: float) -> list[tuple[int, float, bool]]:
    """Three points, each twice as long, up to these seconds at this length."""
    return [(at // n, seconds / n**power, True) for n in (4, 2, 1)]


@pytest.mark.parametrize(
    ("power", "at", "seconds", "expected"),
    [
        (2.0, 4000, 0.005, True),  # 0.5 s at the greatest length
        (2.0, 20_000, 0.005, False),  # 0.02 s there
        (2.0, 4000, 0.003, False),  # too quick to tell
        (1.0, 4000, 0.100, False),  # a straight line, however steep
        (1.4, 4000, 0.100, False),
        (3.0, 8000, 0.005, True),
    ],
)
def test_growth_must_be_steep_and_pass_the_limit(
    power: float, at: int, seconds: float, expected: bool
) -> None:
    assert is_plain(*grown(power, at, seconds)) is expected


@pytest.mark.parametrize(
    ("power", "at", "seconds", "expected"),
    [
        (2.0, 10_000, 0.008, True),  # 0.13 s at the greatest length
        (2.0, 10_000, 0.012, False),  # 0.19 s there, and it may grow faster
        (2.9, 10_000, 0.003, True),  # too quick to tell the power; 0.19 s with the cube
        (2.0, 1000, 0.0001, False),  # too short a text to give it up
    ],
)
def test_what_stays_below_the_limit_is_not_run_to_the_end(
    power: float, at: int, seconds: float, expected: bool
) -> None:
    found = [[length, length, took, ended] for length, took, ended in grown(power, at, seconds)]
    assert regex_attacks._is_flat(found, PAYLOAD) is expected


def test_one_slow_measurement_is_no_growth() -> None:
    # A process that was interrupted looks slow once; the line through the others is straight.
    assert not is_plain((1000, 0.004, True), (2000, 0.004, True), (4000, 0.012, True))
    assert not is_plain((1000, 0.001, True), (2000, 0.012, True), (4000, 0.012, True))


def test_a_match_that_was_ended_counts_if_time_grew_before_it() -> None:
    assert is_plain((1000, 0.02, True), (2000, 0.08, True), (4000, 0.2, False))
    assert not is_plain((1000, 0.05, True), (2000, 0.1, True), (4000, 0.2, False))
    assert not is_plain((1000, 0.02, True), (2000, 0.08, True), (4000, 0.1, False))  # no memory
    assert not is_plain((2000, 0.1, True), (4000, 0.2, False))


def test_on_a_short_text_nothing_else_takes_long() -> None:
    assert is_plain((32, 0.2, False))
    assert not is_plain((32, 0.1, False))
    assert not is_plain((400, 0.2, False))


def test_the_next_text_is_longer_by_what_time_allows() -> None:
    assert regex_attacks._step([[8, 8, 0.001, True]]) == 2
    assert regex_attacks._step([[8, 8, 1e-5, True], [16, 16, 1e-5, True]]) == 2
    steep = regex_attacks._step([[8, 8, 1e-5, True], [16, 16, 1e-5 * 2**12, True]])
    assert steep == pytest.approx(8 ** (1 / 12))


def test_a_text_that_cannot_be_slow_any_more_ends_an_attack() -> None:
    attack = {"prefix": "", "pump": "ab", "suffix": ""}
    points = regex_attacks._points(re.compile("x").search, attack, PAYLOAD)
    assert 1024 <= points[-1][1] < 40_000


def test_texts_grow_to_the_greatest_length_and_no_further() -> None:
    attack = {"prefix": "xy", "pump": "abc", "suffix": "z"}
    points = regex_attacks._points(re.compile("x").search, attack, {**PAYLOAD, "length": 1000})
    assert points[-1][:2] == [332, 999]
    too_long = {"prefix": "x" * 1000, "pump": "a", "suffix": ""}
    assert regex_attacks._points(re.compile("x").search, too_long, {**PAYLOAD, "length": 900}) == []


def test_no_point_says_nothing() -> None:
    assert not regex_attacks._is_plain([], PAYLOAD)


@pytest.mark.parametrize("pattern", ["(a", "a{99999999999}"])
def test_what_re_refuses_is_refused(pattern: str) -> None:
    assert "refused" in regex_attacks.main({**PAYLOAD, "pattern": pattern}, None)


def test_the_first_attack_that_works_is_told_with_its_points() -> None:
    attacks = [{"prefix": "", "pump": pump, "suffix": "!"} for pump in ("b", "a", "a")]
    told = regex_attacks.main({**PAYLOAD, "pattern": "(a|a?)+$", "attacks": attacks}, None)
    assert told["found"]["attack"] == 1
    assert all(len(point) == 3 for point in told["found"]["points"])


def test_attacks_end_when_their_time_is_used_up() -> None:
    attacks = [{"prefix": "", "pump": pump, "suffix": "!"} for pump in ("b", "a")]
    payload = {**PAYLOAD, "pattern": "(a|a?)+$", "attacks": attacks, "budget_seconds": 0.0}
    assert regex_attacks.main(payload, None) == {"found": None}


def test_a_pattern_that_breaks_the_matcher_itself_is_refused() -> None:
    attack = {"prefix": "", "pump": "ab", "suffix": ""}
    payload = {**PAYLOAD, "pattern": "(?:(a)|b?+)++", "mode": "fullmatch", "attacks": [attack]}
    try:
        assert re.fullmatch("(?:(a)|b?+)++", "ab")
        expected = "found"
    except SystemError:  # a fault of this Python
        expected = "refused"
    assert list(regex_attacks.main(payload, None)) == [expected]
