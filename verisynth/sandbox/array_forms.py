"""Numpy's arrays as they cross the border, read and written without numpy.

The far side is ``sandboxes/arrays.py``. Bytes are unpacked here by their kind; a kind whose values
Python has no exact type for makes the value opaque.
"""

from __future__ import annotations

import itertools
import math
import re
import struct
from collections.abc import Callable, Iterable

from verisynth.sandbox.plain import NAN, Array, Opaque, Scalar
from verisynth.types import Json

OBJECTS = "|O"
_KIND = re.compile(r"([<>|=]?)([biufcSU])(\d{1,6})")
_CODES = {
    "b1": "?",
    **{f"i{size}": code for size, code in ((1, "b"), (2, "h"), (4, "i"), (8, "q"))},
    **{f"u{size}": code for size, code in ((1, "B"), (2, "H"), (4, "I"), (8, "Q"))},
    **{f"f{size}": code for size, code in ((2, "e"), (4, "f"), (8, "d"))},
    **{f"c{size}": code for size, code in ((8, "ff"), (16, "dd"))},
}


def array(body: Json, inner: Callable[[Json], object]) -> Array | Opaque:
    """The array a form describes; ``inner`` decodes what an array of objects holds.

    Raises:
        ValueError: the shape does not fit the data, or the form is no array's.
        TypeError: likewise.
    """
    name, shape, data = _three(body)
    if not isinstance(shape, list) or not isinstance(name, str):
        raise ValueError("not the form of an array")
    sizes = tuple(size for size in shape if isinstance(size, int) and size >= 0)
    if name == OBJECTS and isinstance(data, list):
        found = tuple(map(inner, data))
    else:
        read = _items(name, data)
        if read is None:
            return Opaque(f"array of {name}"[:40])
        found = read
    if len(sizes) != len(shape) or math.prod(sizes) != len(found):
        raise ValueError("the shape does not fit the data")
    return Array(sizes, found, name.lstrip("<>|="))


def scalar(body: Json) -> Scalar | Opaque | object:
    """The scalar a form describes; text and bytes are what they are, numbers a :class:`Scalar`."""
    if not isinstance(body, list) or len(body) != 2 or not isinstance(body[0], str):
        raise ValueError("not the form of a scalar")
    found = _items(body[0], body[1])
    if found is None:
        return Opaque(f"numpy {body[0]}"[:40])
    (value,) = found
    if isinstance(value, bool | int | float | complex):
        return Scalar(value, body[0].lstrip("<>|="))
    return value


def _three(body: Json) -> tuple[Json, Json, Json]:
    if not isinstance(body, list) or len(body) != 3:
        raise ValueError("a list of 3 was expected")
    return body[0], body[1], body[2]


def _items(name: str, data: Json) -> tuple[object, ...] | None:
    match = _KIND.fullmatch(name)
    if match is None or not isinstance(data, str):
        return None
    order, letter, size = match[1].replace("|", "<") or "<", match[2], int(match[3])
    raw = bytes.fromhex(data)
    if letter in "SU":
        return tuple(_texts(raw, letter, size, order))
    code = _CODES.get(letter + match[3])
    if code is None:
        return None
    if len(raw) % struct.calcsize(order + code):
        raise ValueError("the data does not fit its kind")
    parts = struct.iter_unpack(order + code, raw)
    if letter == "c":
        return tuple(complex(_number(real), _number(imaginary)) for real, imaginary in parts)
    return tuple(map(_number, itertools.chain.from_iterable(parts)))


def _number(value: float) -> float:
    return NAN if value != value else value


def _texts(raw: bytes, letter: str, size: int, order: str) -> Iterable[object]:
    width = size * (4 if letter == "U" else 1)
    if not width or len(raw) % width:
        raise ValueError("the text does not fit its width")
    for start in range(0, len(raw), width):
        part = raw[start : start + width]
        if letter == "S":
            yield part.rstrip(b"\0")
        else:
            codec = "utf-32-be" if order == ">" else "utf-32-le"
            yield part.decode(codec, "surrogatepass").rstrip("\0")


def form(value: Array, inner: Callable[[object], Json]) -> Json:
    """An array of a literal as the box reads it."""
    if value.kind == "O":
        return {"ndarray": [OBJECTS, list(value.shape), [inner(item) for item in value.items]]}
    code = _CODES[value.kind]
    flat: Iterable[object] = value.items
    if value.kind[0] == "c":
        flat = (part for item in value.items for part in (item.real, item.imag))  # type: ignore[attr-defined]
    packed = struct.pack(f"<{len(value.items) * len(code)}{code[0]}", *flat)
    return {"ndarray": [f"<{value.kind}", list(value.shape), packed.hex()]}


def scalar_form(value: Scalar) -> Json:
    """A scalar of a literal as the box reads it."""
    form_of_one = form(Array((1,), (value.value,), value.kind), lambda item: None)
    return {"scalar": [f"<{value.kind}", form_of_one["ndarray"][2]]}  # type: ignore[index,call-overload]


def of_lists(items: object, kind: str) -> Array:
    """The array numpy would make of nested lists; without ``kind`` of the widest of its items.

    Raises:
        ValueError: the lists are ragged, or what they hold fits no kind.
    """
    shape, flat = _flat(items)
    widest = kind or _widest(flat)
    if widest not in _CODES:
        raise ValueError(f"an array of {widest} is not allowed")
    converted = {"f": float, "c": complex, "b": bool}.get(widest[0], int)
    return Array(shape, tuple(map(converted, flat)), widest)


def _widest(flat: list[object]) -> str:
    kinds = {type(item) for item in flat}
    for of_python, of_numpy in ((complex, "c16"), (float, "f8"), (int, "i8"), (bool, "b1")):
        if of_python in kinds:
            return of_numpy
    return "f8"


def _flat(items: object) -> tuple[tuple[int, ...], list[object]]:
    if not isinstance(items, list | tuple):
        if not isinstance(items, bool | int | float | complex):
            raise ValueError("an array holds numbers")
        return (), [items]
    parts = [_flat(item) for item in items]
    shapes = {shape for shape, _ in parts}
    if len(shapes) > 1:
        raise ValueError("the lists of an array must have one length")
    inner = shapes.pop() if shapes else ()
    return (len(items), *inner), [item for _, flat in parts for item in flat]
