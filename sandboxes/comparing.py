"""Names of methods and classes that can decide, or forge, whether something equals plain data."""

from sandboxes import mirror

LIBRARY_EQUALS = {
    ("array", "array"): (),
    ("types", "SimpleNamespace"): (),
    ("re", "Pattern"): (),
    ("builtins", "mappingproxy"): (dict,),
    ("builtins", "memoryview"): (bytes, bytearray),
    ("collections", "ChainMap"): (dict,),
    ("collections", "UserDict"): (dict,),
    ("collections", "UserList"): (list,),
    ("collections", "UserString"): (str,),
}
"""Library classes that do not cross, and the plain types that they may equal beside their own."""
GUARDED = mirror.ARITHMETIC | frozenset(mirror.ORDER)
COMPARED = frozenset((*mirror.EQUALITY, *mirror.ORDER))
COMPARING = frozenset(
    f"__{prefix}{name}__"
    for name in ("sub", "xor", "truediv", "floordiv", "mod", "divmod")
    for prefix in ("", "r", "i")
)
"""Arithmetic that can stand for ``==``: with it, a forged result is near to any number."""
DIVMOD = ("__divmod__", "__rdivmod__")
CONVERSIONS = frozenset(
    f"__{name}__"
    for name in (
        "abs",
        "float",
        "int",
        "index",
        "round",
        "complex",
        "bool",
        "trunc",
        "floor",
        "ceil",
    )
)
VALUES = CONVERSIONS | {"__hash__"}
ITEMS = frozenset(("__iter__", "__getitem__"))
COMPARING_METHODS = frozenset(
    (
        *("issubset", "issuperset", "isdisjoint", "difference", "symmetric_difference"),
        *("intersection", "union", "startswith", "endswith", "equals", "compare", "compare_total"),
    )
)
"""Methods of plain types that can stand for ``==``: who hears the other side may say that it is."""
