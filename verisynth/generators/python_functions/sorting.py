"""Templates about ordering: several keys, own orders of labels, ranks with ties."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template

Row = tuple[str, str, int]


def keys(s: Scene) -> Draft:  # noqa: C901
    """Sort records by an own label order and further keys."""
    world = s.setting
    order = s.distinct(world.labels, 3)
    unknown, down, named = s.pick("last", "first"), s.coin(), s.pick("name", "length")
    most = s.pick(0, s.number(2, 5))
    by_label = s.coin()
    result, what = s.pick(("names", f"{world.owner}s"), ("rows", "rows"))

    def truth(rows: list[Row]) -> list[object]:
        left, out = list(rows), []
        while left:
            best = left[0]
            for row in left[1:]:
                if _before(row, best):
                    best = row
            left.remove(best)
            out.append(best)
        out = out[:most] if most else out
        return [row[0] for row in out] if result == "names" else list(out)

    def _before(a: Row, b: Row) -> bool:
        labels = order if unknown == "last" else ["?", *order]

        def place(row: Row) -> int:
            return labels.index(row[1]) if row[1] in order else (99 if unknown == "last" else 0)

        amounts = (-a[2], -b[2]) if down else (a[2], b[2])
        first, second = (place(a), place(b)), amounts
        if not by_label:
            first, second = second, first
        if first[0] != first[1]:
            return first[0] < first[1]
        if second[0] != second[1]:
            return second[0] < second[1]
        return a[0] < b[0] if named == "name" else len(a[0]) < len(b[0])

    table = (
        "{"
        + ", ".join(f'"{label}": {at + (unknown == "first")}' for at, label in enumerate(order))
        + "}"
    )
    default = "0" if unknown == "first" else "3"
    amount = "-row[2]" if down else "row[2]"
    third = "row[0]" if named == "name" else "len(row[0])"
    rank = f"places.get(row[1], {default})"
    parts = (rank, amount, third) if by_label else (amount, rank, third)
    key = ", ".join(parts)
    end = {"names": "[row[0] for row in ordered{cut}]", "rows": "ordered{cut}"}[result].format(
        cut=f"[:{most}]" if most else ""
    )
    slips = [
        Slip(
            f"({key})", f"({parts[1]}, {parts[0]}, {third})", "sorts by the keys in another order"
        ),
        Slip(amount, "row[2]" if down else "-row[2]", f"sorts by {world.amount} the wrong way"),
        Slip(
            f"row[1], {default})",
            f"row[1], {'3' if unknown == 'first' else '-1'})",
            "puts unknown labels at the wrong end",
        ),
        Slip(f", {third})", ")", "forgets the last key"),
    ]
    if most:
        slips.append(Slip(f"[:{most}]", f"[:{most - 1}]", "returns one too few"))
    listed = ", ".join(f'"{label}"' for label in order)
    a, b, c, d = world.owners[:4]
    x, y, z = order
    names = sorted((a, b, c, d), key=lambda name: (-len(name), name), reverse=True)

    def sample() -> tuple[object, ...]:
        return (
            [
                (s.pick(a, b, c, d), s.pick(*world.labels), s.number(1, 4))
                for _ in range(s.number(4, 8))
            ],
        )

    say_label = (
        f"by {world.label} in the order {listed}; any other {world.label} comes "
        f"{unknown}, all others alike"
    )
    say_amount = f"by {world.amount}, {'largest' if down else 'smallest'} first"
    pair = (say_label, say_amount) if by_label else (say_amount, say_label)
    return Draft(
        function=s.pick(f"sort_{world.many}", f"order_{world.many}", f"rank_{world.many}"),
        parameters=f"{world.many}: list[tuple[str, str, int]]",
        returns="list[str]" if result == "names" else "list[tuple[str, str, int]]",
        does=f"returns the {what} of `{world.many}` in a given order"
        + (f", at most the first {most}" if most else ""),
        rules=(
            f"Each row is `({world.owner}, {world.label}, {world.amount})`.",
            f"Rows are sorted {pair[0]}.",
            f"Rows that are still equal are sorted {pair[1]}.",
            (
                "Rows equal in that too are sorted by "
                + (
                    f"{world.owner}, in Python's string order."
                    if named == "name"
                    else f"the length of the {world.owner}, shortest first"
                    + "; rows equal in all of this keep the order in which they were given."
                )
            ),
        ),
        body=f"""
            places = {table}
            ordered = sorted({world.many}, key=lambda row: ({key}))
            return {end}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([(a, x, n) for n in range(6)],),
            ([(a, z, 2), (b, y, 2), (c, x, 2)],),
            ([(a, x, 1), (b, x, 3), (c, x, 2)],),
            ([(a, "other", 5), (b, y, 5), (c, "misc", 5)],),
            ([(b, y, 3), (a, y, 3), (d, y, 3), (c, y, 3)],),
            ([(d, x, 2), (c, y, 9), (b, z, 1)],),
            ([(name, z, 4) for name in names],),
            ([(a, y, 7), (b, "other", 9), (c, x, 8)],),
            ([("Bob", x, 1), ("Al", x, 1)],),
            ([("Zo", x, 1), ("Ada", x, 1), ("Bob", x, 1)],),
            ([("Bob", x, 1), ("Zo", y, 1), ("Ada", x, 2)],),
            ([("Al", y, 2), ("Abe", "?", 2)],),
            ([("Al", x, 2), ("Zoe", "?", 2)],),
            ([("Zoe", z, 2), ("Al", "?", 2)],),
        )
        if not most or most > 3
        else (
            ([],),
            ([(a, x, 1)],),
            ([(a, z, 2), (b, y, 2), (c, x, 2)],),
            ([(b, "other", 5), (a, y, 5), (c, x, 1), (d, x, 9)],),
            ([("Bob", x, 1), ("Al", x, 1)],),
            ([("Zo", x, 1), ("Ada", x, 1)],),
            ([("Bob", y, 1), ("Zo", x, 2)],),
            ([("Bob", x, 1), ("Zo", y, 2)],),
            ([("Al", y, 2), ("Abe", "?", 2)],),
            ([("Abe", "?", 2), ("Al", y, 2)],),
            ([("Al", x, 2), ("Zoe", "?", 2)],),
            ([("Zoe", z, 2), ("Al", "?", 2)],),
            ([(a, x, 3), (b, x, 1), (c, x, 2)],),
        ),
        sample=sample,
        approach="One sort with a tuple key does it: Python compares tuples part by part, so later "
        "parts only matter on ties. A dictionary turns the order of labels into numbers, with a "
        "default for unknown ones, and negating a number turns its direction round.",
    )


def ranks(s: Scene) -> Draft:
    """Give ranks with ties."""
    world = s.setting
    kind, low = s.pick("competition", "dense", "modified", "ordinal"), s.coin()
    least, shape = s.pick(None, s.number(0, 20)), s.pick("ranks", "podium", "pairs")
    top, tens = s.number(2, 4), s.pick(1, 1, 10, 5)

    def truth(values: list[int]) -> object:
        ranks: list[int] = []
        level = [value - value % tens for value in values]
        counted = [v for at, v in enumerate(level) if least is None or values[at] >= least]
        for at, value in enumerate(level):
            if least is not None and values[at] < least:
                ranks.append(0)
                continue
            better = [v for v in counted if (v < value if low else v > value)]
            earlier = [
                v
                for k, v in enumerate(level[:at])
                if v == value and (least is None or values[k] >= least)
            ]
            ranks.append(
                {
                    "competition": 1 + len(better),
                    "dense": 1 + len(set(better)),
                    "modified": len(better) + counted.count(value),
                }.get(kind, 1 + len(better) + len(earlier))
            )
        if shape == "podium":
            return [at for at, rank in enumerate(ranks) if 0 < rank <= top]
        if shape == "pairs":
            return list(zip(values, ranks, strict=True))
        return ranks

    group = f"value // {tens}" if tens > 1 else "value"
    counted = "values" if least is None else f"[value for value in values if value >= {least}]"
    flip = "" if low else ", reverse=True"
    scale = {
        "competition": f"ordered = sorted(({group} for value in counted){flip})",
        "dense": f"ordered = sorted({{{group} for value in counted}}{flip})",
        "modified": f"ordered = sorted(({group} for value in counted){flip})",
        "ordinal": f"ordered = sorted(({group} for value in counted){flip})",
    }[kind]
    find = {
        "competition": f"ordered.index({group}) + 1",
        "dense": f"ordered.index({group}) + 1",
        "modified": f"ordered.index({group}) + ordered.count({group})",
        "ordinal": f"ordered.index({group}) + 1 + seen.count({group})",
    }[kind]
    wrong = {
        "competition": f"ordered.index({group}) + ordered.count({group})",
        "dense": f"ordered.index({group})",
        "modified": f"ordered.index({group}) + 1",
        "ordinal": f"ordered.index({group}) + 1",
    }[kind]
    rule = {
        "competition": "Equal values share the best of their places and the places after it stay "
        "free (1, 2, 2, 4).",
        "dense": "Equal values share a rank and the next value gets the next rank (1, 2, 2, 3).",
        "modified": "Equal values share the worst of their places and the places before it stay "
        "free (1, 3, 3, 4).",
        "ordinal": "Every value gets a rank of its own; of equal values the one that stands earlier "  # noqa: E501
        "in the list gets the better rank (1, 2, 3, 4).",
    }[kind]
    result = {
        "ranks": "ranks",
        "pairs": "list(zip(values, ranks))",
        "podium": f"[at for at, rank in enumerate(ranks) if 0 < rank <= {top}]",
    }[shape]
    skip = (
        f"if value < {least}:\n                    ranks.append(0)\n                    continue"
        if least is not None
        else ""
    )
    seen = kind == "ordinal"
    slips = [
        Slip(
            f"sorted(({group} for value in counted){flip})",
            f"sorted(({group} for value in counted){', reverse=True' if low else ''})",
            "ranks from the other end",
        )
        if kind != "dense"
        else Slip(
            f"for value in counted}}{flip})",
            f"for value in counted}}{', reverse=True' if low else ''})",
            "ranks from the other end",
        ),
        Slip(find, wrong, "gives ties the wrong rank"),
        Slip(
            f"{{{group} for value in counted}}",
            f"[{group} for value in counted]",
            "leaves places free after ties",
        )
        if kind == "dense"
        else Slip(
            f"({group} for value in counted)",
            f"{{{group} for value in counted}}",
            "forgets equal values",
        )
        if kind != "ordinal"
        else Slip(f"seen.append({group})", f"seen[:] = [{group}]", "remembers one value only"),
    ]
    if least is not None:
        slips.append(Slip(f"value < {least}:", f"value <= {least}:", "leaves out the limit"))
    if shape == "podium":
        slips.append(Slip(f"rank <= {top}", f"rank < {top}", "leaves out the last place"))
    e = 0 if least is None else least
    unit = tens
    base = e + 2 * unit - e % unit
    tied = [base, base + unit, base + unit, base + 3 * unit, base + unit, base, base + 5 * unit]
    return Draft(
        function=s.pick("give_ranks", f"rank_{world.many}", "standings"),
        parameters="values: list[int]",
        returns={"pairs": "list[tuple[int, int]]"}.get(shape, "list[int]"),
        does={
            "ranks": "returns the rank of each value, in the order of `values`",
            "pairs": "returns a list of `(value, rank)` tuples in the order of `values`",
            "podium": f"returns the indices (from 0, ascending) of the values with rank {top} or "
            "better",
        }[shape],
        rules=(
            f"`values` holds the {world.amount} of each {world.one}; rank 1 goes to the "
            f"{'smallest' if low else 'largest'}.",
            rule,
            *(
                [f"Values count as equal if they agree after floor division by {tens}."]
                if tens > 1
                else []
            ),
            *(
                [
                    f"Values below {least} get rank 0"
                    + (", so they are not returned," if shape == "podium" else "")
                    + " and take no place."
                ]
                if least is not None
                else []
            ),
            "An empty list gives an empty list.",
        ),
        body=f"""
            counted = {counted}
            {scale}
            {"seen = []" if seen else ""}
            ranks = []
            for value in values:
                {skip}
                ranks.append({find})
                {f"seen.append({group})" if seen else ""}
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([e],),
            ([e, e - 1, e + 9 * unit],),
            (tied,),
            ([base] * 4,),
            ([base + k * unit for k in range(5)],),
            ([base - k * unit for k in range(2)] * 3,),
            (tied[::-1],),
            ([base + 4 * unit, e, base + 4 * unit, e, base],),
            ([base, base, *(base + k * unit for k in range(1, 5))],),
            ([base + 5 * unit, *(base + k * unit for k in range(5, 0, -1))],),
            ([base] * 3 + [e] * 2 + [base + unit] * 2,),
            ([base, base + unit, base, base + unit] * 2,),
        ),
        sample=lambda: (
            [base + unit * s.number(-3, 3) + s.number(0, unit - 1) for _ in range(s.number(4, 8))],
        ),
        approach="The values that count are sorted once; the first index of a value in that list "
        "is the number of better ones. The rule for ties only changes what is added to it"
        + (", or whether repeats are kept in the list." if kind == "dense" else "."),
    )


TEMPLATES = (
    Template("own-order", ("easy", "medium", "hard"), keys),
    Template("ranks-with-ties", ("easy", "medium", "hard"), ranks, tested=True),
)
