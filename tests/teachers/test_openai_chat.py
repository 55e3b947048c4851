"""The client against a server that misbehaves in every way servers do."""

import asyncio
import json
import logging
import time
import traceback
from dataclasses import replace

import pytest

from tests.fakes import openai_server as fake
from verisynth.errors import MissingError, TeacherError, UsageError
from verisynth.teachers.chat import MAX_TEXT, Reply, Request
from verisynth.teachers.faults import PaidError
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.teachers.retry import Backoff, Breaker
from verisynth.types import Usage

KEY = "sk-test-0123456789abcdefghij"
FAST = Backoff(retries=5, first_seconds=0.001, most_seconds=0.002, patience_seconds=1.0)
ASK = Request(messages=(("user", "hello"),), seed=1)


def complete(
    server: fake.FakeServer, request: Request = ASK, *, count: int = 1, **settings: object
) -> list[Reply | TeacherError]:
    """What ``count`` requests at once come to."""

    async def go() -> list[Reply | TeacherError]:
        teacher = OpenAIChat(model="fake", base_url=server.base_url, **settings)  # type: ignore[arg-type]
        async with teacher.open(backoff=FAST, breaker=Breaker(failures=20)) as session:
            calls = (session.complete(request) for _ in range(count))
            return await asyncio.gather(*calls, return_exceptions=True)  # type: ignore[return-value]

    return asyncio.run(go())


def reply_of(server: fake.FakeServer, request: Request = ASK, **settings: object) -> Reply:
    (result,) = complete(server, request, **settings)
    assert isinstance(result, Reply), result
    return result


def fault_of(server: fake.FakeServer, request: Request = ASK, **settings: object) -> TeacherError:
    (result,) = complete(server, request, **settings)
    assert isinstance(result, TeacherError), result
    return result


def test_a_reply_has_text_costs_and_the_servers_names() -> None:
    with fake.serve(fake.ok("hi")) as server:
        reply = reply_of(server, price_prompt=2.0, price_completion=4.0)
    assert reply.text == "hi"
    assert (reply.model, reply.raw_id, reply.finish_reason) == ("fake-1", "chatcmpl-fake", "stop")
    assert reply.usage == Usage(prompt_tokens=10, completion_tokens=5, dollars=40e-6)
    assert reply.seconds > 0
    assert Reply.from_json(json.loads(json.dumps(reply.to_json()))) == reply


def test_what_is_sent_is_what_the_request_says() -> None:
    request = Request(messages=(("system", "s"), ("user", "u")), seed=7, max_tokens=9)
    with fake.serve(fake.ok("hi")) as server:
        reply_of(server, request, extra_body={"top_k": 3})
    (logged,) = server.requests
    assert logged.path == "/v1/chat/completions"
    assert logged.body == {
        "model": "fake",
        "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}],
        "seed": 7,
        "max_tokens": 9,
        "temperature": 0.8,
        "top_k": 3,
    }
    assert Request.from_json(json.loads(json.dumps(request.to_json()))) == request


RETRIED = {
    "http-429": fake.rate_limited(),
    "http-500": fake.server_error(),
    "http-408": fake.error(408, "timeout"),
    "http-409": fake.error(409, "conflict"),
    "http-503": fake.Answer(status=503, body=b"<html>busy</html>"),
    "bad-body": fake.half_json(),
    "connection": fake.dropped(),
    "empty": fake.ok(None),
}


@pytest.mark.parametrize("kind", RETRIED)
def test_a_passing_fault_is_retried(kind: str) -> None:
    with fake.serve(RETRIED[kind], fake.ok("at last")) as server:
        assert reply_of(server).text == "at last"
    assert len(server.requests) == 2


@pytest.mark.parametrize("kind", RETRIED)
def test_a_fault_that_stays_is_named_and_given_up(kind: str) -> None:
    with fake.serve(RETRIED[kind]) as server:
        fault = fault_of(server)
    assert (fault.kind, fault.fatal) == (kind, False)
    assert len(server.requests) == 1 + FAST.retries


FATAL = {
    "http-401": fake.unauthorized(),
    "http-403": fake.error(403, "forbidden"),
    "http-404": fake.unknown_model(),
    "http-400": fake.error(400, "nope is not a valid model ID"),
    "http-402": fake.error(402, "Insufficient credits"),
    "http-429": fake.error(429, "You exceeded your quota", code="insufficient_quota"),
}


@pytest.mark.parametrize("kind", FATAL)
def test_a_fault_that_no_request_can_escape_ends_the_run(kind: str) -> None:
    with fake.serve(FATAL[kind]) as server:
        fault = fault_of(server)
    assert (fault.kind, fault.fatal, fault.exit_code) == (kind, True, 3)
    assert len(server.requests) == 1
    assert "try:" in str(fault)


ONCE = {
    "context-length": fake.error(400, "maximum context length is 4096 tokens, see max_tokens"),
    "http-400": fake.error(400, "max_tokens is too large: 99999", param="max_tokens"),
    "http-422": fake.error(422, "what?"),
    "http-413": fake.error(413, "too big"),
    "http-307": fake.error(307, "elsewhere", headers=[("Location", "http://127.0.0.1:9/v1")]),
    "refusal": fake.ok(None, message={"refusal": "I cannot help"}),
}


@pytest.mark.parametrize("kind", ONCE)
def test_a_fault_of_this_request_is_not_asked_again(kind: str) -> None:
    with fake.serve(ONCE[kind]) as server:
        fault = fault_of(server)
    assert (fault.kind, fault.fatal) == (kind, False)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "bad-body"),
        (b"[]", "bad-body"),
        (b'"text"', "bad-body"),
        (b"[" * 100_000, "bad-body"),
        (b'{"choices": null}', "bad-body"),
        (b'{"choices": "no"}', "bad-body"),
        (b'{"choices": [1]}', "bad-body"),
        (b'{"choices": [{}]}', "bad-body"),
        (b'{"choices": [{"message": {"content": 5}}]}', "bad-body"),
        (b'{"choices": []}', "empty"),
        (b'{"choices": [{"message": {}}]}', "empty"),
        (b'{"choices": [{"message": {"content": "  "}}]}', "empty"),
        (b'{"choices": [{"message": {}, "finish_reason": "content_filter"}]}', "refusal"),
        (b'{"error": {"message": "overloaded", "code": 503}}', "http-503"),
        (b'{"error": "broken"}', "bad-body"),
    ],
)
def test_a_body_without_text_is_named(body: bytes, kind: str) -> None:
    with fake.serve(fake.answer(body)) as server:
        assert fault_of(server).kind == kind


@pytest.mark.parametrize(
    "usage", [None, {}, {"prompt_tokens": None}, {"prompt_tokens": -1}, {"prompt_tokens": "9"}, 3]
)
def test_a_server_that_counts_no_tokens_costs_nothing(usage: object) -> None:
    with fake.serve(fake.ok("hi", usage=usage)) as server:
        assert reply_of(server).usage == Usage()


def test_absurd_counts_still_fit_the_database() -> None:
    body = json.dumps(fake.completion("hi", usage={"prompt_tokens": 7})).replace("7", "9" * 400)
    with fake.serve(fake.answer(body.encode())) as server:
        assert reply_of(server).usage.prompt_tokens < 2**63


def test_thoughts_in_a_field_of_their_own_are_kept() -> None:
    with fake.serve(fake.ok("42", message={"reasoning_content": "hm"})) as server:
        assert reply_of(server).text == "<think>hm</think>\n42"


def test_text_in_parts_is_joined_and_halves_of_surrogate_pairs_are_replaced() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "\ud800"}]
    with fake.serve(fake.ok(None, message={"content": parts})) as server:
        assert reply_of(server).text == "a?"


def test_a_reply_that_thought_up_all_its_tokens_is_a_reply_cut_short() -> None:
    with fake.serve(fake.ok(None, finish_reason="length")) as server:
        reply = reply_of(server)
    assert (reply.text, reply.finish_reason) == ("", "length")


def test_two_megabytes_of_text_are_cut_and_say_so() -> None:
    with fake.serve(fake.ok("x" * 2_000_000)) as server:
        reply = reply_of(server)
    assert (len(reply.text), reply.finish_reason) == (MAX_TEXT, "too-long")
    assert reply.usage.completion_tokens == 5


@pytest.mark.slow
def test_a_body_without_end_is_not_read_to_its_end() -> None:
    with fake.serve(fake.ok("x" * (17 << 20))) as server:
        assert fault_of(server).kind == "too-long"
    assert len(server.requests) == 1


@pytest.mark.slow
def test_a_silent_server_is_a_timeout() -> None:
    with fake.serve(fake.HANG, fake.ok("hi")) as server:
        assert reply_of(server, timeout_seconds=0.3).text == "hi"


def test_nobody_listening_is_a_connection_fault_and_ends_the_run() -> None:
    with fake.serve(fake.ok("hi")) as server:
        gone = server.base_url
    results = complete(server, count=8)
    faults = [result for result in results if isinstance(result, TeacherError)]
    assert {fault.kind for fault in faults} == {"connection"}
    fatal = [fault for fault in faults if fault.fatal]
    assert any("keeps failing (connection × 20)" in fault.message for fault in fatal)
    assert all(gone in fault.hint for fault in fatal)


def test_a_dead_endpoint_gets_no_more_requests_after_the_breaker_went() -> None:
    with fake.serve(fake.server_error()) as server:
        results = complete(server, count=50, concurrency=1)
    assert all(isinstance(result, TeacherError) for result in results)
    assert len(server.requests) == 20


def test_every_failed_attempt_is_told_with_what_it_cost() -> None:
    told: list[TeacherError] = []

    async def go(base_url: str) -> Reply:
        async with OpenAIChat(model="fake", base_url=base_url).open(backoff=FAST) as session:
            return await session.complete(ASK, on_fault=told.append)

    with fake.serve(fake.ok(""), fake.server_error(), fake.ok("hi")) as server:
        reply = asyncio.run(go(server.base_url))
    assert [error.kind for error in told] == ["empty", "http-500"]
    assert isinstance(told[0], PaidError)
    assert told[0].usage == reply.usage == Usage(prompt_tokens=10, completion_tokens=5)


def test_requests_never_sent_are_no_faults_of_the_server() -> None:
    told: list[TeacherError] = []

    async def go(base_url: str) -> None:
        teacher = OpenAIChat(model="fake", base_url=base_url, concurrency=1)
        async with teacher.open(backoff=FAST) as session:
            for _ in range(5):
                with pytest.raises(TeacherError, match="Incorrect API key") as caught:
                    await session.complete(ASK, on_fault=told.append)
                assert caught.value.fatal

    with fake.serve(fake.unauthorized()) as server:
        asyncio.run(go(server.base_url))
    assert len(server.requests) == 1
    assert [error.kind for error in told] == ["http-401"]


def test_retry_after_is_waited_for() -> None:
    with fake.serve(fake.rate_limited("0.15"), fake.ok("hi")) as server:
        started = time.monotonic()
        reply_of(server)
    assert time.monotonic() - started >= 0.15


def test_a_pause_beyond_patience_is_not_sat_out() -> None:
    with fake.serve(fake.rate_limited("3600")) as server:
        fault = fault_of(server)
    assert (fault.kind, fault.retry_after_seconds, fault.fatal) == ("http-429", 3600.0, False)
    assert len(server.requests) == 1


def test_no_more_requests_are_under_way_than_allowed() -> None:
    with fake.serve(fake.ok("hi")) as server:
        complete(server, count=12, concurrency=3)
    assert len(server.requests) == 12
    assert server.most_under_way <= 3


def test_a_refused_schema_is_left_out_now_and_in_later_requests() -> None:
    request = replace(ASK, schema={"type": "object"})
    with fake.serve(fake.schema_refused(), fake.ok("hi")) as server:
        complete(server, request, count=3, concurrency=1)
    sent = ["response_format" in logged.body for logged in server.requests]
    assert sent == [True, False, False, False]
    told = server.requests[0].body["response_format"]["json_schema"]
    assert (told["strict"], told["schema"]) == (True, {"type": "object"})


@pytest.mark.parametrize(
    ("message", "param", "gone"),
    [
        ("Unsupported value: 'temperature' does not support 0.8", "temperature", "temperature"),
        ("Extra inputs are not permitted: seed", "", "seed"),
        (
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'",
            "max_tokens",
            "max_tokens",
        ),
    ],
)
def test_a_parameter_the_server_does_not_take_is_left_out(
    message: str, param: str, gone: str
) -> None:
    told = fake.error(400, message, param=param, unless_without=gone)
    with fake.serve(told, fake.ok("hi")) as server:
        assert reply_of(server).text == "hi"
    assert gone not in server.requests[1].body
    renamed = server.requests[1].body.get("max_completion_tokens")
    assert (renamed == ASK.max_tokens) == (gone == "max_tokens")


def test_cancelling_leaves_nothing_behind() -> None:
    async def go(base_url: str) -> None:
        async with OpenAIChat(model="fake", base_url=base_url).open() as session:
            task = asyncio.create_task(session.complete(ASK))
            assert await asyncio.to_thread(server.arrived.wait, 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(asyncio.all_tasks()) == 1

    with fake.serve(fake.HANG) as server:
        asyncio.run(go(server.base_url))


def test_openais_own_address_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    async def go() -> None:
        async with OpenAIChat(model="gpt").open():
            pass

    with pytest.raises(MissingError, match="export OPENAI_API_KEY") as caught:
        asyncio.run(go())
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "http://", "http://me:secret@host/v1", "http://host/v1?api_key=x"]
)
def test_an_address_that_cannot_be_stored_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        OpenAIChat(model="fake", base_url=url)
    assert "secret" not in str(caught.value)


def everything_in(error: BaseException, seen: set[int]) -> str:
    """All a debugger would find in an exception: text, attributes, causes, their requests."""
    if id(error) in seen:
        return ""
    seen.add(id(error))
    text = f"{error!r} {error} {vars(error)!r} {error.args!r}"
    for attribute in ("request", "response", "body"):
        value = getattr(error, attribute, None)
        text += f"{value!r} {getattr(value, 'headers', '')!r}"
        text += str(dict(getattr(value, "headers", {})))
    for other in (error.__cause__, error.__context__):
        text += everything_in(other, seen) if other is not None else ""
    return text


@pytest.mark.parametrize("seen_in", ["error", "text", "connection"])
def test_the_key_goes_to_the_server_and_nowhere_else(
    seen_in: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody-else")
    caplog.set_level(logging.DEBUG)
    told = {
        "error": fake.error(401, f"Incorrect API key provided: {KEY} (also sk-abcd****wxyz)"),
        "text": fake.ok(f"Your key is {KEY}"),
        "connection": fake.dropped(),
    }[seen_in]
    dump: list[str] = []

    async def go(base_url: str) -> None:
        teacher = OpenAIChat(model="fake", base_url=base_url, api_key_env="MY_KEY")
        dump.append(f"{teacher!r} {teacher.settings()}")
        async with teacher.open(backoff=FAST) as session:
            dump.append(f"{session!r} {vars(session)!r}")
            try:
                reply = await session.complete(ASK)
                dump.append(f"{reply!r} {reply.to_json()}")
            except TeacherError as error:
                dump.append(everything_in(error, set()))
                dump.append("".join(traceback.format_exception(error)))

    with fake.serve(told) as server:
        asyncio.run(go(server.base_url))
    sent = {logged.headers.get("authorization") for logged in server.requests}
    assert sent == {f"Bearer {KEY}"}
    assert all(KEY not in json.dumps(logged.body) for logged in server.requests)
    assert "org-of-somebody-else" not in str([logged.headers for logged in server.requests])
    captured = capfd.readouterr()
    dump += [caplog.text, captured.out, captured.err, str([vars(r) for r in caplog.records])]
    assert KEY not in " ".join(dump)
    assert "wxyz" not in " ".join(dump)


def test_a_key_is_sent_to_no_other_host_when_redirected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake.serve(fake.ok("got you")) as other:
        target = f"{other.base_url}/chat/completions"
        with fake.serve(fake.error(307, "moved", headers=[("Location", target)])) as server:
            assert fault_of(server).kind == "http-307"
    assert other.requests == []


def test_a_server_without_a_key_gets_a_placeholder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with fake.serve(fake.ok("hi")) as server:
        reply_of(server)
    assert server.requests[0].headers["authorization"] == "Bearer no-key-needed"
