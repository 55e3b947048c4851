"""What families share whose replies are a problem, a solution in Python, and its checks."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.families import _python_code as code
from verisynth.types import Candidate, Problem

Sections = tuple[tuple[str, str, str], ...]


class SolutionSections:
    """The parts of a reply for people who write only one of them: the solution, or the checks."""

    __slots__ = ()

    @property
    def sections(self) -> Sections:
        """Problem, solution and checks, in this order."""
        raise NotImplementedError

    @property
    def answer_sections(self) -> Sections:
        """The solution."""
        return self.sections[1:2]

    @property
    def test_sections(self) -> Sections:
        """The checks."""
        return self.sections[2:]

    def parse_answer(self, sections: Mapping[str, str], problem: Problem) -> Candidate:
        """The solution alone. Raises ``Unparseable`` as ``parse`` does."""
        return Candidate(answer=code.code_of(sections.get("solution", ""), "solution"))
