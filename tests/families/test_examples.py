"""The example reply each family shows to models is itself a proposal that stands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from verisynth import registry
from verisynth.errors import Unparseable
from verisynth.pipeline.judging import Executed, Ruling
from verisynth.pipeline.propose import check_own
from verisynth.sandbox import open_sandbox
from verisynth.spec import Acceptance, Prompt, TaskSpec, load_spec
from verisynth.teachers.reply import split
from verisynth.teachers.reply_format import reply_like
from verisynth.types import Evidence, Outcome, Proposal

EXECUTED = ("math", "python", "regex", "sql", "stdio")


def rule(family: str, proposal: Proposal) -> Ruling:
    spec = TaskSpec(
        name="s", description="", family=family, prompt=Prompt(template=""),
        acceptance=Acceptance(min_planted=2),
    )  # fmt: skip

    async def run() -> Ruling:
        async with open_sandbox("userns", slots=1) as sandbox:
            judging = Executed(spec, registry.component("families", family), sandbox)
            return (await judging.rule(proposal, index=0))[0]

    return asyncio.run(run())


@pytest.mark.slow
@pytest.mark.parametrize("name", EXECUTED)
def test_the_example_is_read_and_accepted(name: str) -> None:
    family = registry.component("families", name)
    found = split(reply_like(family.sections, family.example), family.sections)
    assert found.sections == family.example
    verdict = rule(name, family.parse(found.sections, cell={})).verdict
    assert (verdict.outcome, verdict.evidence) == (Outcome.ACCEPTED, Evidence.AUDITED), verdict


def test_the_judged_example_is_read_as_json() -> None:
    family = registry.family_of(load_spec("support-intents"))
    found = split(json.dumps(dict(family.example)), family.sections)
    label = family.example["label"]
    proposal = family.parse(found.sections, cell={"intent": label})
    assert proposal.candidates[0].answer == label
    assert label in family.labels


def changed(section: str, text: str) -> str:
    """A little, as small models do."""
    return f"the {section}, as asked for:\n\n{text.replace('list[int]', 'list').upper()}\n"


@pytest.mark.parametrize("alter", [lambda _, text: text, changed])
@pytest.mark.parametrize("name", EXECUTED)
def test_the_example_handed_back_is_no_proposal(
    name: str, alter: Callable[[str, str], str]
) -> None:
    family = registry.component("families", name)
    handed_back = {section: alter(section, text) for section, text in family.example.items()}
    with pytest.raises(Unparseable, match="the example was handed back"):
        check_own(handed_back, family)
    first, *others = family.example
    only_the_rest = {first: "Something else entirely.", **{one: handed_back[one] for one in others}}
    with pytest.raises(Unparseable, match="the example was handed back"):
        check_own(only_the_rest, family)
    check_own(dict.fromkeys(family.example, "Something else entirely."), family)


def test_the_same_tables_under_another_question_are_another_problem() -> None:
    family = registry.component("families", "sql")
    reply = dict.fromkeys(family.example, "Something else entirely.")
    check_own({**reply, "schema": family.example["schema"]}, family)
