"""The encoding of numpy's arrays and scalars, for :mod:`sandboxes.codec`.

Numpy is looked for, never imported by encoding: a process that has not imported it has no arrays.
Exact types only, and only kinds of numbers, text and time whose bytes mean the same in every
process; an array of objects crosses as the list of what it holds.
"""

import math
import re
import sys

KIND = re.compile(r"[<>|=]?(?:[biufcSU]\d{1,6}|[mM]8(?:\[\w{1,9}\])?)")
OBJECTS = "|O"
MAX_DIMENSIONS = 32


def form(value, inner):
    """The encoding of an array or scalar of numpy, else None; ``inner`` encodes objects inside."""
    numpy = sys.modules.get("numpy")
    kind = type(value)
    if numpy is None or not hasattr(numpy, "generic"):
        return None
    if is_array(value):
        name, held = value.dtype.str, content(value)
        data = [inner(item) for item in held] if name == OBJECTS else held.hex()
        return {"ndarray": [name, list(value.shape), data]}
    if issubclass(kind, numpy.generic) and kind in numpy.sctypeDict.values():
        name = value.dtype.str
        return {"scalar": [name, value.tobytes().hex()]} if KIND.fullmatch(name) else None
    return None


def array(body, inner, keep):
    """The array behind a form; ``inner`` decodes objects inside, after ``keep`` has the array."""
    import numpy

    name, shape, data = body
    if len(shape) > MAX_DIMENSIONS or not all(type(size) is int and size >= 0 for size in shape):
        raise ValueError("not the shape of an array")
    if name != OBJECTS:
        held = numpy.frombuffer(bytes.fromhex(data), _kind(name))
        return keep(held.reshape(shape).copy())
    if math.prod(shape) != len(data):
        raise ValueError("the shape does not fit the data")
    made = keep(numpy.empty(shape, dtype=object))
    for index, item in enumerate(data):
        made[numpy.unravel_index(index, shape)] = inner(item)
    return made


def scalar(body):
    """The scalar behind a form."""
    import numpy

    name, data = body
    return numpy.frombuffer(bytes.fromhex(data), _kind(name))[0]


def _kind(name):
    if not KIND.fullmatch(name):
        raise ValueError("not a kind of number")
    return name


def is_one(value):
    """Whether a value is an array or scalar that crosses as a copy."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not hasattr(numpy, "generic"):
        return False
    return is_array(value) or (
        issubclass(type(value), numpy.generic) and type(value) in numpy.sctypeDict.values()
    )


def is_array(value):
    """Whether a value is exactly an array whose items can cross."""
    kind = getattr(sys.modules.get("numpy"), "ndarray", None)
    if kind is None or type(value) is not kind:
        return False
    return value.dtype.str == OBJECTS or bool(KIND.fullmatch(value.dtype.str))


def content(value):
    """What an array holds, as something that does not change."""
    return tuple(value.flat) if value.dtype.str == OBJECTS else value.tobytes()


def replace(value, items):
    """Give an array what it holds in the other process, in place."""
    import numpy

    if type(items) is not bytes:
        value.flat = list(items)
        return
    value[...] = numpy.frombuffer(items, value.dtype).reshape(value.shape)
