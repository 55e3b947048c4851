"""The JSON of jobs: what the standard library reads and writes, or a plain error."""

import json

import pytest
from hypothesis import given, strategies as st

from sandboxes import lean_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_a_value_comes_back_and_is_what_the_library_reads(value) -> None:
    data = lean_json.dumps(value)
    assert lean_json.loads(data) == json.loads(data) == value


@pytest.mark.parametrize(
    "data", [b"", b" 1", b"1 ", b"1 2", b"{", b"[1,]", b"{'a':1}", b"nul", b"\xff", b'"\xff"']
)
def test_anything_else_is_a_value_error(data) -> None:
    with pytest.raises(ValueError):
        lean_json.loads(data)


@given(st.binary(max_size=40))
def test_bytes_nobody_wrote_are_a_value_or_a_value_error(data) -> None:
    try:
        found = lean_json.loads(data)
    except ValueError:
        return
    assert json.dumps(found) == json.dumps(json.loads(data))


def test_what_holds_itself_or_is_nested_too_deep_ends_as_a_recursion_error() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(RecursionError):
        lean_json.dumps(loop)
    with pytest.raises(RecursionError):
        lean_json.loads(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object()])
def test_what_is_not_json_is_a_type_error(value) -> None:
    with pytest.raises(TypeError):
        lean_json.dumps(value)
