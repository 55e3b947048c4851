"""Names what went wrong with a request, so that faults can be counted, retried or given up on.

The names are stable: ``http-401`` and other statuses, ``timeout``, ``connection``, ``empty``,
``bad-body``, ``too-long``, ``refusal``, ``context-length``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verisynth.errors import TeacherError
from verisynth.types import Usage

_RETRYABLE_STATUSES = frozenset({408, 409, 425, 429})
_FATAL_STATUSES = frozenset({401, 402, 403, 404})
_CONTEXT_LENGTH = re.compile(
    r"(?i)context[ _-]?(?:length|size|window)|maximum context|too many tokens|n_ctx"
    r"|prompt is too long|exceeds? the (?:available|model'?s?) context"
)
_UNKNOWN_MODEL = re.compile(
    r"(?i)model_not_found|unknown model|invalid model|not a valid model|no such model"
    r"|model\b.{0,80}\b(?:does not exist|not found|is not available)"
)
_OUT_OF_MONEY = re.compile(r"(?i)insufficient_quota|billing_hard_limit|credit balance is too low")
_HINTS = {
    401: "check the key in the environment variable named by api_key_env",
    402: "check the account's balance, or use --teacher procedural",
    403: "check what the key is allowed to do",
    404: "check the model's name and base_url (it usually ends in /v1)",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """An error answer of a server, already free of secrets."""

    status: int
    message: str = ""
    code: str = ""
    parameter: str = ""
    retry_after_seconds: float | None = None

    @property
    def text(self) -> str:
        """All the words in it that may tell what is wrong."""
        return f"{self.code} {self.parameter} {self.message}"


class PaidError(TeacherError):
    """A request that brought nothing usable although the server charged for it.

    ``usage`` is what it cost; costs are counted whether or not they bought anything.
    """

    usage: Usage = Usage()


def from_status(refused: Refused) -> TeacherError:
    """The fault behind an HTTP error answer."""
    status, shown = refused.status, refused.message[:500] or "no explanation given"
    message = f"the model server answered {status}: {shown}"
    if 400 <= status < 500 and _CONTEXT_LENGTH.search(refused.text):
        hint = "a shorter prompt, or a smaller max_tokens"
        return TeacherError(message, kind="context-length", hint=hint)
    fatal = _is_fatal(refused)
    hint = _HINTS.get(404 if fatal and status == 400 else status, "") if fatal else ""
    if status == 429 and fatal:
        hint = _HINTS[402]
    return TeacherError(
        message,
        kind=f"http-{status}",
        retryable=not fatal and (status in _RETRYABLE_STATUSES or status >= 500),
        fatal=fatal,
        retry_after_seconds=refused.retry_after_seconds,
        hint=hint,
    )


def _is_fatal(refused: Refused) -> bool:
    """Whether every further request must fail the same way."""
    if refused.status in _FATAL_STATUSES:
        return True
    if refused.status == 400:
        return bool(_UNKNOWN_MODEL.search(refused.text))
    return refused.status == 429 and bool(_OUT_OF_MONEY.search(refused.text))


def timeout(seconds: float) -> TeacherError:
    """No complete reply in time."""
    message = f"no complete reply from the model server within {seconds:g} s"
    hint = "raise timeout_seconds, or lower concurrency"
    return TeacherError(message, kind="timeout", retryable=True, hint=hint)


def connection(detail: str, *, base_url: str) -> TeacherError:
    """The server could not be reached, or hung up in the middle."""
    message = f"the model server at {base_url} could not be reached or hung up: {detail[:300]}"
    hint = f"is a server running at {base_url}?"
    return TeacherError(message, kind="connection", retryable=True, hint=hint)


def bad_body(detail: str) -> TeacherError:
    """The reply is not what the protocol says; half a reply is no reply."""
    message = f"the model server's answer could not be read: {detail[:300]}"
    return TeacherError(message, kind="bad-body", retryable=True)


def too_long(limit_bytes: int) -> TeacherError:
    """The reply has no end; what was read of it is dropped, for it is not even complete JSON."""
    message = f"the model server sent more than {limit_bytes >> 20} MiB in one answer"
    return TeacherError(message, kind="too-long", hint="lower max_tokens")


def empty(detail: str, usage: Usage) -> TeacherError:
    """A well-formed reply without text."""
    return _paid(f"the model's reply is empty: {detail}", "empty", usage, retryable=True)


def refusal(detail: str, usage: Usage) -> TeacherError:
    """The server or the model declined; asking the same again would get the same."""
    return _paid(f"the model declined to answer: {detail[:300]}", "refusal", usage, retryable=False)


def _paid(message: str, kind: str, usage: Usage, *, retryable: bool) -> TeacherError:
    error = PaidError(message, kind=kind, retryable=retryable)
    error.usage = usage
    return error
