"""The functions of StructuredRegex are read as the patterns they stand for."""

from __future__ import annotations

import pytest

from verisynth.languages.regex.decide import Relation, compare
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.structured import parse as parse_structured
from verisynth.languages.regex.syntax import Unreadable


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("concat(repeat(<num>,2),<->)", "[0-9]{2}-"),
        ("or(<low>,repeatrange(<cap>,1,3))", "[a-z]|[A-Z]{1,3}"),
        ("repeatatleast(<let>,2)", "[A-Za-z]{2,}"),
        ("concat(optional(<AB>),star(<c>))", "(?:AB)?c*"),
        ("and(startwith(<a>),repeat(or(<a>,<b>),2))", "a[ab]"),
        ("and(not(contain(<b>)),repeat(or(<a>,<b>),3))", "aaa"),
        ("and(endwith(const(<b>)),repeat(or(<a>,<b>),2))", "[ab]b"),
        ("and(repeat(notcc(<num>),1),or(<a>,<1>))", "a"),
    ],
)
def test_functions_are_patterns(text: str, pattern: str) -> None:
    assert compare(parse_structured(text), parse(pattern)).relation is Relation.EQUIVALENT


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "<a>)", "repeat(<a>)", "nothing(<a>)", "concat(<a>;<b>)", "concat(<a>", "1"),
        "a" * 30_000,
        "not(" * 100 + "<a>" + ")" * 100,
    ],
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_structured(text)
