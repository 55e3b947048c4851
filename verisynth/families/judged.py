"""Problems without a right answer a program could know: texts to be classified, judged by a model.

The label is checked by program against a closed set and against what was asked for; whether the
text is worth having is scored by a judge. Nothing is executed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from verisynth.errors import MissingError, SpecError, Unparseable, UsageError, did_you_mean
from verisynth.families._examples import JUDGED
from verisynth.protocols import Sandbox
from verisynth.spec import TaskSpec
from verisynth.teachers.chat import Session
from verisynth.types import (
    Candidate,
    Json,
    JudgedTarget,
    Limits,
    Planted,
    Problem,
    Proposal,
    Target,
    Verdict,
)
from verisynth.verifiers import judge as judge_verifier

_PLANTED = 3
_PLACEHOLDER = re.compile(
    r"(?i)\[(?:your|my|the|customer|client|user|full|first|last|name|order|date|product|company"
    r"|insert|support|agent|phone|email|address)\b[^\]\n]{0,40}\]"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Texts with one label of a closed set.

    Labels and rubric stand in the spec's ``[judge]`` table; :meth:`for_spec` brings them here.
    """

    name: str = "judged"
    task: str = "Classify this customer support ticket."
    """The first sentence of every statement."""
    label_axis: str = "intent"
    """The sampling axis whose value is the label asked for."""
    labels: tuple[str, ...] = ()
    rubric: tuple[tuple[str, str], ...] = ()
    threshold: float = 4.0
    minimum: int = 3

    @property
    def columns(self) -> tuple[str, ...]:
        """The input columns of ``verify`` it reads."""
        return ("id", "label", "answer", "labels")

    @property
    def limits(self) -> Limits:
        """What one check may use unless a spec or a person says otherwise."""
        return Limits()

    @property
    def example(self) -> Mapping[str, str]:
        """A complete reply, shown to models for its format."""
        return JUDGED

    @property
    def sections(self) -> tuple[tuple[str, str, str], ...]:
        """A text and its label."""
        return (
            ("ticket", "", "the text itself, as its author would send it, without its label"),
            ("label", "", "the one label that fits it, exactly as written in the list"),
        )

    def for_spec(self, spec: TaskSpec) -> Judged:
        """This family with the spec's labels and rubric.

        Raises:
            SpecError: the spec has no ``[judge]`` table, or asks for labels outside of it.
        """
        if spec.judge is None:
            raise SpecError(f"{spec.name}: judge is missing; the judged family needs that table")
        axis = spec.axes.get(self.label_axis)
        if axis is None:
            raise SpecError(
                f"{spec.name}: axes.{self.label_axis} is missing; it draws the label to ask for"
            )
        values = axis.values
        lists = values.values() if isinstance(values, Mapping) else (values,)
        for value in (value for each in lists for value in each):
            if value not in spec.judge.labels:
                raise SpecError(
                    f'{spec.name}: axes.{self.label_axis} has "{value}", which is not one of '
                    f"judge.labels.{did_you_mean(value, spec.judge.labels)}"
                )
        return replace(
            self,
            labels=spec.judge.labels,
            rubric=tuple(spec.judge.rubric.items()),
            threshold=spec.judge.threshold,
            minimum=spec.judge.minimum,
        )

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        """The text as a problem, its label as the candidate.

        The reference is the label the cell asked for, not the one the teacher wrote: where they
        differ the verdict is ``wrong-label``. A text that spells out its own label would teach a
        student to copy, so it is no proposal.

        Raises:
            Unparseable: ``bad-section``: the text is none, has a blank to be filled in such as
                ``[Your Name]``, or spells out its own label.
        """
        text = sections["ticket"].strip()
        intended = cell.get(self.label_axis, "")
        if len(text.split()) < 3:
            raise Unparseable("bad-section", f'the ticket is no text: "{text[:60]}"')
        if (found := _PLACEHOLDER.search(text)) is not None:
            raise Unparseable("bad-section", f"the ticket was not filled in: {found[0]}")
        label = self._label(sections["label"])
        if _spells_out(intended, text) or _spells_out(label, text):
            raise Unparseable("bad-section", "the ticket spells out its own label")
        problem = Problem(
            statement=self._statement(text),
            target=self._target(),
            reference=intended,
            topic=intended,
        )
        return Proposal(problem, (Candidate(answer=label),))

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        """Target and label from ``{"label": …}``, with ``"labels"`` unless they are configured."""
        label = row.get("label", row.get("answer"))
        if not isinstance(label, str):
            raise UsageError('a judged row needs "label", a text')
        labels = row.get("labels", list(self.labels))
        if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels):
            raise UsageError('"labels" must be a list of texts')
        if not labels:
            raise UsageError('a judged row needs "labels", the closed set its label is from')
        family = replace(self, labels=tuple(str(each) for each in labels))
        return family._target(), family._label(label)

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        """Other labels of the set: wrong by construction, and cheap to reject."""
        others = [label for label in self.labels if label != problem.reference]
        return tuple(Planted(label, f"another label: {label}") for label in others[:_PLANTED])

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Reject a label outside the set; anything else needs the text and a judge.

        Raises:
            MissingError: the label is in the set, so that only :meth:`judge` can decide.
        """
        del sandbox, limits, hash_seed  # nothing is executed
        if not isinstance(target, JudgedTarget):
            raise UsageError("the judged family judges labels only")
        verdict = judge_verifier.label_verdict(target, answer)
        if verdict is None:
            raise MissingError(
                "this label can only be judged by a model",
                hint="verisynth generate with --judge openai:MODEL, or [judge] in verisynth.toml",
            )
        return verdict

    async def judge(
        self, problem: Problem, candidate: Candidate, *, scorer: Session, max_tokens: int = 2048
    ) -> Verdict:
        """Judge one candidate with an open session to the judge's model."""
        return await judge_verifier.judge(problem, candidate, scorer=scorer, max_tokens=max_tokens)

    def _target(self) -> JudgedTarget:
        return JudgedTarget(
            labels=self.labels,
            rubric=self.rubric,
            threshold=self.threshold,
            minimum=self.minimum,
        )

    def _statement(self, text: str) -> str:
        listed = "\n".join(f"- {label}" for label in self.labels)
        return f"{self.task} Answer with exactly one of these labels:\n{listed}\n\nTicket:\n{text}"

    def _label(self, text: str) -> str:
        """The label of the set that is meant, whatever its case, dashes, quotes and full stop."""
        bare = re.sub(r"(?i)^\s*(?:label|intent)\s*:\s*", "", text.strip()).strip(" \n`'\"*.<>[]")
        known = {_folded(label): label for label in self.labels}
        return known.get(_folded(bare), bare[:200])


def _folded(label: str) -> str:
    return re.sub(r"[\s_-]+", "-", label.strip().lower())


def _spells_out(label: str, text: str) -> bool:
    """Whether the text holds a label that no person writes by chance: one of joined words."""
    return bool(re.search(r"\w[_-]\w", label)) and label.lower() in text.lower()
