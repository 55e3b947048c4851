"""JSON by the two C functions of the standard library, without the Python code around them.

Every page of memory that a forked child touches is copied for it. The Python layers of ``json``
touch as many pages as the rest of a small job.
"""

import json

_WHOLE = json.JSONDecoder().scan_once


def _refuse(value):
    raise TypeError(f"{type(value).__name__} is not JSON")


def _encoder():
    make, text = json.encoder.c_make_encoder, json.encoder.encode_basestring_ascii
    if make is None:  # a Python without the C functions
        return json.JSONEncoder(separators=(",", ":"), check_circular=False).iterencode
    markers = indent = None
    sort_keys, skipkeys, allow_nan = False, False, True
    return make(markers, _refuse, text, indent, ":", ",", sort_keys, skipkeys, allow_nan)


_PARTS = _encoder()


def loads(data):
    """The value that ``data``, bytes, are the JSON of, as :func:`dumps` writes it: no space around.

    Raises ``ValueError`` for anything else, ``RecursionError`` for what is nested too deep.
    """
    text = data.decode()
    try:
        value, end = _WHOLE(text, 0)
    except StopIteration:
        raise ValueError("no JSON value") from None
    if end != len(text):
        raise ValueError("more than one JSON value")
    return value


def dumps(value):
    """Compact JSON as bytes; what holds itself ends as ``RecursionError``."""
    return "".join(_PARTS(value, 0)).encode()
