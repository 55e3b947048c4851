"""Texts made to hang, crash or fool the verifier, also from many threads at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.verifiers.math_judging import in_sandbox, on_host
from verisynth.types import Limits, Outcome

HUGE = {
    "power tower": "9^{9^{9^9}}",
    "factorial tower": "(((9!)!)!)!",
    "large factorial": r"(10^7)!",
    "large binomial": r"\binom{10^9}{5 \cdot 10^8}",
    "large expansion": "(x+1)^{3000} - (x-1)^{3000}",
    "product of powers": r"\cdot".join(["10^{999}"] * 150),
    "long sum": "+".join("x" * 250),
    "deep parentheses": "(" * 900 + "1" + ")" * 900,
    "deep roots": r"\sqrt{" * 35 + "2" + "}" * 35,
    "bare roots": "√" * 900 + "2",
    "bare fractions": r"\frac" * 400,
    "nested sets": r"\{" * 38 + "1" + r"\}" * 38,
    "root of a large number": r"\sqrt[3]{2^{50000} + 1}",
    "root of a factorial": r"\sqrt{3!!!}",
    "trig tower": r"\sin(" * 30 + "x" + ")" * 30,
    "many digits": "9" * 900,
    "too many digits": "9" * 5000,
    "big sum": r"\sum_{k=1}^{10^9} k",
    "nested sums": r"\sum_{a=1}^{1000}\sum_{b=1}^{1000}\sum_{c=1}^{1000} abc",
    "remainder": r"123456789^{987654321} \bmod 7",
    "huge angle": r"\sin(10^{10^{9}})",
    "long list": ", ".join(str(n) for n in range(290)),
    "spaces": "1" + " " * 1900 + "2",
    "braces": "{" * 900,
    "minus signs": "-" * 1800 + "1",
    "backslashes": "\\" * 1500,
    "commas": "1" + "," * 1500,
    "matrix power": r"\begin{pmatrix}1&1\\1&0\end{pmatrix}^{10^9}",
    "determinant": r"\begin{vmatrix}" + r"\\".join(["&".join("x" * 9)] * 9) + r"\end{vmatrix}",
    "many units": "5 " + "kg " * 400,
    "unit powers": "5 m^999999999",
    "open text": r"\text{" * 200,
}

FORGED = {
    # A multiple of a fixed modulus would vanish where rational functions are compared.
    "x": r"x + 2^{127} - 1",
    "x + 1": r"x + 1 + 170141183460469231731687303715884105727 y",
    "2x": r"2x + (x - 2)(x + 3/2)(x - 5/3)(x + 7/4)(x - 11/5)(x + 1/3)(x - 4)(x - 13/6)",
    "7": "7 + 10^{-40}",
    "pi": "3.14159265358979323846264338327950288419716939937510" + "1",
}


def together(work: Callable[[int], object], count: int) -> list[object]:
    """What ``count`` threads give that start at once."""
    results: list[object] = [None] * count

    def run(place: int) -> None:
        results[place] = work(place)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("name", HUGE)
def test_the_host_spends_little_on_any_text(name: str) -> None:
    started = time.process_time()
    for gold, answer in (("7", HUGE[name]), (HUGE[name], "7"), (HUGE[name], HUGE[name] + " + 1")):
        assert on_host(gold, answer).outcome is not Outcome.ACCEPTED
    assert time.process_time() - started < 3.0


@pytest.mark.parametrize("gold", FORGED)
def test_an_answer_made_for_the_check_is_not_accepted(gold: str) -> None:
    assert on_host(gold, FORGED[gold]).outcome is not Outcome.ACCEPTED


@pytest.mark.slow
def test_the_box_is_stopped_in_time_and_never_accepts() -> None:
    pairs = [(r"\sqrt{2}", text) for text in HUGE.values()]
    pairs += list(FORGED.items())
    limits = Limits(cpu_seconds=0.5, wall_seconds=20.0)
    verdicts = in_sandbox(pairs, limits=limits)
    assert [verdict.outcome for verdict in verdicts].count(Outcome.ACCEPTED) == 0


@pytest.mark.slow
def test_verdicts_are_the_same_in_threads() -> None:
    pairs = [("1/2", "0.5"), ("x^2-1", "(x-1)(x+1)"), ("1, 2", "2, 1"), (r"\sqrt{8}", r"2\sqrt{2}"),
             (r"\sqrt{x^2}", "x"), ("7", HUGE["power tower"])]  # fmt: skip
    alone = [verdict.outcome for verdict in in_sandbox(pairs)]

    def work(place: int) -> list[Outcome]:
        for _ in range(20):
            for gold, answer in pairs[:3]:
                assert on_host(gold, answer).outcome is Outcome.ACCEPTED
        return [verdict.outcome for verdict in in_sandbox(pairs)]

    assert together(work, 3) == [alone] * 3
    assert alone == [Outcome.ACCEPTED] * 4 + [Outcome.REJECTED] * 2
