"""The exceptions verisynth raises on purpose, and what each means for the exit code.

::

    VerisynthError              a person can act on it; printed without a traceback
    ├── UsageError              exit 2: wrong option, wrong file, unreadable line
    │   └── SpecError           exit 2: a task spec is wrong; has file, line, key
    ├── MissingError            exit 3: something outside is missing (key, model, Docker, kernel)
    ├── RunFolderError          exit 2: the run folder belongs to another spec, version or process
    ├── SandboxError            we could not execute; becomes Outcome.ERROR, never a rejection
    ├── TeacherError            a request failed for good; has ``retryable`` and ``fatal``
    ├── Unparseable             model text that holds no candidate; becomes a rejection, text kept
    └── Exhausted               a procedural generator has no new problem left

Plug-in authors raise plain Python errors; the pipeline turns them into ``error`` in one place.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class VerisynthError(Exception):
    """Base of everything raised on purpose. ``str()`` is the whole message for a person."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  try: {self.hint}" if self.hint else self.message


class UsageError(VerisynthError):
    """A command or call was used wrongly; nothing was written."""

    exit_code = 2


class SpecError(UsageError):
    """A task spec is wrong: file, line where it can be found, key, value and what is allowed."""


class MissingError(VerisynthError):
    """Something outside verisynth is missing: a key, a model, Docker, a kernel feature."""

    exit_code = 3


class RunFolderError(UsageError):
    """The run folder belongs to another spec, seed, version or running process."""


class SandboxError(VerisynthError):
    """A program could not be executed for a reason that is not the program's. Never a rejection."""


class KillsWorker(SandboxError):
    """One program ended worker after worker, alone on each: it is the likely cause."""


class TeacherError(VerisynthError):
    """A model request failed.

    ``kind`` is a short stable name counted in the summary (``http-429``, ``timeout``, ``empty``);
    ``retryable`` says whether the same request may succeed later; ``fatal`` whether every further
    request must fail too (wrong key, unknown model), so that the run stops at once.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        retryable: bool = False,
        fatal: bool = False,
        retry_after_seconds: float | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.retryable = retryable
        self.fatal = fatal
        self.retry_after_seconds = retry_after_seconds


class Unparseable(VerisynthError):
    """Model text that holds no usable candidate. ``reason`` is a slug of ``reasons.py``."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Exhausted(VerisynthError):
    """A procedural generator found no new problem within its tries."""


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """``' Did you mean "x"?'`` for the closest known word, or an empty string."""
    close = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{close[0]}"?' if close else ""
