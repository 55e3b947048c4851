"""Replies in all the shapes models give them, and in shapes nobody gives them."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st

from verisynth.errors import Unparseable
from verisynth.teachers import fences
from verisynth.teachers.chat import MAX_TEXT
from verisynth.teachers.reply import split
from verisynth.teachers.reply_format import (
    Sections,
    holds_code,
    instructions,
    reply_like,
    schema,
)

CODE = (
    ("problem", "", "the statement"),
    ("solution", "python", "the function"),
    ("tests", "python", "the tests"),
)
QUERY = (("question", "", "the question"), ("query", "sql", "the query"))
TEXT = (("problem", "", "the statement"), ("answer", "", "the number"))
PATTERN = (("problem", "", "the statement"), ("pattern", "regex", "the pattern"))
SOLUTION = "def double(x):\n    return 2 * x"
TESTS = "def test_double():\n    assert double(2) == 4"
WANTED = {"problem": "Double a number.", "solution": SOLUTION, "tests": TESTS}
PY = f"```python\n{SOLUTION}\n```"
PY_TESTS = f"```python\n{TESTS}\n```"


def reason_of(text: str, sections: Sections = CODE, **options: str) -> str:
    with pytest.raises(Unparseable) as caught:
        split(text, sections, **options)
    return caught.value.reason


HEADERS = {
    "as asked": "## {}",
    "deeper": "### {}",
    "with a colon": "### {}:",
    "capital": "## {}".title(),
    "numbered": "## 1. {}",
    "bold": "**{}**",
    "bold with a colon": "**{}:**",
    "bold, colon outside": "**{}**:",
    "bold in a header": "## **{}**",
    "in a list": "1. **{}**",
    "in brackets": "[{}]",
    "with a colon only": "{}:",
    "with a note": "## {} (complete)",
    "underlined by hashes": "## {} ##",
    "as a step": "### Step 2: {}",
}


@pytest.mark.parametrize("style", HEADERS)
def test_headers_of_every_style_are_found(style: str) -> None:
    header = HEADERS[style]
    text = "\n".join(
        [
            "Sure! Here is one.",
            header.format("problem"),
            "Double a number.",
            header.format("Solution"),
            PY,
            "",
            header.format("tests"),
            PY_TESTS,
        ]
    )
    assert split(text, CODE).sections == WANTED


DRESSED = {
    "tags": f"<problem>Double a number.</problem>\n<solution>\n{PY}\n</solution>\n"
    f"<tests>\n{TESTS}\n</tests>\nHope this helps!",
    "brackets with ends": f"[problem]\nDouble a number.\n[/problem]\n[solution]\n{SOLUTION}\n"
    f"[/solution]\n[tests]\n{TESTS}\n[/tests]",
    "text on the header's line": f"Problem: Double a number.\nSolution:\n{PY}\nTests:\n{PY_TESTS}",
    "no headers": f"Double a number.\n\n{PY}\n\nAnd the tests:\n\n{PY_TESTS}",
    "thoughts first": f"<think>\n## problem\nno\n</think>\n\n## problem\nDouble a number.\n"
    f"## solution\n{PY}\n## tests\n{PY_TESTS}",
    "thoughts without an opening tag": "Hm, maybe.\n</think>\n## problem\nDouble a number.\n"
    f"## solution\n{PY}\n## tests\n{PY_TESTS}",
    "rules between": f"## problem\nDouble a number.\n\n---\n\n## solution\n{PY}\n---\n"
    f"## tests\n{PY_TESTS}\n***",
    "windows line ends": f"## problem\nDouble a number.\n## solution\n{PY}\n## tests\n"
    f"{PY_TESTS}".replace("\n", "\r\n"),
    "all in a markdown fence": f"```markdown\n## problem\nDouble a number.\n## solution\n{PY}\n"
    f"## tests\n{PY_TESTS}\n```",
    "other language names": "## problem\nDouble a number.\n## solution\n"
    f"```py title=x\n{SOLUTION}\n```\n## tests\n~~~ {{.python3}}\n{TESTS}\n~~~",
    "longer fences": f"## problem\nDouble a number.\n## solution\n````python\n{SOLUTION}\n````\n"
    f"## tests\n{PY_TESTS}",
    "last fence forgotten": f"## problem\nDouble a number.\n## solution\n{PY}\n## tests\n"
    f"```python\n{TESTS}",
    "first fence forgotten": f"## problem\nDouble a number.\n## solution\n```python\n{SOLUTION}\n"
    f"## tests\n{PY_TESTS}",
    "code without fences": f"## problem\nDouble a number.\n## solution\n{SOLUTION}\n"
    f"## tests\n{TESTS}",
    "usage after the solution": f"## problem\nDouble a number.\n## solution\n{PY}\nUse it:\n"
    f"```python\nprint(double(3))\n```\n## tests\n{PY_TESTS}",
    "usage before the solution": "## problem\nDouble a number.\n## solution\n```python\n"
    f"double(3)\n```\n{PY}\n## tests\n{PY_TESTS}",
    "output beside the code": "## problem\nDouble a number.\n## solution\n```text\ndef 6\n```\n"
    f"{PY}\n## tests\n{PY_TESTS}",
    "a comment for a header": "## problem\nDouble a number.\n## solution\n```python\n"
    f"{SOLUTION}\n\n# Tests:\n{TESTS}\n```\nThis doubles.",
    "words around the names": f"## The problem\nDouble a number.\n## Python solution\n{PY}\n"
    f"## Tests\n{PY_TESTS}",
    "a second problem": f"## problem\nDouble a number.\n## solution\n{PY}\n## tests\n{PY_TESTS}\n"
    "## problem\nAnother one.\n## solution\n```python\nx",
    "a draft first": f"## problem\nDraft.\n## problem\nDouble a number.\n## solution\n{PY}\n"
    f"## tests\n{PY_TESTS}",
    "json": json.dumps(WANTED),
    "json in a fence": f"Here:\n```json\n{json.dumps(WANTED, indent=1)}\n```\nEnjoy.",
    "json amid prose": f"Here you are: {json.dumps(WANTED)} and {{good}} luck",
    "json with fences inside": json.dumps({**WANTED, "solution": PY, "tests": PY_TESTS}),
    "json with other names": json.dumps(
        {"Problem": "Double a number.", "SOLUTION": SOLUTION, "tests": TESTS.split("\n"), "x": 1}
    ),
    "json with real line ends": json.dumps(WANTED).replace("\\n", "\n"),
}


@pytest.mark.parametrize("dress", DRESSED)
def test_a_whole_reply_is_read_however_it_is_dressed(dress: str) -> None:
    assert split(DRESSED[dress], CODE).sections == WANTED


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("## problem\nDigits.\n## pattern\n`^\\d+$`", "^\\d+$"),
        ("## problem\nDigits.\n## pattern\n^\\d+$", "^\\d+$"),
        ("## problem\nDigits.\n## pattern\n```regex\n^\\d+$\n```", "^\\d+$"),
        ("Problem: Digits.\nPattern: ^\\d+$", "^\\d+$"),
        ("Problem: Digits.\nPattern: `a|b`", "a|b"),
        ("<problem>Digits.</problem><pattern>^[#]$</pattern>", None),
        ("<problem>Digits.</problem>\n<pattern>^[#]$</pattern>", "^[#]$"),
    ],
)
def test_a_pattern_needs_no_fence(text: str, wanted: str | None) -> None:
    if wanted is None:
        assert reason_of(text, PATTERN) == "no-code-block"
    else:
        assert split(text, PATTERN).sections["pattern"] == wanted


LISTS = (("pattern", "regex", "the pattern"), ("matches", "json", "a list"))


@pytest.mark.parametrize(
    "text",
    [
        '## pattern\na+\n## matches\n```json\n["a"]\n```',
        '## pattern\na+\n## matches\n["a"]',
        '## pattern\na+\n## matches\n[\n  "a"\n]',
        '{"pattern": "a+", "matches": ["a"]}',
        '{"pattern": "a+", "matches": "[\\"a\\"]"}',
        '```regex\na+\n```\n```json\n["a"]\n```',
    ],
)
def test_a_section_may_be_json_itself(text: str) -> None:
    found = split(text, LISTS).sections
    assert found["pattern"] == "a+"
    assert json.loads(found["matches"]) == ["a"]


def test_a_list_that_is_no_json_is_not_taken_for_one() -> None:
    assert reason_of("## pattern\na+\n## matches\n- a\n- aa", LISTS) == "no-code-block"


def test_a_word_in_prose_is_no_header_where_real_headers_are() -> None:
    text = "## problem\nWhat is it?\nAnswer: guess.\n## answer\n42"
    assert split(text, TEXT).sections == {"problem": "What is it?\nAnswer: guess.", "answer": "42"}


def test_a_header_inside_code_is_code() -> None:
    code = "# a comment\n## tests\nx = 1\n\ndef f():\n    return x"
    text = f"## problem\nDo.\n## solution\n```python\n{code}\n```\n## tests\n{PY_TESTS}"
    assert split(text, CODE).sections["solution"] == code


def test_a_fence_inside_a_docstring_does_not_end_the_code() -> None:
    code = 'def f():\n    """Doc.\n\n    ```\n    f()\n    ```\n    """'
    text = f"## problem\nDo.\n## solution\n```python\n{code}\n```\n## tests\n{PY_TESTS}"
    assert split(text, CODE).sections["solution"] == code


def test_thoughts_are_kept_apart() -> None:
    found = split("<think>hm\nhm</think>\n## problem\nWhat?\n## answer\n42", TEXT)
    assert found.reasoning == "hm\nhm"
    assert found.sections["answer"] == "42"


def test_one_section_of_text_is_the_whole_reply() -> None:
    assert split("It is 42.\n", (("answer", "", "it"),)).sections == {"answer": "It is 42."}


def test_one_section_of_code_is_the_best_block() -> None:
    only = (("solution", "python", "it"),)
    assert split(f"Use it:\n```\nf(1)\n```\n{PY}", only).sections["solution"] == SOLUTION
    assert split(SOLUTION, only).sections["solution"] == SOLUTION


def test_one_query_needs_no_fence() -> None:
    text = "## question\nHow many?\n## query\n-- all\nSELECT count(*) FROM t"
    assert split(text, QUERY).sections["query"] == "-- all\nSELECT count(*) FROM t"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty-reply"),
        (" \n\t", "empty-reply"),
        ("<think>all thought, no answer</think>", "empty-reply"),
        ("<think>never ending", "empty-reply"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ("I’m sorry, I cannot do this.", "refusal"),
        ("Sorry, no.", "refusal"),
        ("As an AI language model, I cannot write code.", "refusal"),
        ("Unfortunately, I am unable to help.", "refusal"),
        ("Here is nothing of use.", "no-code-block"),
        (
            f"## problem\nI'm afraid that, as an AI language model, I cannot.\n## solution\n{PY}\n"
            f"## tests\n{PY_TESTS}",
            "refusal",
        ),
        (f"{PY}\n{PY_TESTS}", "missing-section"),
        (f"## problem\n\n## solution\n{PY}\n## tests\n{PY_TESTS}", "missing-section"),
        (f"## problem\nDo.\n## solution\n{PY}", "no-code-block"),
        ("## problem\nDo.\n## solution\nFirst, we think.\n## tests\nNone.", "no-code-block"),
        (f"## problem\nDo.\n## solution\n{PY}\n## tests\n```python\n\n```", "no-code-block"),
        (json.dumps({"problem": "Do.", "solution": SOLUTION}), "no-code-block"),
        (json.dumps({"solution": SOLUTION, "tests": TESTS}), "missing-section"),
        (json.dumps({**WANTED, "problem": None}), "missing-section"),
        ('{"problem": "Do.", "solution": """x = 1""", "tests": "y"}', "missing-section"),
    ],
)
def test_what_is_not_there_is_named_and_never_made_up(text: str, reason: str) -> None:
    assert reason_of(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<think>still thinking",
        "## problem\nDouble a num",
        f"## problem\nDo.\n## solution\n{PY}\n## tests\n```python\ndef test_do",
        f"## problem\nDo.\n## solution\n{PY}\n## tests\ndef test_do",
        f"## problem\nDo.\n## solution\n{PY}",
        "Do this.\n```python\ndef f(",
        '{"problem": "Do.", "solu',
        '```json\n{"problem": "Do.", "solu',
    ],
)
def test_a_reply_cut_off_is_never_taken_for_complete(text: str) -> None:
    assert reason_of(text, finish_reason="length") == "truncated"
    assert reason_of(text, finish_reason="too-long") == "truncated"


def test_a_last_section_of_text_that_is_cut_is_not_whole() -> None:
    text = "## problem\nWhat?\n## answer\n4"
    assert reason_of(text, TEXT, finish_reason="length") == "truncated"
    assert split(text, TEXT).sections["answer"] == "4"


def test_all_sections_before_the_cut_are_enough() -> None:
    text = f"## problem\nDouble a number.\n## solution\n{PY}\n## tests\n{PY_TESTS}\nAnd now"
    assert split(text, CODE, finish_reason="length").sections == WANTED


def test_broken_json_is_no_answer() -> None:
    text = '{"answer": """42"""}'
    assert reason_of(text, (("answer", "", "it"),)) == "missing-section"


def test_a_long_answer_that_begins_with_sorry_is_no_refusal() -> None:
    assert reason_of("Sorry for the delay. " + "Let me think. " * 100) == "no-code-block"


def example_of(sections: Sections) -> dict[str, str]:
    return {name: f"my {name}" for name, _, _ in sections}


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("sections", [CODE, QUERY, TEXT, PATTERN])
def test_instructions_name_every_section(sections: Sections, as_json: bool) -> None:
    text = instructions(sections, as_json=as_json)
    assert all(name in text and what in text for name, _, what in sections)
    assert ("JSON" in text) == as_json


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("sections", [CODE, QUERY, TEXT, PATTERN])
def test_a_reply_in_the_form_shown_is_read(sections: Sections, as_json: bool) -> None:
    example = example_of(sections)
    assert split(reply_like(sections, example, as_json=as_json), sections).sections == example


@pytest.mark.parametrize("sections", [CODE, QUERY, TEXT, PATTERN])
@pytest.mark.parametrize("as_json", [True, False])
def test_our_own_instructions_given_back_are_no_reply(sections: Sections, as_json: bool) -> None:
    with pytest.raises(Unparseable):
        split(instructions(sections, as_json=as_json), sections)


def test_the_schema_leaves_nothing_open() -> None:
    assert schema(TEXT) == {
        "type": "object",
        "properties": {
            "problem": {"type": "string", "description": "the statement"},
            "answer": {"type": "string", "description": "the number"},
        },
        "required": ["problem", "answer"],
        "additionalProperties": False,
    }
    assert holds_code(CODE)
    assert not holds_code(TEXT)


PIECES = [
    *("```", "````", "~~~", "```python", "```sql", "**problem**", "**tests", "<problem>"),
    *("</problem>", "<think>", "</think>", "[problem]", "[/problem]", "problem:", "{", "}"),
    *('"', "\\", "#", "*", "-", "1.", "\n", "## problem", "## solution", "### tests:"),
    *('{"problem": "x"', "def f():", " ", "\t", "\ud800", "\x00", "\ufeff", "select 1"),
    *("I'm sorry", "\r\n", "\u2028"),
]


@settings(max_examples=400, deadline=None)
@given(
    text=st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=300)
    ),
    sections=st.sampled_from([CODE, QUERY, TEXT, PATTERN]),
    finish_reason=st.sampled_from(["stop", "length", "too-long", ""]),
)
@example(text='{"problem": "\\ud800", "answer": "1"}', sections=TEXT, finish_reason="stop")
def test_no_text_breaks_it(text: str, sections: Sections, finish_reason: str) -> None:
    try:
        found = split(text, sections, finish_reason=finish_reason)
    except Unparseable as error:
        reason = error.reason
    else:
        reason = ""
        assert list(found.sections) == [name for name, _, _ in sections]
        assert all(value.strip() for value in found.sections.values())
        assert "".join(found.sections.values()).encode()
    allowed = ("", "empty-reply", "refusal", "truncated", "missing-section", "no-code-block")
    assert reason in allowed


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    ["\n", "a", "#", "`", "{", '{"a":', "[", "```\n", "## problem\n", "problem: x\n", "<think>",
     "*", " ", "- ", "```python\n", "## problem", "``` `", "1. ", "**problem", "\\u0000", "(",
     "def f(", "--\n", "- -"],
)  # fmt: skip
def test_no_long_text_takes_long(piece: str) -> None:
    text = (piece * (MAX_TEXT // len(piece) + 1))[:MAX_TEXT]
    for sections in (CODE, PATTERN):
        with contextlib.suppress(Unparseable):
            split(text, sections)


def test_the_replies_of_real_models_are_read_or_named(labelled_data: Path) -> None:
    sections = {
        "math": (("problem", "", ""), ("expression", "", ""), ("answer", "", "")),
        "py": (("problem", "", ""), ("code", "python", ""), ("tests", "python", "")),
        "regex": (("problem", "", ""), ("pattern", "regex", "")),
        "sql": (("problem", "", ""), ("sql", "sql", "")),
        "py_md": (("code", "python", ""),),
    }
    read = 0
    for file in sorted((labelled_data / "real_model_outputs").glob("*.jsonl")):
        for line in file.read_text().splitlines():
            row = json.loads(line)
            wanted = sections[row["task"]]
            try:
                split(row["text"], wanted, finish_reason=row["finish"])
                read += 1
            except Unparseable:
                pass
    assert read >= 370


def test_inline_ticks_and_whole_fences_come_off_and_others_stay() -> None:
    assert fences.unwrapped("`a`") == "a"
    assert fences.unwrapped("`a` or `b`") == "`a` or `b`"
    assert fences.unwrapped("```\na\n```") == "a"
    assert fences.unwrapped("see\n```\na\n```") == "see\n```\na\n```"
    assert fences.unwrapped("``") == "``"
