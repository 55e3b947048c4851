"""Templates about dictionaries: totals by owner and leaders."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def totals(s: Scene) -> Draft:
    """Reduce amounts by owner, filtered before and after."""
    world, limit = s.setting, s.number(10, 60)
    kind = s.pick("sum", "count", "max", "min")
    before, after = s.number(2, 9), s.pick(0, limit if kind == "sum" else s.number(2, 4))
    order = s.pick("name", "value")
    many, owner, amount = world.many, world.owner, world.amount
    if kind in ("max", "min"):
        # A limit on the largest figure would make the limit on rows meaningless.
        after = s.pick(0, s.number(12, 25)) if kind == "min" else 0

    def truth(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
        kept = [row for row in rows if row[1] >= before]
        out = []
        for name in sorted({row[0] for row in kept}):
            mine = sorted(row[1] for row in kept if row[0] == name)
            figure = {"sum": sum(mine), "count": len(mine), "max": mine[-1], "min": mine[0]}[kind]
            if not after or figure >= after:
                out.append((name, figure))
        return sorted(out, key=lambda pair: -pair[1]) if order == "value" else out

    update = {
        "sum": f"figures.get({owner}, 0) + {amount}",
        "count": f"figures.get({owner}, 0) + 1",
        "max": f"max(figures.get({owner}, {amount}), {amount})",
        "min": f"min(figures.get({owner}, {amount}), {amount})",
    }[kind]
    wrong = {
        "sum": amount,
        "count": f"figures.get({owner}, 0) + {amount}",
        "max": amount,
        "min": f"min(figures.get({owner}, 0), {amount})",
    }[kind]
    word = {
        "sum": f"total {amount}",
        "count": f"number of {many}",
        "max": f"largest {amount}",
        "min": f"smallest {amount}",
    }[kind]
    filtered = f"[pair for pair in figures.items() if pair[1] >= {after}]"
    pairs = filtered if after else "list(figures.items())"
    ordering = "key=lambda pair: (-pair[1], pair[0])" if order == "value" else ""
    sorting = f"sorted(rows, {ordering})" if ordering else "sorted(rows)"
    slips = [
        Slip(f"{amount} >= {before}", f"{amount} > {before}", f"leaves out {before} itself"),
        Slip(update, wrong, "combines amounts wrongly"),
        Slip("-pair[1], pair[0]", "-pair[1]", "leaves ties in order of appearance")
        if ordering
        else Slip(f"return {sorting}", "return rows", "forgets to sort"),
    ]
    if after:
        slips.append(Slip(f"pair[1] >= {after}", f"pair[1] > {after}", "drops the limit itself"))
    else:
        slips.append(Slip(f"if {amount} >= {before}:", "if True:", "takes every row"))
    names = sorted(world.owners[:4])

    def sample() -> tuple[object, ...]:
        return (s.owned(5, 10, lambda: s.number(max(0, before - 2), 30)),)

    exact = [(names[0], before)] * max(1, after) if kind == "count" else [(names[0], after)]
    return Draft(
        function=s.pick(f"{many}_by_{owner}", f"summarise_{many}", f"{owner}_figures"),
        parameters=f"{many}: list[tuple[str, int]]",
        returns="list[tuple[str, int]]",
        does=f"returns the {word} of each {owner} as a list of `({owner}, figure)` tuples",
        rules=(
            f"`{many}` is a list of `({owner}, {amount})` tuples.",
            f"Rows with {amount} below {before} are ignored altogether; exactly {before} counts.",
            *([f"Only figures of {after} or more appear in the result."] if after else []),
            f"The result is sorted by figure, largest first, and equal figures by {owner} "
            "alphabetically (Python's string order)."
            if ordering
            else f"The result is sorted by {owner}, in Python's string order.",
            f"A {owner} without any counted row does not appear; no rows give an empty list.",
        ),
        body=f"""
            figures = {{}}
            for {owner}, {amount} in {many}:
                if {amount} >= {before}:
                    figures[{owner}] = {update}
            rows = {pairs}
            return {sorting}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([(names[0], before - 1)],),
            ([(names[0], before)] * 4,),
            (exact,),
            ([(names[0], before), (names[0], after or 99), (names[1], 70)],),
            ([(names[2], 40), (names[1], 40), (names[0], 40)] * 4,),
            ([(names[3], limit + 5), (names[1], limit), (names[3], 9), (names[1], before)] * 2,),
            ([(names[1], 30), (names[0], 20), (names[1], 25), (names[0], 29)] * 2,),
            (
                [
                    (names[1], before - 1),
                    (names[0], 60),
                    (names[0], before),
                    (names[1], 70),
                    (names[2], before - 2),
                ]
                * 2
                + [(names[2], 99)] * 5,
            ),
            ([(names[3], 80), (names[2], before)] + [(names[2], 80), (names[3], 81)] * 4,),
        ),
        sample=sample,
        approach=f"A dictionary collects one figure per {owner}; rows below the limit are skipped "
        "before they can touch it. Filtering and sorting happen once at the end, on the finished "
        "figures.",
    )


def leaders(s: Scene) -> Draft:
    """Find who leads, with tie rules."""
    world = s.setting
    many, owner, amount = world.many, world.owner, world.amount
    tie = s.pick("all", "alphabet", "first", "none")
    low, least = s.coin(), s.number(1, 3)
    count = s.coin()

    def truth(rows: list[tuple[str, int]]) -> object:
        names = [name for name, _ in rows]
        figures = {
            name: names.count(name) if count else sum(v for n, v in rows if n == name)
            for name in names
            if names.count(name) >= least
        }
        if not figures:
            return [] if tie == "all" else None
        best = min(figures.values()) if low else max(figures.values())
        tied = [name for name in figures if figures[name] == best]
        if tie == "all":
            return sorted(tied)
        if tie == "none":
            return tied[0] if len(tied) == 1 else None
        return min(tied) if tie == "alphabet" else tied[0]

    end, rule = {
        "all": (
            "sorted(tied)",
            f"All {owner}s with that figure are returned, as a list in "
            "alphabetical order (Python's string order).",
        ),
        "alphabet": (
            "min(tied)",
            "If several share it, the alphabetically first one (Python's "
            "string order) is returned.",
        ),
        "first": (
            "tied[0]",
            f"If several share it, the one whose first row of all comes earliest "
            f"in `{many}` is returned.",
        ),
        "none": (
            "tied[0] if len(tied) == 1 else None",
            "If several share it, nobody wins and the result is `None`.",
        ),
    }[tie]
    wrong = {"all": "tied[:1]", "alphabet": "tied[0]", "first": "min(tied)", "none": "tied[0]"}
    empty = "[]" if tie == "all" else "None"
    figure = f"the number of {many}" if count else f"the total {amount}"
    best = "min" if low else "max"
    step = "1" if count else amount
    names = sorted(world.owners[:4])
    slips = [
        Slip(f"return {end}", f"return {wrong[tie]}", "breaks the tie rule"),
        Slip(f"{best}(", f"{'max' if low else 'min'}(", "finds the other end"),
        Slip(f"+ {step}\n", f"+ {amount if count else '1'}\n", "adds up the wrong thing"),
    ]
    slips.append(
        Slip(f">= {least}", f"> {least}", "wants one row too many")
        if least > 1
        else Slip(f"    if not figures:\n        return {empty}\n", "", "fails without rows")
    )
    qualify = (
        f"figures = {{name: figure for name, figure in figures.items() if rows[name] >= {least}}}"
        if least > 1
        else ""
    )
    counted = f"\n                rows[{owner}] = rows.get({owner}, 0) + 1" if least > 1 else ""
    fewest, most = (names[1], names[2]) if low else (names[2], names[1])
    return Draft(
        function=s.pick("find_leader", f"{'lowest' if low else 'top'}_{owner}"),
        parameters=f"{many}: list[tuple[str, int]]",
        returns="list[str]" if tie == "all" else "str | None",
        does=f"returns the {owner} with the {'smallest' if low else 'largest'} figure, which is "
        f"{figure} of that {owner}",
        rules=(
            f"`{many}` is a list of `({owner}, {amount})` tuples; amounts may be zero or negative.",
            rule,
            *(
                [
                    f"Only {owner}s with at least {least} rows take part; rows count whatever their "  # noqa: E501
                    f"{amount}."
                ]
                if least > 1
                else []
            ),
            f"If nobody takes part the result is {'an empty list' if tie == 'all' else '`None`'}.",
        ),
        body=f"""
            figures = {{}}
            {"rows = {}" if least > 1 else ""}
            for {owner}, {amount} in {many}:
                figures[{owner}] = figures.get({owner}, 0) + {step}{counted}
            {qualify}
            if not figures:
                return {empty}
            best = {best}(figures.values())
            tied = [name for name, figure in figures.items() if figure == best]
            return {end}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([(names[0], 5)],),
            ([(names[3], 4), (names[1], 4)] * 3,),
            ([(names[3], -4), (names[1], 0), (names[0], -4)] * 3,),
            (
                [(names[0], 90)] * least
                + [(names[2], 3)] * (least + 2)
                + [(names[1], 1)] * (least + 4),
            ),
            ([(fewest, 1)] * (least + 1) + [(most, 50)] * least + [(names[0], 7)] * (least + 2),),
            (
                [
                    (names[2], 8),
                    (names[1], 9),
                    (names[2], 9),
                    (names[1], 8),
                    (names[0], 17),
                    (names[0], 0),
                    (names[2], 0),
                    (names[1], 0),
                ],
            ),
            ([(names[0], 100), (names[3], 2), (names[3], 1), (names[3], 3)],),
            ([(names[1], 6)] * least + [(names[2], 7)] * least,),
            ([(names[1], 6)] * least,),
        ),
        sample=lambda: (s.owned(4, 10, lambda: s.number(-3, 12)),),
        approach=f"First one figure per {owner} is collected"
        + (", and those with too few rows are dropped" if least > 1 else "")
        + ". Then the best figure is taken and everyone who reached it is listed, so that the tie "
        "rule is one explicit last step.",
    )


TEMPLATES = (
    Template("totals-by-owner", ("easy", "medium", "hard"), totals),
    Template("find-leader", ("medium", "hard"), leaders),
)
