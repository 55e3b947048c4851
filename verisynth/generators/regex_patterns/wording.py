"""The words of a statement: the same facts in every style, in the voice of a persona."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.generators.regex_patterns.draft import Draft

STYLES = ("plain", "bulleted", "ticket", "question")
PERSONAS: Mapping[str, tuple[str, ...]] = {
    "backend developer": (
        "Our API validates this field before anything reaches the database.",
        "I am replacing a hand-written parser in a request handler.",
        "A code review asked for a stricter input check.",
        "This check guards one field of a JSON request body.",
    ),
    "data analyst": (
        "I am cleaning a column before loading it into a report.",
        "One column of a partner's spreadsheet has to be checked.",
        "Before I aggregate the export, I drop the rows whose value is malformed.",
        "The survey answers were typed by hand and need checking.",
    ),
    "system administrator": (
        "I filter what our machines write every night.",
        "A shell pipeline hands each value to a small Python script.",
        "Monitoring should only alert on well-formed values.",
        "An audit script goes through years of configuration.",
    ),
    "teacher": (
        "I am preparing an exercise on regular expressions for my class.",
        "My students hand in answers that a script has to recognise.",
        "This is for a lesson on describing formats exactly.",
        "I need a model solution for a quiz.",
    ),
    "librarian": (
        "We are moving an old card catalogue into a database.",
        "Volunteers type our records, and slips have to be found.",
        "The catalogue software takes one pattern a field.",
        "An inherited list mixes good and bad entries.",
    ),
    "hobbyist": (
        "I am writing a small game that reads what players type.",
        "My home automation script should ignore malformed messages.",
        "For a weekend project I need to recognise one kind of text.",
        "I am learning Python and want to get this right.",
    ),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Who asks, and how the question is laid out."""

    persona: str
    style: str


_FLAG_NAMES = {"i": "re.IGNORECASE", "m": "re.MULTILINE", "a": "re.ASCII", "s": "re.DOTALL"}


def say(
    rng: random.Random,
    draft: Draft,
    *,
    mode: str,
    voice: Voice,
    shown: tuple[tuple[str, ...], tuple[str, ...]],
) -> str:
    """The statement: opening, task, rules, policy, and a few examples of either side."""
    opening = rng.choice(PERSONAS[voice.persona])
    verb = "is" if draft.natural == "fullmatch" else "contains"
    policy = [usage(mode, draft.flags), _extent(draft.natural, mode), draft.policy]
    body = _layout(rng, voice.style, opening, f"{verb} {draft.subject}", draft.rules)
    return "\n\n".join((body, " ".join(filter(None, policy)), _examples(*shown)))


def usage(mode: str, flags: str) -> str:
    """How the pattern is applied, in one sentence."""
    names = " | ".join(_FLAG_NAMES[letter] for letter in flags)
    arguments = f"pattern, text, {names}" if names else "pattern, text"
    return f"The pattern is applied with Python's `re.{mode}({arguments})` and has to find a match."


def _extent(natural: str, mode: str) -> str:
    if natural == "search":
        return "Anything, also line breaks, may stand before and after what is described."
    if mode == "search":
        return (
            "Since `re.search` looks anywhere, the pattern itself must see to it that the whole"
            " text is as described: nothing before or after it, not even a line break at the end."
        )
    return "The whole text must be as described; not even a line break at the end is allowed."


def _layout(rng: random.Random, style: str, opening: str, fact: str, rules: tuple[str, ...]) -> str:
    listed = "\n".join(f"- {rule}" for rule in rules)
    if style == "bulleted":
        ask = rng.choice(
            (
                "Write a regular expression that matches a text",
                "Give me one pattern that matches a text",
            )
        )
        return f"{opening} {ask} exactly if it {fact}.\n\n{listed}"
    if style == "ticket":
        title = rng.choice(("Add a pattern", "Missing validation", "Pattern wanted"))
        return (
            f"**{title}**\n\nContext: {opening}\nWanted: a regular expression that accepts a text"
            f" exactly if it {fact}.\nAcceptance criteria:\n{listed}"
        )
    prose = " ".join(rules)
    if style == "question":
        return f"{opening} Which regular expression matches a text exactly if it {fact}? {prose}"
    return (
        f"{opening} Write a regular expression that matches a text if, and only if, it {fact}."
        f" {prose}"
    )


def _examples(good: tuple[str, ...], bad: tuple[str, ...]) -> str:
    return (
        f"Should match: {', '.join(map(repr, good))}.\n"
        f"Should not match: {', '.join(map(repr, bad))}."
    )


def explain(draft: Draft, mode: str) -> str:
    """Two or three sentences on how the reference works."""
    closing = ""
    if draft.natural != mode and mode == "search":
        closing = r"\A and \Z tie it to the whole text; $ would let a trailing newline pass."
    elif draft.natural != mode:
        closing = (
            "Since fullmatch is used, (?s:.*) on both sides covers the rest of the text, line"
            " breaks included."
        )
    return " ".join(filter(None, (*draft.parts, closing)))
