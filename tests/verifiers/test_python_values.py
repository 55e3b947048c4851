"""Values cross the border exactly, and nothing that is not plain equals anything."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import fractions
import json
import math
import pathlib
import zoneinfo

import pytest
from hypothesis import given, strategies as st

from sandboxes import codec
from verisynth.errors import UsageError
from verisynth.sandbox import values

NUMBERS = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False))
LITERALS = st.one_of(st.none(), NUMBERS, st.text(), st.binary())


def plain(leaves: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keys = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=5)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.lists(inner, max_size=4).map(tuple),
            st.sets(keys, max_size=4),
            st.frozensets(keys, max_size=4),
            st.dictionaries(keys, inner, max_size=4),
        ),
        max_leaves=12,
    )


PLAIN = plain(st.one_of(LITERALS, st.complex_numbers(allow_nan=False)))


ZONES = st.one_of(
    st.none(),
    st.timedeltas(datetime.timedelta(hours=-23), datetime.timedelta(hours=23)).map(
        datetime.timezone
    ),
    st.sampled_from(["Europe/Berlin", "UTC", "Asia/Kathmandu"]).map(zoneinfo.ZoneInfo),
)
INDICES = st.none() | st.integers(-9, 9)
LIBRARY = st.one_of(
    st.decimals(allow_nan=False),
    st.fractions(),
    st.dates(),
    st.timedeltas(),
    st.datetimes(timezones=ZONES),
    st.times(timezones=ZONES.filter(lambda zone: not isinstance(zone, zoneinfo.ZoneInfo))),
    st.builds(range, st.integers(), st.integers(), st.integers(1, 9)),
    st.builds(slice, INDICES, INDICES, INDICES),
    st.dictionaries(st.text(), st.integers()).map(collections.OrderedDict),
    st.dictionaries(st.text(), st.integers()).map(collections.Counter),
    st.lists(st.integers()).map(collections.deque),
    st.binary().map(bytearray),
    st.uuids(),
    st.lists(st.text(), max_size=3).map(lambda parts: pathlib.PurePosixPath(*parts)),
    st.lists(st.text(), max_size=3).map(lambda parts: pathlib.PosixPath(*parts)),
)


@given(LIBRARY)
def test_a_value_of_the_library_crosses_exactly_in_both_directions(value: object) -> None:
    assert values.exactly_same(claimed(value), value)
    assert repr(claimed(value)) == repr(value)
    assert repr(codec.decode(json.loads(json.dumps(values.encode(value))))) == repr(value)


@given(LIBRARY.filter(lambda value: getattr(value, "fold", 0) == 0))
def test_a_literal_of_the_library_is_what_repr_wrote(value: object) -> None:
    if not (isinstance(value, datetime.timedelta | datetime.datetime | datetime.time)):
        assert repr(values.literal(repr(value))) == repr(value)
    assert repr(values.literal(f"[{value!r}]")) == repr([value])


@given(PLAIN, PLAIN)
def test_same_is_python_s_equality_and_exactly_same_is_narrower(one: object, two: object) -> None:
    assert values.same(claimed(one), two) == (one == two)
    assert values.same(claimed(one), two) or not values.exactly_same(claimed(one), two)
    assert values.exactly_same(claimed(one), one)


@given(PLAIN, PLAIN)
def test_exactly_same_is_equality_of_every_exact_type(one: object, two: object) -> None:
    assert values.exactly_same(claimed(one), two) == (exact(one) == exact(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        ([1], (1,)),
        ({1}, frozenset({1})),
        ({1: 2}, {True: 2}),
        ({"a": 1}, collections.OrderedDict(a=1)),
        ([{(1, 2.0)}], [{(1, 2)}]),
        (b"a", bytearray(b"a")),
        (collections.Counter(a=1), {"a": 1}),
        (decimal.Decimal(1), 1),
        (pathlib.PosixPath("a"), pathlib.PurePosixPath("a")),
    ],
)
def test_what_is_equal_but_not_exactly_the_same(one: object, two: object) -> None:
    assert values.same(claimed(one), two) or type(one) is list or type(one) is float
    assert not values.exactly_same(claimed(one), two)
    assert not values.exactly_same(claimed(two), one)


class Light(enum.Enum):
    RED = 1
    GREEN = 2


class Number(enum.IntEnum):
    ONE = 1


class Bits(enum.Flag):
    A = 1
    B = 2


def test_members_cross_by_name() -> None:
    def named(value: object) -> object:
        return values.decode(json.loads(json.dumps(codec.encode(value, codec.by_name))))

    assert values.same(named(Light.RED), values.literal("Light.RED"))
    assert values.same(named([Light.RED]), values.literal("[Light.RED]"))
    assert not values.same(named(Light.RED), values.literal("Light.GREEN"))
    assert not values.same(named(Light.RED), values.literal("Lamp.RED"))
    assert not values.same(named(Number.ONE), 1)
    assert not values.same(named(Bits.A | Bits.B), values.literal("Bits.A"))


def test_signalling_nan_is_nan() -> None:
    assert values.same(claimed(decimal.Decimal("sNaN")), values.NAN)
    assert str(codec.decode(codec.encode(decimal.Decimal("sNaN12")))) == "sNaN12"


def claimed(value: object) -> object:
    return values.decode(json.loads(json.dumps(codec.encode(value))))


def exact(value: object) -> str:
    """``repr`` that does not depend on the order of sets."""
    if isinstance(value, set | frozenset):
        return f"{type(value).__name__}{sorted(map(exact, value))}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}{[exact(item) for item in value]}"
    if isinstance(value, dict):
        return f"dict{[(exact(key), exact(item)) for key, item in value.items()]}"
    return repr(value)


@given(PLAIN)
def test_a_plain_value_crosses_exactly(value: object) -> None:
    assert exact(claimed(value)) == exact(value)
    assert values.same(claimed(value), value)


@given(PLAIN)
def test_host_and_box_write_the_same_encoding(value: object) -> None:
    assert exact(codec.decode(values.encode(value))) == exact(value)


# Without complex numbers: Python's own repr of them loses the sign of a zero.
@given(plain(LITERALS))
def test_a_literal_is_what_repr_wrote(value: object) -> None:
    assert exact(values.literal(repr(value))) == exact(value)


@pytest.mark.parametrize(
    "value",
    [
        10**100_000,
        "\ud800\0",
        math.inf,
        -0.0,
        bytearray(b"\xff"),
        range(5),
        decimal.Decimal("1.10"),
        fractions.Fraction(1, 3),
        datetime.timedelta(1),
        datetime.date(2024, 2, 29),
        datetime.datetime(2024, 1, 1, 2),  # noqa: DTZ001 - the kind without a zone is meant
        datetime.time(3, 4),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_of_the_standard_library_cross(value: object) -> None:
    assert values.same(claimed(value), value)


def test_nan_equals_nan_and_no_number() -> None:
    nan = float("nan")
    assert values.same(claimed(nan), values.literal("nan"))
    assert values.same(claimed([nan, (nan,)]), values.literal("[nan, (nan,)]"))
    assert not values.same(claimed(nan), 0.0)
    assert not values.same(claimed(0.0), values.NAN)


def test_dictionaries_of_the_standard_library_are_dictionaries() -> None:
    assert values.same(claimed(collections.Counter("aab")), {"a": 2, "b": 1})
    assert values.same(claimed(collections.defaultdict(list, {1: [2]})), {1: [2]})
    assert values.same(claimed(collections.OrderedDict(a=1)), {"a": 1})


class Forged(int):
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize("value", [Forged(1), object(), int, len, [Forged(1)], {"a": object()}])
def test_what_is_not_plain_equals_nothing(value: object) -> None:
    claim = claimed(value)
    assert not values.same(claim, value)
    assert not values.same(claim, 1)
    assert not values.same(claim, claimed(value))


def test_an_opaque_value_does_not_equal_itself() -> None:
    opaque = claimed(object())
    assert not values.same(opaque, opaque)
    assert "object" in repr(opaque)


@pytest.mark.parametrize(
    "data",
    [
        1.5,
        {},
        {"a": 1, "b": 2},
        {"nonsense": 1},
        {"int": 5},
        {"int": "x"},
        {"float": None},
        {"bytes": "0"},
        {"tuple": 5},
        {"set": [[]]},
        {"dict": [[1]]},
        {"dict": [[[], 1]]},
        {"dict": 3},
        {"complex": ["0x0p+0"]},
        {"range": ["0x0", "0x1", "0x0"]},
        {"range": ["0x1"]},
        {"Decimal": "1" * 20_000},
        {"Decimal": "x"},
        {"Fraction": ["0x1", "0x0"]},
        {"deque": []},
        {"timedelta": [1, "a", 2]},
        {"date": "yesterday"},
        {"opaque": 1},
        {"slice": [1, 2]},
        {"timezone": [1]},
        {"timezone": [{"timedelta": [5, 0, 0]}]},
        {"ZoneInfo": "../../etc/passwd"},
        {"datetime": ["2024-01-01", 5, 0]},
        {"datetime": ["2024-01-01", None, 7]},
        {"member": ["A"]},
        {"member": "A"},
        {"deque": ["a", []]},
        {"ndarray": ["<i8", [2], "00"]},
        {"ndarray": ["<i8", [3], "00" * 16]},
        {"ndarray": ["<i8", [-1], "00" * 16]},
        {"ndarray": ["<i8", "ab", "00" * 16]},
        {"ndarray": ["|O", [2], [1]]},
        {"scalar": ["<i8", ""]},
        {"scalar": ["<i8", "00" * 16]},
        {"set": [{"int": hex(n * (2**61 - 1))} for n in range(100)]},
    ],
    ids=str,
)
def test_forged_encodings_are_malformed(data: object) -> None:
    with pytest.raises(values.Malformed):
        values.decode(data)  # type: ignore[arg-type]


def test_a_claim_can_be_too_deep() -> None:
    data: object = 1
    for _ in range(200):
        data = [data]
    with pytest.raises(values.Malformed, match="deep"):
        values.decode(data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("set()", set()),
        ("frozenset({1})", frozenset({1})),
        ("frozenset()", frozenset()),
        ("-inf", -math.inf),
        ("float('inf')", math.inf),
        ("1-2j", 1 - 2j),
        (" +3 ", 3),
        ("{1: [2, (3,)]}", {1: [2, (3,)]}),
        ("Decimal('1.50')", decimal.Decimal("1.50")),
        ("decimal.Decimal(3)", decimal.Decimal(3)),
        ("Fraction('-1/3')", fractions.Fraction(-1, 3)),
        ("datetime.timezone.utc", datetime.UTC),
        (
            "timezone(timedelta(hours=-2), 'X')",
            datetime.timezone(datetime.timedelta(hours=-2), "X"),
        ),
        ("deque([1, 2], maxlen=2)", collections.deque([1, 2], 2)),
        ("Counter(['a', 'b'])", collections.Counter("ab")),
    ],
)
def test_literals(text: str, value: object) -> None:
    assert exact(values.literal(text)) == exact(value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "f()", "a", "1 + 2", "-'a'", "...", "[1", "(" * 500, "9" * 5000, "{**a}", "{[]: 1}"),
        *("frozenset(1)", "float('x')", "float(1)", "set([1])", "__import__('os')", "\0"),
        *("Decimal('x')", "Fraction(1, 0)", "Fraction('1e999')", "date(2024, 13, 1)", "a.b.c"),
        *("os.getcwd()", "np.load('x')", "datetime.MAXYEAR", "range('a')", "array([[1], [2, 3]])"),
        *("slice([])", "timedelta(1.5)", "Decimal(1.5)", "os.range(3)", "array([1], dtype='O')"),
        *("x" * (1 << 21), "1 .real", "[x for x in y]", "f'{1}'", "--'a'", "'a' 1"),
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_literal_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        values.literal(text)
    assert len(str(caught.value)) < 600


def test_nan_literals_are_one_object() -> None:
    assert values.literal("nan") is values.NAN
    assert values.literal("-nan") is values.NAN
    assert values.literal("float('nan')") is values.NAN


def test_messages_are_short() -> None:
    assert len(values.show("x" * 1000)) == 200
    assert values.show(10**100_000) == "<int too large to print>"


def test_the_box_refuses_what_is_too_large() -> None:
    itself: list[object] = []
    itself.append(itself)
    with pytest.raises(codec.TooLarge):
        codec.encode(itself)


def test_containers_keep_their_identity_with_a_memo() -> None:
    shared: list[object] = [1]
    value = [shared, {"again": shared}]
    value.append(value)
    data = codec.encode(value, memo=codec.Memo())
    rebuilt = codec.decode(json.loads(json.dumps(data)), memo=codec.Memo())
    assert rebuilt[0] is rebuilt[1]["again"]
    assert rebuilt[2] is rebuilt


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (decimal.Decimal("NaN"), "float('nan')"),
        (float("nan"), "Decimal('NaN')"),
        ([decimal.Decimal("NaN")], "[nan]"),
        (complex(0.0, -0.0), "0j"),
    ],
)
def test_only_an_exact_comparison_asks_for_the_type_of_nan_and_the_sign_of_zero(
    claim: object, expected: str
) -> None:
    literal = values.literal(expected)
    assert values.same(claimed(claim), literal)
    assert not values.exactly_same(claimed(claim), literal)
    assert values.exactly_same(claimed(claim), claimed(claim))


def test_a_decimal_nan_is_sent_as_one() -> None:
    sent = values.encode(values.literal("Decimal('NaN')"))
    assert sent == {"Decimal": "NaN"}


def test_nan_of_numpy_is_nan() -> None:
    claim = values.decode({"scalar": ["<f8", "000000000000f87f"]})
    assert values.same([claim], [values.NAN])
    assert not values.same(claim, 0.0)
