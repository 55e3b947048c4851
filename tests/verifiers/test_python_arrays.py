"""Arrays and scalars of numpy cross the border exactly; the host reads them without numpy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandboxes import codec
from verisynth.errors import UsageError
from verisynth.sandbox import values

numpy: Any = pytest.importorskip("numpy", reason="numpy is not installed")

ARRAYS = [
    numpy.arange(6).reshape(2, 3),
    numpy.array([1.5, float("nan"), -0.0, float("inf")]),
    numpy.array([True, False]),
    numpy.array([1 + 2j]),
    numpy.array(["ä", "bc", ""]),
    numpy.array([b"a", b""]),
    numpy.array([], dtype=numpy.float32),
    numpy.array(5),
    numpy.arange(4, dtype=">i2")[::2],
    numpy.array([[1, "a"], [None, [2]]], dtype=object),
    numpy.zeros((2, 0, 3)),
    numpy.array([2**63], dtype=numpy.uint64),
    numpy.asfortranarray(numpy.arange(6).reshape(2, 3)),
    numpy.array([1.5], dtype=numpy.float16),
]
IDS = [f"{array.dtype}{array.shape}" for array in ARRAYS]


def crossed(value: object) -> Any:
    return json.loads(json.dumps(codec.encode(value)))


@pytest.mark.parametrize("array", ARRAYS, ids=IDS)
def test_an_array_is_rebuilt_in_the_box(array: Any) -> None:
    rebuilt = codec.decode(crossed(array))
    assert type(rebuilt) is numpy.ndarray
    assert rebuilt.dtype == array.dtype
    numpy.testing.assert_array_equal(rebuilt, array)
    assert rebuilt.flags.writeable


@pytest.mark.parametrize("array", ARRAYS, ids=IDS)
def test_an_array_is_read_on_the_host(array: Any) -> None:
    claim = values.decode(crossed(array))
    assert isinstance(claim, values.Array)
    assert claim.shape == array.shape
    assert repr(list(claim.items)) == repr(array.ravel().tolist())


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (numpy.array([[1, 2], [3, 4]]), "array([[1, 2], [3, 4]])"),
        (numpy.array([1.5, 2], dtype="f4"), "np.array([1.5, 2.0], dtype=np.float32)"),
        (numpy.array([True]), "array([ True])"),
        (numpy.array([float("nan")]), "array([nan])"),
        (numpy.array([], dtype="i8"), "array([], dtype=int64)"),
        (numpy.float64(1.5), "np.float64(1.5)"),
        (numpy.int32(3), "numpy.int32(3)"),
        (numpy.bool_(True), "np.bool_(True)"),
    ],
)
def test_a_literal_says_an_array(array: Any, text: str) -> None:
    expected = values.literal(text)
    claim = values.decode(crossed(array))
    assert values.same(claim, expected)
    assert values.exactly_same(claim, expected)
    there = codec.decode(json.loads(json.dumps(values.encode(expected))))
    assert there.dtype == array.dtype
    numpy.testing.assert_array_equal(there, array)


def test_an_array_equals_no_list_and_no_other_shape() -> None:
    claim = values.decode(crossed(numpy.array([1, 2])))
    assert not values.same(claim, [1, 2])
    assert not values.same(claim, values.literal("array([[1], [2]])"))
    assert values.same(claim, values.literal("array([1.0, 2.0])"))
    assert not values.exactly_same(claim, values.literal("array([1.0, 2.0])"))


def test_a_number_of_numpy_is_the_number_unless_types_matter() -> None:
    claim = values.decode(crossed([numpy.int64(3), {"a": numpy.float64(0.5)}]))
    assert values.same(claim, [3, {"a": 0.5}])
    assert not values.exactly_same(claim, [3, {"a": 0.5}])


class Forged(numpy.ndarray):  # type: ignore[misc]
    def __eq__(self, other: object) -> Any:
        return numpy.array([True])


def test_a_subclass_of_an_array_equals_nothing() -> None:
    claim = values.decode(crossed(numpy.arange(2).view(Forged)))
    assert not values.same(claim, values.literal("array([0, 1])"))
    assert not values.same(claim, values.decode(crossed(numpy.arange(2).view(Forged))))


@pytest.mark.parametrize(
    "array", [numpy.zeros(1, dtype="datetime64[s]"), numpy.zeros(1, dtype="i4,f8")]
)
def test_other_kinds_of_arrays_equal_nothing(array: Any) -> None:
    claim = values.decode(crossed(array))
    assert not values.same(claim, claim)


@pytest.mark.parametrize("text", ["array([object()])", "array([1], dtype='V8')", "array(3)"])
def test_other_arrays_are_no_literals(text: str) -> None:
    with pytest.raises(UsageError):
        values.literal(text)


@pytest.mark.parametrize(
    "data",
    [["|O", [1], "00"], ["<i8", [-1], ""], ["O8", [1], "00" * 8], ["<i8", [1], "zz"], ["<i8"]],
    ids=str,
)
def test_the_box_refuses_forged_arrays(data: object) -> None:
    with pytest.raises(codec.Malformed):
        codec.decode({"ndarray": data})


def test_an_array_changed_in_the_other_process_is_changed_here() -> None:
    from sandboxes import sharing

    for array, changed in (
        (numpy.arange(6).reshape(2, 3), numpy.arange(1, 7).reshape(2, 3)),
        (numpy.array([1, [2]], dtype=object), numpy.array([None, "a"], dtype=object)),
    ):
        kept = array
        sharing.replace(array, codec.decode(codec.encode(sharing.content(changed))))
        numpy.testing.assert_array_equal(kept, changed)
    with pytest.raises(ValueError, match="reshape"):
        sharing.replace(numpy.arange(3), b"0" * 8)


def test_an_array_keeps_its_identity() -> None:
    inside: list[object] = [1]
    array = numpy.array([inside, inside, None, 2], dtype=object)
    data = json.loads(json.dumps(codec.encode([array, array], memo=codec.Memo())))
    one, other = codec.decode(data, memo=codec.Memo())
    assert one is other
    assert one[0] is one[1]
    assert one[0] == [1]
