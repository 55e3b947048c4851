"""The client and a real model server: llama.cpp's, with a model of 135 million parameters.

It writes nonsense, but real nonsense: real token counts, real cuts, real grammar constraints.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.llama_server import serve_model
from verisynth.errors import TeacherError
from verisynth.teachers.chat import Reply, Request
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.teachers.reply import split
from verisynth.teachers.reply_format import instructions, schema
from verisynth.types import Candidate, JudgedTarget, Outcome, Problem
from verisynth.verifiers.judge import judge

pytestmark = [pytest.mark.llm, pytest.mark.slow]

TEXT = (("problem", "", "a short word problem"), ("answer", "", "a whole number"))
ASK = Request(messages=(("user", "Name three colours."),), seed=3, max_tokens=24, temperature=0.7)


@pytest.fixture(scope="module")
def teacher(llm_model: Path) -> Iterator[OpenAIChat]:
    with serve_model(llm_model) as url:
        yield OpenAIChat(model="smol", base_url=url, price_completion=1_000_000.0, concurrency=2)


def replies(teacher: OpenAIChat, *requests: Request) -> list[Reply]:
    async def go() -> list[Reply]:
        async with teacher.open() as session:
            return list(await asyncio.gather(*map(session.complete, requests)))

    return asyncio.run(go())


def test_a_completion_has_text_a_finish_reason_and_counted_tokens(teacher: OpenAIChat) -> None:
    (reply,) = replies(teacher, ASK)
    assert reply.text.strip()
    assert reply.finish_reason in ("stop", "length")
    assert reply.model
    assert reply.raw_id
    assert reply.seconds > 0
    assert 1 <= reply.usage.completion_tokens <= 24
    assert reply.usage.prompt_tokens > 5
    assert reply.usage.dollars == reply.usage.completion_tokens


def test_the_same_seed_gives_the_same_text(teacher: OpenAIChat) -> None:
    first, second = replies(teacher, ASK), replies(teacher, ASK)
    assert first[0].text == second[0].text


def test_a_schema_is_kept_to_by_a_model_that_cannot_count(teacher: OpenAIChat) -> None:
    prompt = f"Invent a word problem.\n\n{instructions(TEXT, as_json=True)}"
    asked = [
        Request(messages=(("user", prompt),), seed=seed, max_tokens=200, schema=schema(TEXT))
        for seed in range(3)
    ]
    whole = [reply for reply in replies(teacher, *asked) if reply.finish_reason == "stop"]
    # A grammar guarantees shape, not an end, so some replies may be cut; not all of three.
    assert whole
    for reply in whole:
        found = json.loads(reply.text)
        assert set(found) == {"problem", "answer"}
        if all(found.values()):  # nor does it guarantee that a text says something
            assert set(split(reply.text, TEXT, finish_reason="stop").sections) == set(found)


def test_a_prompt_beyond_the_context_is_named_as_such(teacher: OpenAIChat) -> None:
    endless = Request(messages=(("user", "word " * 5000),), max_tokens=5)
    with pytest.raises(TeacherError) as caught:
        replies(teacher, endless)
    assert (caught.value.kind, caught.value.fatal) == ("context-length", False)


def test_a_tiny_judge_gives_a_verdict_or_is_said_to_be_unreadable(teacher: OpenAIChat) -> None:
    target = JudgedTarget(labels=("a", "b"), rubric=(("realism", "could be real"),))
    problem = Problem(statement="Classify: hello there", target=target, reference="a")

    async def go() -> Outcome:
        async with teacher.open() as scorer:
            verdict = await judge(problem, Candidate(answer="a"), scorer=scorer, max_tokens=80)
            return verdict.outcome

    assert asyncio.run(go()) in (Outcome.ACCEPTED, Outcome.REJECTED, Outcome.ERROR)
