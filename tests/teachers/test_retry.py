"""Waits and the breaker, without waiting."""

import random
from datetime import UTC, datetime

import pytest

from verisynth.errors import TeacherError
from verisynth.teachers.retry import Backoff, Breaker, retry_after

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)
BUSY = TeacherError("busy", kind="http-503", retryable=True)


def waits(error: TeacherError, backoff: Backoff, seed: int = 0) -> list[float | None]:
    rng = random.Random(seed)
    return [backoff.wait_seconds(error, attempt=attempt, rng=rng) for attempt in range(7)]


def test_waits_double_up_to_a_limit_and_end() -> None:
    backoff = Backoff(retries=6, first_seconds=1.0, most_seconds=8.0)
    *given, last = waits(BUSY, backoff)
    assert last is None
    for wait, longest in zip(given, [1, 2, 4, 8, 8, 8], strict=True):
        assert wait is not None
        assert longest / 2 <= wait <= longest


def test_requests_turned_away_together_come_back_apart() -> None:
    first = [waits(BUSY, Backoff(), seed)[0] for seed in range(20)]
    assert len(set(first)) == 20


def test_a_fault_that_stays_is_not_waited_for() -> None:
    assert waits(TeacherError("no", kind="refusal"), Backoff()) == [None] * 7


def test_retry_after_is_a_lower_bound_within_patience() -> None:
    busy = TeacherError("busy", kind="http-429", retryable=True, retry_after_seconds=40)
    assert waits(busy, Backoff())[0] == 40
    assert waits(busy, Backoff(patience_seconds=39))[0] is None


def test_an_endpoint_that_never_answered_is_given_up_at_once() -> None:
    breaker = Breaker(failures=3, patience_seconds=60)
    assert [breaker.failure(BUSY, 0.0) for _ in range(2)] == [None, None]
    over = breaker.failure(TeacherError("late", kind="timeout"), 0.0)
    assert over is not None
    assert (over.kind, over.fatal) == ("http-503", True)
    assert "http-503 × 2, timeout × 1" in over.message


def test_an_endpoint_that_did_answer_gets_time_to_come_back() -> None:
    breaker = Breaker(failures=3, patience_seconds=60)
    breaker.success(100.0)
    assert [breaker.failure(BUSY, 101.0 + n) for n in range(10)] == [None] * 10
    assert breaker.failure(BUSY, 161.0) is not None


def test_a_success_forgives_everything() -> None:
    breaker = Breaker(failures=3, patience_seconds=0)
    for now in range(10):
        assert breaker.failure(BUSY, now) is None
        assert breaker.failure(BUSY, now) is None
        breaker.success(now)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("3", 3.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, now=NOW) == seconds
