"""Answers of every family are told apart by what they do, in a real sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from verisynth import registry
from verisynth.errors import Unparseable
from verisynth.pipeline.blame import NO_SUCH_NAME, Blame, Finding, Stand, blame
from verisynth.pipeline.independents import Independent
from verisynth.pipeline.matrix import Examiner, Matrix
from verisynth.sandbox import open_sandbox
from verisynth.types import Problem, PythonTarget, StdioTarget

pytestmark = pytest.mark.slow

MIDDLE = "def middle(values):\n    {}\n"
RIGHT = "if not values:\n        raise ValueError('empty')\n    {}"
SMALLER = MIDDLE.format(RIGHT.format("return sorted(values)[(len(values) - 1) // 2]"))
LARGER = MIDDLE.format(RIGHT.format("return sorted(values)[len(values) // 2]"))
ALSO_LARGER = MIDDLE.format(
    RIGHT.format("values = sorted(values)\n    return values[-(-(len(values) - 1) // 2)]")
)
UNSORTED = MIDDLE.format(RIGHT.format("return values[(len(values) - 1) // 2]"))


def filled(
    family: str, answers: Sequence[str], tests: Sequence[dict[str, str]] = ()
) -> tuple[Matrix, Blame]:
    """The matrix of answers to the family's own example problem."""
    chosen = registry.component("families", family)
    problem: Problem = chosen.parse(chosen.example, cell={}).problem
    targets = [chosen.parse_tests(one, problem) for one in tests]
    authors = [(Independent(f"solve-{n}", "t", answer), answer) for n, answer in enumerate(answers)]

    async def fill() -> Matrix:
        async with open_sandbox("userns", slots=2) as sandbox:
            examiner = Examiner(family=chosen, sandbox=sandbox, limits=chosen.limits)
            return await examiner.matrix(problem, authors, targets)

    matrix = asyncio.run(fill())
    return matrix, blame(matrix.opinions, matrix.reference, agreement=0.6)


def stands(matrix: Matrix) -> str:
    """One letter an answer: agrees, differs, fails."""
    return "".join(one.stand.value[0] for one in matrix.opinions)


def test_python_functions_that_do_the_same_wrong_thing_are_one_reading() -> None:
    matrix, found = filled("python", [LARGER, ALSO_LARGER, SMALLER, UNSORTED, SMALLER])
    assert stands(matrix) == "ddada"
    readings = [one.reading for one in matrix.opinions]
    assert readings[0] == readings[1] != readings[3]
    assert found.finding is Finding.PROMPT
    assert "assert 3 == 2" in found.detail


def test_a_reference_nobody_shares_is_blamed() -> None:
    assert filled("python", [LARGER, ALSO_LARGER, LARGER])[1].finding is Finding.REFERENCE


def test_answers_without_thought_or_import_have_no_reading() -> None:
    nothing = MIDDLE.format("pass")
    same = MIDDLE.format("return values[0] if values else None")
    forgotten = MIDDLE.format("return math.floor(statistics.median(values))")
    matrix, found = filled(
        "python",
        [nothing, nothing + "\n", forgotten, forgotten + "\n", "def middle(:", "import nowhere\n"],
    )
    assert stands(matrix) == "ffffff"
    assert found.finding is Finding.UNDECIDED
    assert stands(filled("python", [same])[0]) == "d", "one alone is not looked into"


def test_a_name_the_prompt_does_not_give_is_a_reading() -> None:
    other = SMALLER.replace("middle", "median")
    matrix, found = filled("python", [other, other.replace("median", "centre")])
    assert [one.reading for one in matrix.opinions] == [NO_SUCH_NAME] * 2
    assert found.finding is Finding.PROMPT


def test_an_endless_answer_fails_without_a_reading() -> None:
    loop = MIDDLE.format("while True:\n        pass")
    assert stands(filled("python", [loop])[0]) == "f"


def test_independent_python_tests_are_columns() -> None:
    tests = (
        "from solution import middle\n\ndef test_right():\n    assert middle([3, 1]) == 1\n\n"
        "def test_wrong():\n    assert middle([1, 2]) == 7\n"
    )
    broken = "from solution import middle\n\ndef test_it():\n    assert midle([1]) == 1\n"
    vacuous = "from solution import middle\n\ndef test_it():\n    assert callable(max)\n"
    matrix, found = filled(
        "python",
        [SMALLER, SMALLER, LARGER, "def middle(:"],
        [{"tests": tests}, {"tests": broken}, {"tests": vacuous}],
    )
    cells = matrix.test_cells()
    assert cells["reference"] == cells["solve-0"] == cells["solve-1"]
    assert cells["reference"] == "10", "a set that never calls the solution has no columns"
    assert (cells["solve-2"], cells["solve-3"]) == ("00", "--")
    assert (found.confirmed, found.wrong) == (("1:test_right",), ("1:test_wrong",))


def test_programs_are_told_apart_by_their_output() -> None:
    head = "import sys\nn = [int(w) for w in sys.stdin.read().split()][1:]\n"
    right = head + "print(sum(b > a for a, b in zip(n, n[1:])))"
    at_least = head + "print(sum(b >= a for a, b in zip(n, n[1:])))"
    also = head + "print(len([1 for a, b in zip(n, n[1:]) if not b < a]))"
    crash = head + "print(n[99])"
    matrix, found = filled("stdio", [right, at_least, also, crash, right])
    assert stands(matrix) == "addda"
    assert matrix.opinions[1].reading == matrix.opinions[2].reading != matrix.opinions[3].reading
    assert found.finding is Finding.PROMPT
    cases = '[{"input": "3\\n1 1 2\\n", "output": "1\\n"}, {"input": "1\\n5\\n", "output": "1"}]'
    tested, found = filled("stdio", [right, right, at_least], [{"cases": cases}])
    assert tested.test_cells() == {
        "reference": "10", "solve-0": "10", "solve-1": "10", "solve-2": "00",
    }  # fmt: skip
    assert (len(found.confirmed), len(found.wrong)) == (1, 1)


def test_numbers_are_one_reading_by_value() -> None:
    values = ["21", "Fraction(42, 2)", "22", "21.0", "23"]
    programs = [f"def answer():\n    return {value}" for value in values]
    matrix, found = filled("math", programs)
    assert stands(matrix) == "ddadd"
    same, other = "value: computes 21", "value: computes 23"
    assert [one.reading for one in matrix.opinions] == [same, same, "", same, other]
    assert found.finding is Finding.PROMPT


def test_queries_are_one_reading_by_their_rows() -> None:
    chosen = registry.component("families", "sql")
    gold = chosen.parse(chosen.example, cell={}).problem.reference
    at_least = gold.replace("> 30", ">= 30")
    also = gold.replace("> 30", ">= 30").replace("COUNT(*)", "COUNT(p.id)")
    matrix, found = filled("sql", [at_least, also, "SELECT nonsense"])
    assert stands(matrix) == "ddf"
    assert matrix.opinions[0].reading == matrix.opinions[1].reading
    assert found.finding is Finding.REFERENCE


def test_patterns_are_one_reading_by_what_they_match() -> None:
    right, zero = "[A-H][1-9][0-9]?", "[A-H][0-9][0-9]?"
    matrix, found = filled("regex", [right, zero, "[A-H][0-9]{1,2}", "(", ".*", "(?s:.*)"])
    assert stands(matrix) == "addfff"
    assert matrix.opinions[1].reading == matrix.opinions[2].reading
    assert found.finding is Finding.UNDECIDED


@pytest.mark.parametrize("name", ["python", "stdio", "sql", "regex", "math"])
def test_the_answer_of_the_example_alone_is_read_as_its_candidate(name: str) -> None:
    chosen = registry.component("families", name)
    proposal = chosen.parse(chosen.example, cell={})
    names = [section for section, _, _ in chosen.answer_sections]
    alone = {section: chosen.example[section] for section in names}
    assert len(alone) == 1
    found = chosen.parse_answer(alone, proposal.problem)
    written = chosen.example["program"] if name == "math" else proposal.candidates[0].answer
    assert found.answer == written
    with pytest.raises(Unparseable):
        chosen.parse_answer({}, proposal.problem)


@pytest.mark.parametrize(("name", "target"), [("python", PythonTarget), ("stdio", StdioTarget)])
def test_the_tests_of_the_example_alone_accept_its_reference(name: str, target: type) -> None:
    chosen = registry.component("families", name)
    names = [section for section, _, _ in chosen.test_sections]
    tests = {section: chosen.example[section] for section in names}
    reference = chosen.parse(chosen.example, cell={}).problem.reference
    matrix, found = filled(name, [reference, reference], [tests])
    assert isinstance(
        chosen.parse_tests(tests, chosen.parse(chosen.example, cell={}).problem), target
    )
    assert found.finding is Finding.CORROBORATED
    assert len(found.confirmed) == len(matrix.reference) > 2
    assert all(one.stand is Stand.AGREES for one in matrix.opinions)
