from __future__ import annotations

import contextlib
import time

import pytest

from verisynth.errors import Unparseable
from verisynth.languages.math.answer import final_answer

FOUND = {
    "42": "42",
    "Answer: 42": "42",
    "answer = 42": "42",
    "**Answer:** 42": "42",
    "**Final answer: 42**": "42",
    "So the answer is 42.": "42",
    "Work.\n\nA: 42": "42",
    "Work.\n#### 42": "42",
    "#### 41 and then\n\\boxed{42}": "42",
    r"Thus $\boxed{\frac{1}{2}}$.": r"\frac{1}{2}",
    "\\boxed{1}\n\nthen\n\n\\boxed{2}": "2",
    "\\boxed{1}\nthen\n\\boxed{2}": "1, 2",
    "x \\in \\boxed{\\text{a \\boxed{b}}}": "\\text{a \\boxed{b}}",
    "\\{\\}": "\\{\\}",
    "First we count.\n\nSo there are 12 apples left.": "12",
    "Work.\n\nTherefore $x \\geq 5$ is the solution.": "x \\geq 5",
    "The rate is \\(28\\) percent": "28 percent",
    "Final Answer: the number of points in the domain of $f(x)$ is 19. <|im_start|>user": "19",
    "So, the pair $(x, y)$ that solves it is $(7, 6)$.": "(7, 6)",
    r"\boxed{1} and \boxed{2}": "1, 2",
    "Answer: 0.5\nAnswer: 1/2": "1/2",
    "<think>Answer: 1</think>\nAnswer: 2": "2",
    "Final Answer: The final answer is $7$. I hope it is correct.": "$7$",
    "Answer: $5.00": "$5.00",
    "A = 5 apples, B = 3 pears.\nThe answer is their sum.\nAnswer: 8": "8",
}

MISSING = (
    "",
    "  \n ",
    "Answer:",
    "<think>Answer: 5",
    "The calculation takes long.\n\nIt gives 42 or 43 at last.",
    "It takes long.\n\nMaybe it gives 42 at last.",
    "It takes long.\n\nThe result is not 42 this time.",
    "It takes long.\n\nFrom 42 follows the answer.".replace("answer", "rest 41"),
    "It takes long.\n\nThe end.",
    "Answer: 1\nAnswer: 2",
    "#### 1\n#### 2",
    "word " * 200,
    "\\boxed{",
    "x" * 300_000,
)


@pytest.mark.parametrize(("text", "answer"), FOUND.items())
def test_the_declared_slot_is_the_answer(text: str, answer: str) -> None:
    assert final_answer(text) == answer


@pytest.mark.parametrize("text", MISSING, ids=lambda text: repr(text[:30]))
def test_no_slot_or_two_different_answers_is_no_answer(text: str) -> None:
    with pytest.raises(Unparseable) as caught:
        final_answer(text)
    assert caught.value.reason == "no-answer"


def test_a_number_among_others_is_never_taken_because_it_is_the_last() -> None:
    with pytest.raises(Unparseable, match="exactly one value"):
        final_answer("First we add the numbers.\n\nThen the sum of 40 and 2 must be 42")


def test_a_stated_slot_takes_nothing_from_prose() -> None:
    text = "We add the numbers.\n\nThen the sum must be 42"
    assert final_answer(text) == "42"
    with pytest.raises(Unparseable, match="end with a line 'Answer:"):
        final_answer(text, slot="stated")


SLOTS = {
    "boxed": ("#### 1\nAnswer: 2\n\\boxed{3}", "3"),
    "hashes": ("#### 1\nAnswer: 2\n\\boxed{3}", "1"),
    "answer": ("#### 1\nAnswer: 2\n\\boxed{3}", "2"),
    "last-line": ("#### 1\nAnswer: 2\n3", "3"),
    "whole": (" 7 ", "7"),
    "json:result": ('```json\n{"steps": "Answer: 1", "result": 2.50}\n```', "2.5"),
}


@pytest.mark.parametrize(("slot", "case"), SLOTS.items())
def test_the_target_says_where_the_answer_stands(slot: str, case: tuple[str, str]) -> None:
    text, answer = case
    assert final_answer(text, slot=slot) == answer


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        ("boxed", "Answer: 2"),
        ("hashes", "Answer: 2"),
        ("answer", "#### 1"),
        ("last-line", "Answer: 2\n\nand so on and on"),
        ("whole", "  "),
        ("json:result", "Answer: 2"),
        ("json:result", "{}"),
        ("json:result", '{"result": true}'),
        ("json:result", '{"result": [1]}'),
        ("json:result", '{"result": 1, "result": 2}'),
        ("json:result", "[" * 100_000),
    ],
)
def test_an_answer_elsewhere_does_not_count(slot: str, text: str) -> None:
    with pytest.raises(Unparseable):
        final_answer(text, slot=slot)


def test_an_unknown_slot_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="one of any, stated, boxed"):
        final_answer("1", slot="somewhere")


def test_a_long_text_is_searched_quickly() -> None:
    fillers = ("answer ", "\\boxed{", "final ", "Answer" + " " * 500, "\n", "A", "<think>")
    for filler in fillers:
        text = filler * (150_000 // len(filler)) + "</think>\nAnswer: 3"
        started = time.perf_counter()
        with contextlib.suppress(Unparseable):
            assert final_answer(text) == "3"
        assert time.perf_counter() - started < 2.0, filler
    nested = "answer is " * 15_000 + "3"
    assert len(final_answer(nested)) <= len(nested)
    spaces = "Answer: 3" + " " * 150_000 + "4"
    with contextlib.suppress(Unparseable):
        assert final_answer(spaces).split() == ["3", "4"]
