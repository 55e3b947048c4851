"""The example reply each family shows to models is itself a proposal that stands."""

from __future__ import annotations

import asyncio
import json

import pytest

from verisynth import registry
from verisynth.errors import Unparseable
from verisynth.pipeline.judging import Executed, Ruling
from verisynth.pipeline.propose import check_own
from verisynth.sandbox import open_sandbox
from verisynth.spec import Acceptance, Prompt, TaskSpec, load_spec
from verisynth.teachers.reply import split
from verisynth.teachers.reply_format import instructions
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
    asked = instructions(family.sections, example=family.example)
    shown = asked.split("not its subject:")[1]
    found = split(shown, family.sections)
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


@pytest.mark.parametrize("name", EXECUTED)
def test_the_example_handed_back_is_no_proposal(name: str) -> None:
    family = registry.component("families", name)
    with pytest.raises(Unparseable, match="is the one of the example"):
        check_own(dict(family.example), family)
