"""What built-in exceptions say beside their arguments: which file is missing, where a fault is.

Only values of the types that such a field has cross; whatever prints an exception relies on them.
"""

import contextlib
import json

from sandboxes import codec

_TEXT = (str, type(None))
_NUMBER = (int, type(None))
_FILE = (str, bytes, int, type(None))
_ANY = ()
_FIELDS = (
    (OSError, {"errno": _NUMBER, "strerror": _TEXT, "filename": _FILE, "filename2": _FILE}),
    (ImportError, {"msg": _TEXT, "name": _TEXT, "path": _TEXT}),
    (AttributeError, {"name": _TEXT}),
    (NameError, {"name": _TEXT}),
    (
        SyntaxError,
        {
            **dict.fromkeys(("msg", "filename", "text"), _TEXT),
            **dict.fromkeys(("lineno", "offset", "end_lineno", "end_offset"), _NUMBER),
        },
    ),
    (
        json.JSONDecodeError,
        {
            **dict.fromkeys(("msg", "doc"), (str,)),
            **dict.fromkeys(("pos", "lineno", "colno"), (int,)),
        },
    ),
    (StopIteration, {"value": _ANY}),
    (SystemExit, {"code": _ANY}),
)


def fields(error):
    """The fields of ``error`` that are set, as pairs."""
    found = []
    for name, kinds in _of(type(error)).items():
        with contextlib.suppress(BaseException):  # a class may make anything of the name
            value = getattr(error, name)
            if value is not None and _fits(value, kinds):
                found.append((name, value))
    return found


def restore(error, pairs):
    """Set them again, those that a built-in exception of this class has."""
    known = _of(type(error))
    for name, value in pairs:
        if name in known and _fits(value, known[name]):
            with contextlib.suppress(AttributeError, TypeError, ValueError):
                setattr(error, name, value)


def _of(cls):
    known = {}
    for base, names in _FIELDS:
        if issubclass(cls, base):
            known.update(names)
    return known


def _fits(value, kinds):
    return type(value) in kinds if kinds else codec.is_plain(value)
