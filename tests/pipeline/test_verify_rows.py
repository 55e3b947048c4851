"""A verdict for every line, in order, whatever the line is."""

from __future__ import annotations

import asyncio
import json

from tests.pipeline.fakes import EqualFamily, NoSandbox
from verisynth.pipeline.verify_rows import RowVerdict, output_row, read_lines, verify_lines

GOOD = b'{"id": 1, "gold": "7", "answer": "7"}\n'
WRONG = b'{"id": 2, "gold": "7", "answer": "8", "extra": [1, {"a": null}], "level": "mine"}\n'
BROKEN = [b"{not json\n", b"[1, 2]\n", b'"text"\n', b"\xff\xfe{}\n", b"[" * 100_000 + b"\n"]
FAULTY = b'{"id": 3, "gold": "!", "answer": "!"}\n'
MISSING = b'{"id": 4, "answer": "8"}\n'


def judge(raw: list[bytes], family: EqualFamily | None = None) -> list[RowVerdict]:
    async def collect() -> list[RowVerdict]:
        lines = read_lines(raw)
        rows = verify_lines(lines, family=family or EqualFamily(), sandbox=NoSandbox())
        return [one async for one in rows]

    return asyncio.run(collect())


def test_verdicts_come_in_order_and_none_is_dropped() -> None:
    raw = [GOOD, WRONG, *BROKEN, GOOD] * 20
    found = judge(raw, EqualFamily(slow_first=True))
    assert [one.number for one in found] == list(range(1, len(raw) + 1))
    outcomes = [one.verdict.outcome.value for one in found[:8]]
    assert outcomes == ["accepted", "rejected", *["error"] * len(BROKEN), "accepted"]


def test_blank_lines_are_no_rows_but_count_as_lines() -> None:
    found = judge([b"\n", GOOD, b"   \n", WRONG])
    assert [one.number for one in found] == [2, 4]


def test_a_byte_order_mark_is_forgiven() -> None:
    assert judge([b"\xef\xbb\xbf" + GOOD])[0].readable


def test_unreadable_lines_say_why() -> None:
    found = judge(BROKEN)
    assert all(one.verdict.reason == "unreadable-line" for one in found)
    assert "not JSON" in found[0].verdict.detail
    assert "not an object but list" in found[1].verdict.detail


def test_a_fault_of_ours_is_an_error_and_spares_the_others() -> None:
    found = judge([FAULTY, GOOD], EqualFamily(faults=[99]))
    assert [one.verdict.outcome.value for one in found] == ["error", "accepted"]
    assert found[0].readable


def test_a_family_that_breaks_on_a_row_is_an_error_of_that_row_only() -> None:
    found = judge([MISSING, GOOD])
    assert [one.verdict.reason for one in found] == ["internal-error", ""]


def test_extra_columns_pass_through_untouched() -> None:
    row = output_row(judge([WRONG])[0], inputs=("gold", "answer"))
    assert row["extra"] == [1, {"a": None}]
    assert row["input"] == {"level": "mine"}
    assert row["level"] == ""
    assert (row["id"], row["outcome"], row["reason"]) == (2, "rejected", "wrong-answer")
    assert "gold" not in row
    json.dumps(row)
