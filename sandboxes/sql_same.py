"""Tells whether two results of queries are the same, on encoded rows, beside the engine.

It finds differences quickly among thousands of runs; the host looks again, with the comparison
that makes verdicts, at the few that matter. Numbers are compared to nine digits.
"""


def key(rows, runs=None):
    """A value that is equal for results that are the same.

    ``runs`` is None where order does not matter, else one number a row, equal for neighbours
    whose sort keys tie.
    """
    keys = [tuple(map(_cell, row)) for row in rows]
    if runs is None:
        return sorted(keys)
    if len(runs) != len(keys):
        return [("another number of rows", len(keys))]
    parts = []
    start = 0
    for at in range(1, len(keys) + 1):
        if at == len(keys) or runs[at] != runs[start]:
            parts.append(sorted(keys[start:at]))
            start = at
    return parts


def _cell(cell):
    kind = type(cell)
    if kind is str:
        return (2, cell)
    if kind is int or kind is bool:
        return (1, int(cell))
    if cell is None:
        return (0, 0)
    if kind is dict and len(cell) == 1:
        return _tagged(*next(iter(cell.items())))
    return (4, repr(cell))


def _tagged(name, value):
    if name == "float":
        return _number(float.fromhex(value))
    if name == "int":
        return (1, int(value, 16))
    if name == "Decimal":
        try:
            return _number(float(value))
        except ValueError:
            return (4, repr(value))
    if name == "datetime" and type(value) is str:
        # A timestamp at midnight is its date.
        return (3, value.removesuffix("T00:00:00"))
    return (3, value) if name == "date" else (4, repr((name, value)))


def _number(value):
    if value != value or value in (float("inf"), float("-inf")):
        return (4, repr(value))
    short = float(f"{value:.9g}")
    return (1, int(short)) if short.is_integer() and abs(short) < 2**53 else (1, short)
