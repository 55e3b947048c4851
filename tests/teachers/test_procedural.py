"""The offline teacher over a generator small enough to run dry."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from verisynth.errors import Exhausted
from verisynth.teachers.procedural import Procedural
from verisynth.types import Candidate, MathTarget, Problem, Seed


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of two digits: 100 problems and no more."""

    name: str = "sums"
    family: str = "math"
    axes: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {"difficulty": ("easy", "hard")}
    )

    def draw(self, rng: random.Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        a, b = rng.randrange(10), rng.randrange(10)
        statement = f"{cell.get('difficulty', '')} {a} + {b}?"
        problem = Problem(
            statement=statement, target=MathTarget(gold=str(a + b)), reference=str(a + b)
        )
        return problem, Candidate(answer=str(a + b))


def seed(index: int) -> Seed:
    return Seed("digest", 0, index, (("difficulty", "easy"),))


def drawn(count: int) -> list[str]:
    teacher = Procedural(Sums(), "sums")
    seen: set[str] = set()
    statements = []
    for index in range(count):
        problem, candidate = teacher.draw(seed(index), seen)
        assert candidate.answer == problem.reference
        seen.add(problem.key)
        statements.append(problem.statement)
    return statements


def test_nothing_is_drawn_twice_and_the_same_seeds_give_the_same() -> None:
    statements = drawn(60)
    assert len(set(statements)) == 60
    assert statements == drawn(60)


def test_seen_is_only_read() -> None:
    seen: set[str] = set()
    first = Procedural(Sums(), "sums").draw(seed(0), seen)
    assert seen == set()
    assert Procedural(Sums(), "sums").draw(seed(0), seen) == first
    other = Procedural(Sums(), "sums").draw(seed(0), {first.problem.key})
    assert other.problem.key != first.problem.key


def test_a_generator_run_dry_names_the_spec_and_how_far_it_got() -> None:
    teacher = Procedural(Sums(), "my-sums", attempts=50)
    everything = {Sums().draw(random.Random(n), {"difficulty": "easy"})[0].key for n in range(9999)}
    assert len(everything) == 100
    with pytest.raises(Exhausted) as caught:
        teacher.draw(seed(1), everything)
    assert "my-sums" in str(caught.value)
    assert "100 distinct problems" in str(caught.value)
    assert "difficulty=easy" in str(caught.value)
