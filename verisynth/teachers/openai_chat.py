"""A teacher or judge behind any server that speaks the OpenAI chat protocol.

OpenAI itself, vLLM, Ollama, llama.cpp and most hosted services do. The key comes from the
environment only. Faults get stable names (``faults.py``), are retried where that can help
(``retry.py``), and end the run where it cannot.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from verisynth.errors import TeacherError, UsageError
from verisynth.teachers import faults, secrets
from verisynth.teachers.chat import Reply, Request
from verisynth.teachers.completion import read_completion, read_error
from verisynth.teachers.dialect import Dialect
from verisynth.teachers.retry import Backoff, Breaker, retry_after
from verisynth.types import Json

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

DEFAULT_BASE_URL = "https://api.openai.com/v1"
MAX_BODY_BYTES = 16 << 20
"""Where reading an answer stops, so that no server can fill the memory."""

Format = Literal["auto", "json", "sections"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAIChat:
    """Where a model is and how it is asked.

    >>> OpenAIChat(model="qwen2.5-coder", base_url="http://127.0.0.1:8000/v1").shown_url
    'http://127.0.0.1:8000/v1'
    """

    model: str
    base_url: str = ""
    """Empty: OpenAI's own. Anything else needs no key."""
    api_key_env: str = "OPENAI_API_KEY"
    """The environment variable that holds the key. Never the key."""
    temperature: float = 0.8
    max_tokens: int = 2048
    """Most tokens of one reply; a reply that reaches it is cut and mostly lost."""
    timeout_seconds: float = 120.0
    """For one attempt, from sending to the last byte."""
    concurrency: int = 8
    """Requests under way at one time."""
    format: Format = "auto"
    """How sections are asked for: ``sections`` as headed text, ``json`` with a schema; ``auto``
    uses a schema only when no section is code, since models write worse code inside JSON."""
    price_prompt: float = 0.0
    """Dollars per million tokens."""
    price_completion: float = 0.0
    """Dollars per million tokens."""
    extra_body: Mapping[str, Json] = field(default_factory=dict)
    """Further fields of every request, for what only some servers know (``top_k``, ``min_p``)."""

    def __post_init__(self) -> None:
        if self.base_url:
            secrets.check_base_url(self.base_url)
        if not self.model:
            raise UsageError("a teacher needs a model name, e.g. openai:gpt-4.1-mini")

    @property
    def shown_url(self) -> str:
        """The address requests go to."""
        return self.base_url or DEFAULT_BASE_URL

    @property
    def needs_key(self) -> bool:
        """Whether nothing works without a key: true for OpenAI's own address."""
        return self.shown_url == DEFAULT_BASE_URL

    def settings(self) -> dict[str, Json]:
        """All fields as plain data, for the record of a run."""
        return {**asdict(self), "base_url": self.shown_url, "extra_body": dict(self.extra_body)}

    @asynccontextmanager
    async def open(
        self, *, backoff: Backoff | None = None, breaker: Breaker | None = None
    ) -> AsyncIterator[OpenAISession]:
        """A session for as long as the block lasts; leaving it closes all connections.

        Raises:
            MissingError: the address is OpenAI's own and there is no key.
        """
        key = secrets.read_key(self.api_key_env, required=self.needs_key)
        async with _client(self, key) as client:
            yield OpenAISession(
                self, client, key, backoff=backoff or Backoff(), breaker=breaker or Breaker()
            )


class OpenAISession:
    """One model's open line, shared by all requests of a run to it.

    Its state is what requests must share: the slots, the pause a server asked for, the failures
    in a row, and what the server was found not to understand.
    """

    def __init__(
        self,
        teacher: OpenAIChat,
        client: AsyncOpenAI,
        key: secrets.Secret,
        *,
        backoff: Backoff,
        breaker: Breaker,
    ) -> None:
        self.teacher = teacher
        self.dialect = Dialect(
            token_limit="max_completion_tokens" if teacher.needs_key else "max_tokens"
        )
        self._client = client
        self._key = key
        self._backoff = backoff
        self._breaker = breaker
        self._slots = asyncio.Semaphore(teacher.concurrency)
        self._paused_until = 0.0
        self._over: TeacherError | None = None

    async def complete(
        self, request: Request, *, on_fault: Callable[[TeacherError], None] | None = None
    ) -> Reply:
        """The model's reply, after as many attempts as the backoff allows.

        ``on_fault`` is told of every attempt that was sent and failed, the last one too, with what
        it cost. After a fatal fault no further attempt is sent; each fails with that fault.

        Raises:
            TeacherError: there is no reply.
        """
        rng = random.Random(request.digest)
        attempt = 0
        while True:
            try:
                reply = await self._attempt(request)
            except _Unsent:
                raise
            except TeacherError as error:
                if on_fault is not None:
                    on_fault(error)
                wait = self._after_failure(error, attempt=attempt, rng=rng)
            else:
                self._breaker.success(time.monotonic())
                return reply
            attempt += 1
            await asyncio.sleep(wait)

    def _after_failure(self, error: TeacherError, *, attempt: int, rng: random.Random) -> float:
        """How long to wait before the next attempt; raises when there is to be none."""
        now = time.monotonic()
        if error.kind == "refusal":
            self._breaker.success(now)
            raise error
        given_up = error if error.fatal else self._breaker.failure(error, now)
        if given_up is not None:
            self._over = self._over or given_up
            raise _Unsent.because_of(self._over)
        wait = self._backoff.wait_seconds(error, attempt=attempt, rng=rng)
        if wait is None:
            raise error
        if error.retry_after_seconds:
            self._paused_until = max(self._paused_until, now + error.retry_after_seconds)
        return wait

    async def _attempt(self, request: Request) -> Reply:
        async with self._slots:
            # A pause the server told one request of holds for all of them.
            await asyncio.sleep(max(0.0, self._paused_until - time.monotonic()))
            if self._over is not None:
                raise _Unsent.because_of(self._over)
            started = time.monotonic()
            reply = await self._send(request)
            return replace(reply, seconds=time.monotonic() - started)

    async def _send(self, request: Request) -> Reply:
        """One answer, sent again only to leave out what the server does not understand."""
        while True:
            sent = self.dialect.parameters(request)
            answer = await self._post(request, sent)
            if isinstance(answer, str):
                return read_completion(
                    self._key.redact(answer),
                    price_prompt=self.teacher.price_prompt,
                    price_completion=self.teacher.price_completion,
                )
            if not self.dialect.learn(answer, sent):
                raise faults.from_status(answer)

    async def _post(self, request: Request, sent: Mapping[str, Any]) -> str | faults.Refused:
        """One exchange with the server: the body of its answer, or its refusal.

        Faults are raised outside of the handlers on purpose: the client's own exceptions hold the
        request with its headers, and so the key, and must not travel along as a cause.
        """
        from openai import APIConnectionError, APIStatusError, APITimeoutError

        fault: TeacherError
        try:
            async with asyncio.timeout(self.teacher.timeout_seconds):
                return await self._exchange(request, sent)
        except (TimeoutError, APITimeoutError):
            fault = faults.timeout(self.teacher.timeout_seconds)
        except APIStatusError as error:
            return self._refused(error)
        except APIConnectionError as error:
            fault = self._unreachable(error.__cause__ or error)
        except _HungUp as error:
            fault = self._unreachable(error.reason)
        raise fault

    async def _exchange(self, request: Request, sent: Mapping[str, Any]) -> str:
        messages: Any = [{"role": role, "content": text} for role, text in request.messages]
        body = {**sent, **self.teacher.extra_body}
        async with self._client.chat.completions.with_streaming_response.create(
            model=self.teacher.model, messages=messages, extra_body=body
        ) as response:
            return await _read_capped(response.iter_bytes())

    def _refused(self, error: APIStatusError) -> faults.Refused:
        headers = error.response.headers
        return read_error(
            error.status_code,
            self._key.redact_message(error.response.text),
            retry_after_seconds=retry_after(headers.get("retry-after"), now=datetime.now(UTC)),
        )

    def _unreachable(self, reason: BaseException) -> TeacherError:
        detail = self._key.redact_message(f"{type(reason).__name__}: {reason}")
        return faults.connection(detail, base_url=self.teacher.shown_url)


class _HungUp(Exception):
    """Carries the HTTP library's error to where it gets its name; never leaves this module."""

    def __init__(self, reason: BaseException) -> None:
        super().__init__()
        self.reason = reason


async def _read_capped(chunks: AsyncIterator[bytes]) -> str:
    """The whole body as text, or the fault that it has no end."""
    body = bytearray()
    while True:
        try:
            chunk = await anext(chunks)
        except StopAsyncIteration:
            return body.decode("utf-8", "replace")
        except Exception as error:
            # The HTTP library's own errors; which library that is, the client decides.
            raise _HungUp(error) from None
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise faults.too_long(MAX_BODY_BYTES)


@asynccontextmanager
async def _client(teacher: OpenAIChat, key: secrets.Secret) -> AsyncIterator[AsyncOpenAI]:
    """The protocol's client with retries off, redirects off, and no proxy before loopback.

    A redirect would hand the prompts to a host nobody configured.
    """
    import openai

    http_client = openai.DefaultAsyncHttpxClient(
        follow_redirects=False, trust_env=not secrets.is_loopback(teacher.shown_url)
    )
    async with openai.AsyncOpenAI(
        api_key=key.value,
        base_url=teacher.shown_url,
        timeout=teacher.timeout_seconds,
        max_retries=0,
        http_client=http_client,
    ) as client:
        if not teacher.needs_key:
            # Read from the environment by the client, and nobody else's business.
            client.organization = client.project = None
        yield client


class _Unsent(TeacherError):
    """The fault that ended the run, for a request that was not sent because of it."""

    @classmethod
    def because_of(cls, error: TeacherError) -> _Unsent:
        """A fresh copy each time, since one exception must not be raised by several tasks."""
        return cls(error.message, kind=error.kind, fatal=True, hint=error.hint)
