"""How long to keep trying: waits that grow, a breaker that gives up on a dead endpoint.

Both are small machines without clock or network of their own, so tests run them in no time.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from verisynth.errors import TeacherError


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How often a request is tried again, and after what waits."""

    retries: int = 5
    """Further attempts after the first."""
    first_seconds: float = 0.5
    most_seconds: float = 30.0
    """The longest wait of our own choosing."""
    patience_seconds: float = 120.0
    """The longest wait a server may ask for; one that asks for more is taken at its word: the
    request fails now and may be asked again by a later run."""

    def wait_seconds(
        self, error: TeacherError, *, attempt: int, rng: random.Random
    ) -> float | None:
        """How long to wait after the given attempt (the first is 0); None to give up.

        Waits double, and each is drawn from its upper half, so that many requests turned away
        together do not come back together. A server's Retry-After is a lower bound.
        """
        if not error.retryable or attempt >= self.retries:
            return None
        asked = error.retry_after_seconds or 0.0
        if asked > self.patience_seconds:
            return None
        longest = min(self.most_seconds, self.first_seconds * 2.0**attempt)
        return max(asked, longest * (0.5 + 0.5 * rng.random()))


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row over all requests of a session, and stops the run in the end.

    An endpoint that never answered is given up after ``failures`` attempts. One that did answer
    before may be restarting: then ``patience_seconds`` without a success must have passed too.
    """

    failures: int = 20
    patience_seconds: float = 60.0
    _kinds: Counter[str] = field(default_factory=Counter)
    _last_success: float | None = None

    def success(self, now: float) -> None:
        """The endpoint answered, whatever the answer was."""
        self._kinds.clear()
        self._last_success = now

    def failure(self, error: TeacherError, now: float) -> TeacherError | None:
        """The error that ends the run, once there is no hope left; else None."""
        self._kinds[error.kind] += 1
        if self._kinds.total() < self.failures or self._recent(now):
            return None
        counts = ", ".join(f"{kind} × {count}" for kind, count in self._kinds.most_common())
        return TeacherError(
            f"the endpoint keeps failing ({counts}), most recently: {error.message}",
            kind=self._kinds.most_common(1)[0][0],
            fatal=True,
            hint=error.hint or "look at the model server; --resume continues this run",
        )

    def _recent(self, now: float) -> bool:
        return self._last_success is not None and now - self._last_success < self.patience_seconds


def retry_after(header: str | None, *, now: datetime) -> float | None:
    """The seconds a Retry-After header asks for, given as a number or as a date.

    A header that is neither is as good as none.
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        seconds = _until(header, now)
    # "nan" and "inf" are numbers to float() but no time to wait.
    return seconds if 0 <= seconds < 1e7 else None


def _until(date: str, now: datetime) -> float:
    try:
        then = parsedate_to_datetime(date)
    except ValueError:
        return -1.0
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())
