"""Templates about membership: shared items, missing numbers, pairs, connected groups."""

from __future__ import annotations

from itertools import combinations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def shared(s: Scene) -> Draft:
    """Find items by how many lists contain them."""
    least, sign, phrase = (
        s.number(1, 3),
        *s.pick((">=", "at least"), ("==", "exactly"), ("<=", "at most")),
    )
    fold, shape = s.coin(), s.pick("sorted", "count", "first", "table")
    short = s.pick(1, 2, 3)
    noun = s.setting.label

    def truth(lists: list[list[str]]) -> object:
        clean = [[item.lower() if fold else item for item in one] for one in lists]
        every = [item for one in clean for item in one if len(item) >= short]
        found = {}
        for item in every:
            depth = len([one for one in clean if item in one])
            if {">=": depth >= least, "==": depth == least}.get(sign, depth <= least):
                found[item] = depth
        if shape == "table":
            return found
        if shape == "count":
            return len(found)
        return sorted(found) if shape == "sorted" else min(found, default=None)

    item = "item.lower()" if fold else "item"
    result = {
        "sorted": "sorted(chosen)",
        "count": "len(chosen)",
        "table": "chosen",
        "first": "min(chosen, default=None)",
    }[shape]
    what = {
        "sorted": f"the sorted list of the {noun} names",
        "count": f"the number of {noun} names",
        "first": f"the alphabetically first of the {noun} names",
        "table": f"a dictionary with the {noun} names",
    }[shape]
    test = f" if len(item) >= {short}" if short > 1 else ""
    wrong = {">=": ">", "==": ">=", "<=": "<"}[sign]
    slips = [
        Slip(f"count {sign} {least}", f"count {wrong} {least}", "compares with the limit wrongly"),
        Slip(f"count {sign} {least}", "count == len(lists)", "asks for all of the lists")
        if (sign, least) == (">=", 1)
        else Slip(
            f"{{{item} for item in one{test}}}",
            f"[{item} for item in one{test}]",
            "counts repeats in a list",
        ),
        Slip(
            f"{{{item} for item",
            f"{{{'item' if fold else 'item.lower()'} for item",
            "treats case the other way",
        ),
    ]
    if short > 1:
        slips.append(Slip(f"len(item) >= {short}", f"len(item) > {short}", "drops short names"))
    n = least
    return Draft(
        function=s.pick("shared_names", "common_names", f"{noun}_overlap"),
        parameters="lists: list[list[str]]",
        returns={"sorted": "list[str]", "count": "int", "table": "dict[str, int]"}.get(
            shape, "str | None"
        ),
        does=f"returns {what} that occur in {phrase} {least} of the lists"
        + (", each with the number of lists it occurs in" if shape == "table" else ""),
        rules=(
            "A name that occurs more than once in the same list counts once for that list.",
            "Names are compared without regard to case and given in lower case."
            if fold
            else "Names are compared exactly, with case.",
            *([f"Names of fewer than {short} characters are ignored."] if short > 1 else []),
            "Only names that occur somewhere can be found; order is Python's string order. "
            + {
                "first": "If none is found, the result is `None`.",
                "count": "No lists give 0.",
                "sorted": "No lists give an empty list.",
                "table": "The order of the dictionary's keys does not matter.",
            }[shape],
        ),
        body=f"""
            counts = {{}}
            for one in lists:
                names = {{{item} for item in one{test}}}
                for item in names:
                    counts[item] = counts.get(item, 0) + 1
            chosen = {{item: count for item, count in counts.items() if count {sign} {least}}}
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([[]],),
            ([["abcd"] * n, ["zz"]],),
            ([["abcd"] * 2, *[["abcd"]] * (n - 1)],),
            ([["abcd"]] * n,),
            ([["abcd"]] * (n + 1),),
            ([["abcd", "abcd", "abcd", "abcd"], ["zeta"]],),
            ([["Abcd"]] * n + [["abcd"]] * (n - 1) + [["zz", "yyy"]] * n,),
            ([["abc"[:short]]] * n + [["x"]] * n,),
            ([["bcde"]] * (n + 1) + [["acde"]] * n + [["zcde"]] * max(n - 1, 1),),
            ([["ABCD", "efgh"], ["abcd"], ["EFGH"], ["abCD"]],),
            ([["lime", "lime", "fig"], ["plum", "fig"], ["plum", "plum", "pear"], ["fig"]],),
        ),
        sample=lambda: (
            [
                [
                    s.pick("oak", "Oak", "elm", "ash", "ASH", "fir", "yew", "ox")
                    for _ in range(s.number(1, 4))
                ]
                for _ in range(s.number(2, 5))
            ],
        ),
        approach="Turning each list into a set first makes repeats inside a list harmless; then a "
        "dictionary counts in how many sets each name occurs. The comparison with the limit is one "
        "filter over that dictionary.",
    )


def missing(s: Scene) -> Draft:  # noqa: C901
    """Find gaps in numbering."""
    start, step = s.number(1, 5), s.pick(1, 2, 3, 5)
    shape = s.pick("list", "spans", "first", "count")
    extra = s.pick("max", "fixed")
    top = start + step * s.number(6, 12)

    def truth(numbers: list[int]) -> object:
        valid = [n for n in numbers if n >= start and (n - start) % step == 0]
        end = top if extra == "fixed" else (sorted(valid)[-1] if valid else start - 1)
        gone, n = [], start
        while n <= end:
            if valid.count(n) == 0:
                gone.append(n)
            n += step
        if shape == "list":
            return gone
        if shape == "count":
            return len(gone)
        if shape == "first":
            return gone[0] if gone else None
        spans: list[tuple[int, int]] = []
        for n in gone:
            if spans and spans[-1][1] == n - step:
                spans[-1] = (spans[-1][0], n)
            else:
                spans.append((n, n))
        return spans

    end = f"{top}" if extra == "fixed" else f"max(present, default={start - 1})"
    result = {"list": "gone", "count": "len(gone)", "first": "gone[0] if gone else None"}.get(shape)
    body = (
        f"""
            present = {{n for n in numbers if n >= {start} and (n - {start}) % {step} == 0}}
            end = {end}
            gone = [n for n in range({start}, end + 1, {step}) if n not in present]
    """
        if step > 1
        else f"""
            present = {{n for n in numbers if n >= {start}}}
            end = {end}
            gone = [n for n in range({start}, end + 1) if n not in present]
    """
    )
    tail = (
        f"""
            return {result}
    """
        if result
        else f"""
            spans = []
            for n in gone:
                if spans and spans[-1][1] == n - {step}:
                    spans[-1] = (spans[-1][0], n)
                else:
                    spans.append((n, n))
            return spans
    """
    )
    slips = [
        Slip(f"range({start}, ", f"range({start + step}, ", "starts one number late"),
        Slip(
            "end + 1", "end" if extra == "fixed" else f"end + {step + 1}", "ends at a wrong number"
        )
        if shape != "first"
        else Slip("gone[0]", "gone[-1]", "returns the last one"),
        Slip("if n not in present", "if n in present", "returns the numbers that are there"),
    ]
    if shape == "spans":
        slips.append(Slip(f"== n - {step}", f"== n - {step + 1}", "joins the wrong neighbours"))
    if extra == "max" and step > 1:
        slips.append(Slip(f" and (n - {start}) % {step} == 0", "", "accepts foreign numbers"))
    seq = list(range(start, top + 1, step))
    last = "the largest valid number given" if extra == "max" else str(top)
    return Draft(
        function=s.pick("missing_numbers", "find_gaps", f"missing_{s.setting.many}"),
        parameters="numbers: list[int]",
        returns={"list": "list[int]", "count": "int", "first": "int | None"}.get(
            shape, "list[tuple[int, int]]"
        ),
        does={
            "list": "returns the ascending list of the numbers that are missing",
            "count": "returns how many numbers are missing",
            "first": "returns the smallest missing number",
            "spans": "returns the stretches of missing numbers as `(first, last)` tuples",
        }[shape]
        + f" from the numbering of {s.setting.many}",
        rules=(
            f"Valid numbers are {start}, {start + step}, {start + 2 * step} and so on; expected "
            f"are all valid numbers from {start} to {last}, ends included.",
            "`numbers` comes in any order and with repeats; anything that is not a valid number, "
            "negative ones included, is ignored.",
            {
                "first": "If nothing is missing the result is `None`.",
                "spans": f"Missing numbers that follow each other (each {step} more than the one "
                "before) form one stretch; a single one is a stretch from itself to itself.",
                "list": "If nothing is missing the list is empty.",
                "count": "Every missing number counts once.",
            }[shape],
            *(
                ["Without any valid number nothing is expected, so nothing is missing."]
                if extra == "max"
                else []
            ),
        ),
        body=body.rstrip() + tail,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([start],),
            (seq,),
            (seq[1:],),
            (seq[:-1],),
            ([seq[-1]],),
            ([seq[4], seq[4], -3],),
            ([seq[0], seq[3], seq[5]],),
            ([*seq[1:4], seq[4] + step + 1, seq[0] - 1],),
            ([seq[0], seq[1], seq[1] + step + 1],),
            ([start + step * 2, start + 40 * step + 1],),
        ),
        sample=lambda: (s.some(seq, 2, 7) + s.ints(s.number(0, 2), -4, top + 4),),
        approach="The valid numbers given form a set, which answers membership at once and forgets "
        "repeats. A range with the right step lists what is expected, and what is not in the set "
        "is missing" + (", grouped in a last pass over neighbours." if shape == "spans" else "."),
    )


def pairs(s: Scene) -> Draft:
    """Find pairs of values that fit together."""
    goal = s.number(8, 30)
    relation, test, other, said = s.pick(
        ("sum", f"a + b == {goal}", f"a + b >= {goal}", f"whose sum is {goal}"),
        (
            "gap",
            f"abs(a - b) == {goal // 3}",
            f"a - b == {goal // 3}",
            f"whose difference is {goal // 3}, whichever is larger",
        ),
        (
            "div",
            f"(a + b) % {goal // 2} == 0",
            f"(a - b) % {goal // 2} == 0",
            f"whose sum is divisible by {goal // 2}",
        ),
        (
            "near",
            f"abs(a - b) <= {goal // 5}",
            f"abs(a - b) < {goal // 5}",
            f"that differ by at most {goal // 5}",
        ),
    )
    shape = s.pick("count", "values", "best", "places")
    apart = s.pick(1, 1, 2, 3)

    def truth(values: list[int]) -> object:
        found = []
        for (i, a), (j, b) in combinations(enumerate(values), 2):
            fits = {
                "sum": a + b == goal,
                "gap": a - b in (goal // 3, -(goal // 3)),
                "div": not (a + b) % (goal // 2),
            }.get(relation, max(a, b) - min(a, b) <= goal // 5)
            if fits and j - i >= apart:
                found.append((i, j))
        if shape == "count":
            return len(found)
        if shape == "places":
            return found
        chosen = sorted({(min(values[i], values[j]), max(values[i], values[j])) for i, j in found})
        return chosen if shape == "values" else (chosen[-1] if chosen else None)

    index = f"range(i + {apart}, len(values))"
    keep = "(i, j)" if shape in ("count", "places") else "(min(a, b), max(a, b))"
    result = {
        "count": "len(found)",
        "places": "found",
        "values": "sorted(set(found))",
        "best": "max(found, default=None)",
    }[shape]
    slips = [
        Slip(index, f"range(i + {apart - 1}, len(values))", "pairs values that are too close")
        if apart > 1 or (relation == "near" and shape in ("count", "places"))
        else Slip(index, "range(i + 2, len(values))", "misses neighbours"),
        Slip(test, other, "tests something else"),
        Slip("range(len(values))", "range(1, len(values))", "never uses the first value"),
    ]
    if shape == "values":
        slips.append(Slip("sorted(set(found))", "sorted(found)", "repeats equal pairs"))
    if shape == "best":
        slips.append(Slip("max(found", "min(found", "returns the smallest pair"))
    d, h, n = goal // 3, goal // 2, goal // 5
    fit = {
        "sum": (3, goal - 3),
        "gap": (20, 20 - d),
        "div": (h + 1, 2 * h - 1),
        "near": (10, 10 + n),
    }[relation]
    low, high = fit
    more = {"sum": (1, goal - 1), "gap": (40, 40 - d), "div": (2 * h, 3 * h), "near": (30, 30 + n)}[
        relation
    ]
    return Draft(
        function=s.pick("matching_pairs", "find_pairs", f"pair_{s.setting.many}"),
        parameters="values: list[int]",
        returns={"count": "int", "best": "tuple[int, int] | None"}.get(
            shape, "list[tuple[int, int]]"
        ),
        does={
            "count": "returns the number of pairs of values",
            "places": "returns the index pairs `(i, j)` with `i` before `j` of the values",
            "values": "returns the different pairs `(smaller, larger)` of values, sorted,",
            "best": "returns the greatest pair `(smaller, larger)` of values",
        }[shape]
        + f" {said}",
        rules=(
            f"`values` holds the {s.setting.amount} of each {s.setting.one}; a pair is made of two "
            "different places of the list"
            + (f" whose indices differ by at least {apart}." if apart > 1 else "."),
            {
                "count": "Pairs with the same values at other places count again.",
                "places": "They are ordered by `i`, then by `j`.",
                "values": "Pairs with the same values appear once; both values of a pair may be equal.",  # noqa: E501
                "best": "Pairs are compared as tuples in Python do; without any pair the result is "
                "`None`.",
            }[shape],
            "A list with fewer than two values has no pairs.",
        ),
        body=f"""
            found = []
            for i in range(len(values)):
                for j in {index}:
                    a, b = values[i], values[j]
                    if {test}:
                        found.append({keep})
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([low],),
            ([low, high],),
            ([low, 99, high],),
            ([low, 99, 55, high],),
            ([high, 99, 54, low, 99, 54, low],),
            ([low, 77, 41, high, low, 41, 77, high],),
            ([goal, goal, goal, goal, goal],),
            ([d, 0, -d, 2 * d, d],),
            ([h, 3 * h, h + 1, 1, h],),
            ([goal // 2, goal - goal // 2, goal, 0, 1, goal - 1],),
            ([2 * h] * 4 + [h],),
            ([low, 901, 1100, high, 1400, 1800, more[0], 2300, 2900, more[1]],),
            ([fit[1], 200, 300, fit[0], 500, 30 + low, 30 + high],),
        ),
        sample=lambda: (s.ints(s.number(5, 8), 0, goal),),
        approach="Two nested loops visit every pair of places once, because the inner index starts "
        f"{'behind the outer one' if apart == 1 else f'{apart} behind the outer one'}. "
        "What is stored per pair depends on what is asked: places, or the values in order.",
    )


TEMPLATES = (
    Template("shared-names", ("easy", "medium"), shared),
    Template("missing-numbers", ("easy", "medium", "hard"), missing),
    Template("fitting-pairs", ("medium", "hard"), pairs),
)
