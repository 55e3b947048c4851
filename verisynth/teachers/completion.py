"""Reads the body of a chat completion, trusting no field of it to be there or of its type."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

from verisynth.teachers import faults
from verisynth.teachers.chat import MAX_TEXT, TOO_LONG, Reply, storable
from verisynth.types import Json, Usage


def read_completion(body: str, *, price_prompt: float, price_completion: float) -> Reply:
    """The reply in the body of an answer with status 200.

    Thoughts that a server returns in a field of their own are put back in front, between
    ``<think>`` tags, so that one place deals with them. Text beyond ``MAX_TEXT`` is cut, and the
    finish reason says so: the reply was paid for and is kept, but never taken for complete.

    Raises:
        TeacherError: there is no text in it. Some servers report errors with status 200.
    """
    answer = _object(body)
    _raise_if_error(answer)
    usage = _usage(answer.get("usage"), price_prompt, price_completion)
    choice = _first_choice(answer.get("choices"), usage)
    message = choice.get("message")
    if not isinstance(message, Mapping):
        raise faults.bad_body("its first choice has no message")
    finish_reason = _word(choice.get("finish_reason")) or "stop"
    text = _text(message, finish_reason, usage)
    text = storable(text)
    if len(text) > MAX_TEXT:
        text, finish_reason = text[:MAX_TEXT], TOO_LONG
    return Reply(
        text=text,
        finish_reason=finish_reason,
        model=_word(answer.get("model")),
        usage=usage,
        raw_id=_word(answer.get("id")),
    )


def read_error(status: int, body: str, *, retry_after_seconds: float | None) -> faults.Refused:
    """What an error answer says, whatever dialect of it the server speaks."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = body
    said = answer.get("error", answer) if isinstance(answer, Mapping) else answer
    if not isinstance(said, Mapping):
        return faults.Refused(status, str(said)[:2000], "", "", retry_after_seconds)
    message = said.get("message") or said.get("detail") or json.dumps(said)
    return faults.Refused(
        status,
        str(message)[:2000],
        str(said.get("code") or said.get("type") or ""),
        str(said.get("param") or ""),
        retry_after_seconds,
    )


def _object(body: str) -> Mapping[str, Json]:
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise faults.bad_body(f"not JSON: {error}") from None
    except RecursionError:
        raise faults.bad_body("JSON nested beyond any need") from None
    if not isinstance(answer, dict):
        raise faults.bad_body("not a JSON object")
    return answer


def _raise_if_error(answer: Mapping[str, Json]) -> None:
    error = answer.get("error")
    if not error or answer.get("choices"):
        return
    code = error.get("code") if isinstance(error, Mapping) else None
    if isinstance(code, int) and 400 <= code < 600:
        refused = read_error(code, json.dumps(answer), retry_after_seconds=None)
        raise faults.from_status(refused)
    raise faults.bad_body(f"status 200 with an error inside: {json.dumps(error)}")


def _first_choice(choices: Json, usage: Usage) -> Mapping[str, Json]:
    if choices is None or isinstance(choices, str) or not isinstance(choices, Sequence):
        raise faults.bad_body("it has no list of choices")
    if not choices:
        raise faults.empty("the list of choices is empty", usage)
    if not isinstance(choices[0], Mapping):
        raise faults.bad_body("its first choice is not an object")
    return choices[0]


def _text(message: Mapping[str, Json], finish_reason: str, usage: Usage) -> str:
    """The text, or the fault that says why there is none."""
    text = _content(message.get("content"))
    thoughts = message.get("reasoning_content") or message.get("reasoning")
    if isinstance(thoughts, str) and thoughts.strip():
        # Cut here too, or endless thoughts would push the text itself over the edge.
        text = f"<think>{thoughts[: MAX_TEXT // 2]}</think>\n{text}"
    elif not text.strip():
        _raise_no_text(message.get("refusal"), finish_reason, usage)
    return text


def _raise_no_text(refusal: Json, finish_reason: str, usage: Usage) -> None:
    if isinstance(refusal, str) and refusal.strip():
        raise faults.refusal(refusal, usage)
    if finish_reason == "content_filter":
        raise faults.refusal("the server's content filter held it back", usage)
    # All tokens went into hidden thoughts: a reply cut short, not a fault worth asking again for.
    if finish_reason != "length":
        raise faults.empty(f"no text, finish reason {finish_reason[:40]!r}", usage)


def _content(content: Json) -> str:
    """Text, or the text parts of a list of parts."""
    if isinstance(content, str):
        return content
    if content is None:
        return ""
    if not isinstance(content, Sequence):
        raise faults.bad_body("its content is neither text nor a list of parts")
    parts = (part.get("text") for part in content if isinstance(part, Mapping))
    return "".join(part for part in parts if isinstance(part, str))


def _usage(given: Json, price_prompt: float, price_completion: float) -> Usage:
    counts = given if isinstance(given, Mapping) else {}
    prompt, completion = (
        _count(counts.get("prompt_tokens")),
        _count(counts.get("completion_tokens")),
    )
    dollars = (prompt * price_prompt + completion * price_completion) / 1_000_000
    return Usage(prompt_tokens=prompt, completion_tokens=completion, dollars=dollars)


def _count(value: Json) -> int:
    """A token count; servers leave it out, or send null."""
    if isinstance(value, float) and not math.isfinite(value):
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    # A count no model can reach is nonsense, and would not fit the database.
    return min(max(0, int(value)), 1 << 40)


def _word(value: Json) -> str:
    return storable(value[:200]) if isinstance(value, str) else ""
