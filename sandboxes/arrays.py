"""The encoding of numpy's arrays and scalars, for :mod:`sandboxes.codec`.

Numpy is looked for, never imported by encoding: a process that has not imported it has no arrays.
Exact types only, and only kinds of numbers, text and time whose bytes mean the same in every
process; an array of objects crosses as the list of what it holds.
"""

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
    if kind is numpy.ndarray:
        name = value.dtype.str
        if name == OBJECTS:
            return {"ndarray": [name, list(value.shape), [inner(item) for item in value.flat]]}
        if KIND.fullmatch(name):
            return {"ndarray": [name, list(value.shape), value.tobytes().hex()]}
        return None
    if issubclass(kind, numpy.generic) and kind in numpy.sctypeDict.values():
        name = value.dtype.str
        return {"scalar": [name, value.tobytes().hex()]} if KIND.fullmatch(name) else None
    return None


def array(body, inner):
    """The array behind a form; ``inner`` decodes objects inside."""
    import numpy

    name, shape, data = body
    if len(shape) > MAX_DIMENSIONS or not all(type(size) is int and size >= 0 for size in shape):
        raise ValueError("not the shape of an array")
    if name == OBJECTS:
        made = numpy.empty(len(data), dtype=object)
        for index, item in enumerate(data):
            made[index] = inner(item)
    else:
        made = numpy.frombuffer(bytes.fromhex(data), _kind(name)).copy()
    return made.reshape(shape)


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
    return type(value) is numpy.ndarray or (
        issubclass(type(value), numpy.generic) and type(value) in numpy.sctypeDict.values()
    )
