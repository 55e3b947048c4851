"""Patterns for Python's ``re``, judged by executing them on strings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from verisynth.errors import Unparseable, UsageError
from verisynth.families._examples import REGEX
from verisynth.families._regex_strength import measured, with_telling_strings
from verisynth.protocols import Sandbox
from verisynth.types import (
    Candidate,
    Json,
    Limits,
    Mutation,
    Planted,
    Problem,
    Proposal,
    RegexTarget,
    Target,
    Verdict,
)
from verisynth.verifiers import regex_backtracking, regex_policy, regex_reading
from verisynth.verifiers.regex_backtracking import POLICIES, Use
from verisynth.verifiers.regex_match import RegexMatch

MIN_STRINGS = 4
"""On each side of a teacher's problem: three are shown to the student, the rest stay hidden."""
_SHOWN = 3
_MAX_STRINGS = 200
_SPECIAL = frozenset(".^$*+?{}[]\\|()# \t\n\r\v\f-&~")


@dataclass(frozen=True, slots=True)
class Regex:
    """Patterns with strings that must match and strings that must not.

    A teacher writes a description, a pattern and both lists; the statement adds how the pattern is
    applied and a few of the strings, so that the words, the policy and the labels say one thing.
    The sampling axis ``mode``, where a spec has it, says ``fullmatch`` or ``search``.
    """

    name: str = "regex"
    backtracking: Literal["reject", "reject-steep", "allow"] = "reject"
    """What is borne of catastrophic backtracking where the target does not say; see
    ``verifiers/regex_backtracking.py``."""

    @property
    def columns(self) -> tuple[str, ...]:
        """What :meth:`row` reads."""
        return ("pattern", "matches", "rejects", "mode", "flags", "gold", "backtracking")

    @property
    def limits(self) -> Limits:
        """One second of CPU: an honest match takes microseconds, only backtracking takes longer."""
        return Limits(cpu_seconds=1.0, wall_seconds=10.0)

    @property
    def example(self) -> Mapping[str, str]:
        """A complete reply, shown to models for its format."""
        return REGEX

    @property
    def sections(self) -> tuple[tuple[str, str, str], ...]:
        """Description, pattern and the two lists."""
        return (
            ("description", "", "which texts match and which do not, precise enough to decide any"),
            ("pattern", "regex", "the pattern alone on one line, no quotes and no delimiters"),
            ("matches", "json", "one JSON list of at least 10 strings that must match"),
            ("rejects", "json", "one JSON list of at least 10 strings that must not, near misses"),
        )

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        """A problem with the teacher's pattern as its only candidate.

        Raises:
            Unparseable: a section is missing, unreadable or too short.
        """
        description = _section(sections, "description").strip()
        matches = _enough(sections, "matches")
        rejects = _enough(sections, "rejects")
        answer = regex_reading.pattern(_section(sections, "pattern"), examples=matches)
        mode = cell.get("mode", "fullmatch")
        target = RegexTarget(matches=matches, rejects=rejects, mode=mode, gold=answer)
        problem = Problem(
            statement=_statement(description, target),
            target=target,
            reference=answer,
            planted=tuple(_memorised(matches[:_SHOWN], matches, "the examples shown")),
            topic=cell.get("concept", cell.get("topic", "")),
        )
        return Proposal(problem, (Candidate(answer=answer),))

    @property
    def answer_sections(self) -> tuple[tuple[str, str, str], ...]:
        """The pattern."""
        return self.sections[1:2]

    def parse_answer(self, sections: Mapping[str, str], problem: Problem) -> Candidate:
        """The pattern alone. Raises ``Unparseable`` as :meth:`parse` does."""
        examples = problem.target.matches if isinstance(problem.target, RegexTarget) else ()
        text = _section(sections, "pattern")
        return Candidate(answer=regex_reading.pattern(text, examples=examples))

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        """Target and pattern of a row.

        Fields: ``pattern``, ``matches``, ``rejects``; optional ``mode`` (``fullmatch``), ``flags``
        (none), ``gold`` and ``backtracking``. With a gold the strings may be missing: it says more
        than they do.
        The pattern is taken exactly as it stands: in people's own data, quotes and slashes are
        part of it.

        Raises:
            UsageError: a field is missing or of the wrong kind.
        """
        mode, flags = _text(row, "mode", "fullmatch"), _text(row, "flags", "")
        fault = regex_policy.faults(mode, flags)
        if fault:
            raise UsageError(fault)
        gold = _text(row, "gold", "")
        target = RegexTarget(
            matches=_strings(row, "matches", needed=not gold),
            rejects=_strings(row, "rejects", needed=not gold),
            mode=mode,
            flags=flags,
            gold=gold,
            backtracking=_policy(row),
        )
        return target, _text(row, "pattern", None)

    def row_problem(self, row: Mapping[str, Json]) -> Problem | None:
        """The row's problem with its gold pattern as the reference; None if it has none.

        A gold pattern that is no pattern is for the audit to find, with what ``re`` says about it.

        Raises:
            UsageError: a field is missing or of the wrong kind.
        """
        if not row.get("gold"):
            return None
        target, reference = self.row({**row, "pattern": row["gold"]})
        statement = str(row.get("prompt") or "")
        return Problem(statement=statement, target=target, reference=reference)

    async def mutation(
        self, problem: Problem, *, sandbox: Sandbox, limits: Limits
    ) -> Mutation | None:
        """How many small mistakes in the reference the strings of the problem notice."""
        return await measured(problem, sandbox=sandbox, limits=limits)

    async def strengthened(self, problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Problem:
        """The problem with strings made from its reference, up to a hundred on each side."""
        return await with_telling_strings(problem, sandbox=sandbox, limits=limits)

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        """Patterns that match everything, nothing, anything, and half of the strings by heart.

        Each is left out where the target would make it right.
        """
        target = problem.target
        if not isinstance(target, RegexTarget):
            return ()
        found = [Planted("(?s:.*)", "matches everything"), Planted("(?!)", "matches nothing")]
        if any(target.rejects):
            found.append(Planted("(?s:.+)", "matches everything but the empty text"))
        half = target.matches[: (len(target.matches) + 1) // 2]
        return (*found, *_memorised(half, target.matches, "half of the strings"))

    async def check_problem(
        self, problem: Problem, *, sandbox: Sandbox, limits: Limits
    ) -> Verdict | None:
        """The problem is bad if its reference takes too long on some text."""
        if not isinstance(problem.target, RegexTarget):
            return None
        use = self._use(problem.target)
        return await regex_backtracking.slow_reference(
            problem.reference, use, sandbox=sandbox, limits=limits
        )

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one pattern by proof and by executing it, and how long it may take by measuring.

        Time is measured in one of the two runs a problem gets, because no clock says the same
        twice: a pattern at the very limit would be ``flaky``, which is another fault.
        """
        if not isinstance(target, RegexTarget):
            raise UsageError(f"the regex family cannot judge a {type(target).__name__}")
        verdict = await RegexMatch().verify(
            target, answer, sandbox=sandbox, limits=limits, hash_seed=hash_seed
        )
        if hash_seed != 0:
            return verdict
        use = self._use(target)
        return await regex_backtracking.judged(verdict, answer, use, sandbox=sandbox, limits=limits)

    def _use(self, target: RegexTarget) -> Use:
        policy = target.backtracking or self.backtracking
        return Use(mode=target.mode, flags=target.flags, policy=policy)


def _policy(row: Mapping[str, Json]) -> str:
    policy = _text(row, "backtracking", "")
    if policy and policy not in POLICIES:
        raise UsageError(f'backtracking is "{policy}"; one of {", ".join(POLICIES)}')
    return policy


def _statement(description: str, target: RegexTarget) -> str:
    good = ", ".join(repr(text) for text in target.matches[:_SHOWN])
    bad = ", ".join(repr(text) for text in target.rejects[:_SHOWN])
    policy = regex_policy.describe(target.mode, target.flags)
    return f"{description}\n\n{policy}\n\nShould match: {good}\nShould not match: {bad}"


def _memorised(texts: Sequence[str], matches: Sequence[str], what: str) -> Iterator[Planted]:
    """The alternation of ``texts``, unless it matches all there is to match.

    Folded case is compared, so that a flag that ignores case cannot make it right either.
    """
    known = {text.casefold() for text in texts}
    if any(text.casefold() not in known for text in matches):
        alternatives = "|".join(_escaped(text) for text in texts)
        yield Planted(rf"\A(?:{alternatives})\Z", f"only knows {what} by heart")


def _escaped(text: str) -> str:
    return "".join("\\" + char if char in _SPECIAL else char for char in text)


def _section(sections: Mapping[str, str], name: str) -> str:
    text = sections.get(name, "")
    if not text.strip():
        raise Unparseable("missing-section", f"the section {name} is missing")
    return text


def _enough(sections: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = regex_reading.strings(_section(sections, name), name=name)
    if not MIN_STRINGS <= len(found) <= _MAX_STRINGS:
        raise Unparseable(
            "bad-section",
            f"the section {name} lists {len(found)} strings; {MIN_STRINGS} to {_MAX_STRINGS}",
        )
    return found


def _text(row: Mapping[str, Json], key: str, default: str | None) -> str:
    value = row.get(key, default)
    value = default if value is None else value
    if value is None:
        raise UsageError(f"{key} is missing; a regex row has pattern, matches and rejects")
    if not isinstance(value, str):
        raise UsageError(f"{key} is {json.dumps(value)[:60]}; give a string")
    return value


def _strings(row: Mapping[str, Json], key: str, *, needed: bool) -> tuple[str, ...]:
    """A list of strings, or JSON text of one, which is what a CSV column can hold."""
    value = row.get(key)
    if not needed and value in (None, ""):
        return ()
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{key} is text that is not a JSON list: {error}") from error
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise UsageError(f"{key} is {json.dumps(value)[:60]}; give a list of strings")
    return tuple(str(one) for one in value)
