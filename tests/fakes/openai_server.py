"""A model server on loopback that answers as told, to see what a client makes of every fault.

Standard library only. Each request takes the next answer of the script; the last one repeats. Or a
function of the request answers, where the order in which requests arrive should not matter.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, or one way of not giving it."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    hang: bool = False
    """Say nothing until the server is closed."""
    drop_after: int | None = None
    """Hang up after so many bytes of the body, having promised all of it."""
    unless_without: str = ""
    """Only when the request has this parameter; otherwise the next answer is given."""


def completion(text: str | None, **changes: Any) -> dict[str, Any]:
    """The body of an ordinary chat completion."""
    message = {"role": "assistant", "content": text, **changes.pop("message", {})}
    choice = {"index": 0, "message": message, "finish_reason": changes.pop("finish_reason", "stop")}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "model": "fake-1",
        "choices": [choice],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        **changes,
    }


def answer(body: Any, **changes: Any) -> Answer:
    return Answer(body=body if isinstance(body, bytes) else json.dumps(body).encode(), **changes)


def ok(text: str | None, **changes: Any) -> Answer:
    return answer(completion(text, **changes))


def error(
    status: int,
    message: str,
    *,
    code: str = "",
    param: str = "",
    headers: Sequence[tuple[str, str]] = (),
    unless_without: str = "",
) -> Answer:
    body = {"error": {"message": message, "code": code, "param": param, "type": "error"}}
    return answer(body, status=status, headers=tuple(headers), unless_without=unless_without)


def unauthorized() -> Answer:
    return error(401, "Incorrect API key provided.", code="invalid_api_key")


def unknown_model() -> Answer:
    return error(404, "The model `nope` does not exist", code="model_not_found")


def rate_limited(retry_after: str | None = None) -> Answer:
    headers = [("Retry-After", retry_after)] if retry_after is not None else []
    return error(429, "Rate limit reached", code="rate_limit_exceeded", headers=headers)


def server_error() -> Answer:
    return error(500, "The server had an error")


def schema_refused() -> Answer:
    return error(
        400,
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported",
        param="response_format",
        unless_without="response_format",
    )


def half_json() -> Answer:
    return answer(json.dumps(completion("hello")).encode()[:60])


def dropped() -> Answer:
    return answer(completion("hello"), drop_after=20)


HANG = Answer(hang=True)


@dataclass
class Logged:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class FakeServer:
    """What a test sees of the server."""

    base_url: str
    script: list[Answer]
    by: Callable[[dict[str, Any]], Answer] | None = None
    requests: list[Logged] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)
    """Set once there was a request."""
    under_way: int = 0
    most_under_way: int = 0

    def next_answer(self, logged: Logged) -> Answer:
        with self.lock:
            self.requests.append(logged)
            self.arrived.set()
            if self.by is not None:
                return self.by(logged.body)
            while True:
                told = self.script[0]
                skipped = told.unless_without and told.unless_without not in logged.body
                if len(self.script) > 1 and (skipped or not told.unless_without):
                    self.script.pop(0)
                if not skipped:
                    return told


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeServer

    def do_POST(self) -> None:
        fake = self.fake
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length) or b"{}")
        with fake.lock:
            fake.under_way += 1
            fake.most_under_way = max(fake.most_under_way, fake.under_way)
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = fake.next_answer(Logged(self.path, headers, body))
        try:
            self._give(told)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with fake.lock:
                fake.under_way -= 1

    def _give(self, told: Answer) -> None:
        if told.hang:
            self.fake.closing.wait()
            self.close_connection = True
            return
        self.send_response(told.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told.body)))
        for name, value in told.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(told.body[: told.drop_after])
        if told.drop_after is not None:
            self.close_connection = True

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing on the console."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True


@contextmanager
def serve(
    *script: Answer, by: Callable[[dict[str, Any]], Answer] | None = None
) -> Iterator[FakeServer]:
    """A server that answers by the script, on a free port of loopback, for as long as the block.

    With ``by`` each answer is that function of the request's body instead.
    """
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    fake = FakeServer(f"http://127.0.0.1:{server.server_address[1]}/v1", list(script), by)
    handler.fake = fake  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        fake.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
