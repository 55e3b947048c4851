"""Tells whether two results of queries are the same, on encoded rows, beside the engine.

It finds differences quickly among thousands of runs; the host looks again, with the comparison
that makes verdicts, at the few that matter. Numbers are compared to nine digits.
"""


class Comparison:
    """How results are compared, in the words of ``SqlTarget``.

    Where columns may stand for each other, or duplicates and order both matter, it sees fewer
    differences than there are, never more.
    """

    def __init__(self, policy):
        self.is_set = policy["duplicates"] == "set"
        self.column_match = policy["column_match"]
        self.extra = policy["extra"] == "allowed"
        self.cell = _empty_is_null if policy["nulls"] == "empty" else _cell

    def key(self, run, runs=None, names=None):
        """A value that is equal for results that are the same.

        ``runs`` is None where order does not matter, else one number a row, equal for neighbours
        whose sort keys tie. ``names`` are the gold's, for columns that are matched by name.
        """
        rows = run["rows"]
        if self.column_match == "name" and names is not None:
            rows = _by_name(run, names)
        keys = [tuple(map(self.cell, row)) for row in rows]
        if self.column_match == "any":
            keys = [tuple(sorted(one)) for one in keys]
        if self.is_set:
            return sorted(set(keys))
        if runs is None:
            return sorted(keys)
        if len(runs) != len(keys):
            return [("another number of rows", len(keys))]
        return _in_runs(keys, runs)

    def same_columns(self, gold, other):
        """Whether the columns alone are no difference, as they are and in their order."""
        if len(other["columns"]) != len(gold["columns"]):
            return False
        return self.column_match != "name" or _lower(other["columns"]) == _lower(gold["columns"])

    def differs(self, gold, other, runs, gold_key):
        """Whether the other result is not the gold's."""
        more = len(other["columns"]) - len(gold["columns"])
        if more and not (more > 0 and self.extra):
            return True
        if more:
            # Which columns are the extra ones is for the host to find out.
            return not self.is_set and len(other["rows"]) != len(gold["rows"])
        if self.column_match == "name" and _names(other) != _names(gold):
            return True
        return self.key(other, runs, gold["columns"]) != gold_key


def _names(run):
    return sorted(_lower(run["columns"]))


def _lower(names):
    return [name.lower() for name in names]


def _by_name(run, names):
    there, wanted = _lower(run["columns"]), _lower(names)
    if sorted(there) != sorted(wanted) or len(set(there)) < len(there):
        return run["rows"]
    order = [there.index(name) for name in wanted]
    return [[row[at] for at in order] for row in run["rows"]]


def _in_runs(keys, runs):
    parts = []
    start = 0
    for at in range(1, len(keys) + 1):
        if at == len(keys) or runs[at] != runs[start]:
            parts.append(sorted(keys[start:at]))
            start = at
    return parts


def _empty_is_null(cell):
    return _cell(None if cell == "" else cell)


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
