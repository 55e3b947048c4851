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
    "\\boxed{1}\nthen\n\\boxed{2}": "2",
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
    "The calculation takes long.\n\nIt gives 42 at last.",
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


def test_the_last_number_in_prose_is_never_taken() -> None:
    with pytest.raises(Unparseable, match="end with a line 'Answer:"):
        final_answer("First we add the numbers.\n\nThen the sum must be 42")


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
    assert final_answer(spaces).split() == ["3", "4"]
