"""Templates about nested lists and trees: weights by depth, flattening, paths."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template

Nested = list[object]


def _nested(s: Scene, depth: int) -> Nested:
    out: Nested = []
    for _ in range(s.number(1, 4)):
        deeper = depth > 0 and s.number(0, 2) == 0
        out.append(_nested(s, depth - 1) if deeper else s.number(-5, 12))
    return out


_SHAPES: tuple[Nested, ...] = (
    [],
    [[]],
    [[[]], []],
    [4],
    [1, [2, [3, [4]]]],
    [[[[5]]], 6, [7]],
    [-1, [-2, [-3]], 10],
    [[1, 2], [3, [4, 5]], [], 6],
    [[[501], -707], 404, [-33, [777, -251, 12]]],
)


def weigh(s: Scene) -> Draft:
    """Add numbers up, weighted by depth."""
    rule = s.pick("depth", "alternate", "divide", "power")
    first = s.pick(0, 1, 2)
    skip, words = s.pick(
        ("", ""),
        ("item < 0", "Negative numbers are ignored."),
        ("item % 2 == 0", "Even numbers are ignored."),
        ("item > 9", "Numbers above 9 are ignored."),
    )
    bonus = s.pick(0, s.number(1, 5))
    base = s.number(2, 3)

    def weight(depth: int) -> int:
        return {"depth": depth, "alternate": 1 - 2 * (depth % 2)}.get(rule, int(base**depth))

    def truth(items: Nested) -> int:
        total, queue = 0, [(first, items)]
        while queue:
            depth, now = queue.pop()
            total += 0 if now else bonus
            for item in now:
                if isinstance(item, list):
                    queue.append((depth + 1, item))
                elif isinstance(item, int) and not (
                    (item < 0 and "<" in skip)
                    or (item % 2 == 0 and "%" in skip)
                    or (item > 9 and ">" in skip)
                ):
                    total += item // weight(depth) if rule == "divide" else item * weight(depth)
        return total

    term = {
        "depth": "item * depth",
        "alternate": "(item if depth % 2 == 0 else -item)",
        "divide": f"item // {base} ** depth",
        "power": f"item * {base} ** depth",
    }[rule]
    wrong = {
        "depth": "item * (depth + 1)",
        "alternate": "(item if depth % 2 == 1 else -item)",
        "divide": f"item // {base}",
        "power": f"item * {base} * depth",
    }[rule]
    said = {
        "depth": "multiplied by its depth",
        "alternate": "added at an even depth and subtracted at an odd depth",
        "divide": f"divided by {base} to the power of its depth, rounded down "
        "(Python's `//`), before it is added",
        "power": f"multiplied by {base} to the power of its depth",
    }[rule]
    test = f"\n                elif not ({skip}):" if skip else "\n                else:"
    empty = f"if not items:\n                return {bonus}" if bonus else ""
    slips = [
        Slip("depth + 1", "depth", "gives all levels the same depth"),
        Slip(term, wrong, "weighs a number wrongly"),
        Slip(f"depth: int = {first}", f"depth: int = {first + 1}", "starts at the wrong depth"),
        Slip("isinstance(item, list)", "isinstance(item, list) and item", "fails on empty lists"),
    ]
    if skip:
        slips.append(Slip(f"elif not ({skip}):", "else:", "ignores no number"))
    if bonus:
        slips.append(Slip(f"return {bonus}", "return 0", "gives empty lists no value"))
    function = s.pick("weighted_sum", "nested_score", f"{s.setting.one}_score")
    return Draft(
        function=function,
        parameters=f"items: list, depth: int = {first}",
        returns="int",
        does="returns the weighted sum of all numbers in a nested list",
        rules=(
            "`items` holds integers and lists of the same kind, nested to any depth (at most 50).",
            f"The numbers directly in `items` have depth {first} (the second parameter, which "
            "callers leave out); each list inside adds 1.",
            f"A number is {said}.",
            *([words] if words else []),
            *(
                [f"Each empty list, at any depth and `items` itself included, adds {bonus}."]
                if bonus
                else ["Empty lists add nothing."]
            ),
        ),
        body=f"""
            {empty}
            total = 0
            for item in items:
                if isinstance(item, list):
                    total += {function}(item, depth + 1){test}
                    total += {term}
            return total
        """,
        slips=slips,
        truth=truth,
        probes=tuple((shape,) for shape in _SHAPES),
        sample=lambda: (_nested(s, 3),),
        approach="The structure is recursive, so the function is too: a number adds its own term, a "  # noqa: E501
        "list adds the result for one level deeper. The depth travels as a parameter, which makes "
        "each call independent of the others.",
    )


def flatten(s: Scene) -> Draft:  # noqa: C901
    """Flatten down to a depth with rules on the way."""
    depth, keep = s.number(1, 3), s.pick("keep", "drop", "size", "sum")
    empties, order = s.pick("drop", "zero"), s.coin()
    low = s.pick(None, -2, 0, 3)

    def leaf_sum(items: Nested) -> int:
        return sum(leaf_sum(i) if isinstance(i, list) else int(str(i)) for i in items)

    def truth(items: Nested) -> list[object]:
        out: list[object] = list(items)
        for level in range(depth + 1):
            spread: list[object] = []
            for item in out:
                if not isinstance(item, list):
                    spread.append(item)
                elif not item and level < depth:
                    spread += [0] if empties == "zero" else []
                elif level < depth:
                    spread += item
                elif keep != "drop":
                    spread.append(
                        {"size": len(item)}.get(keep, leaf_sum(item) if keep == "sum" else item)
                    )
            out = spread
        if low is not None:
            out = [i for i in out if isinstance(i, list) or int(str(i)) >= low]
        return out[::-1] if order else out

    rule = {
        "keep": "stay as they are, as lists",
        "drop": "are left out with everything inside",
        "size": "are replaced by their length",
        "sum": "are replaced by the sum of all numbers inside them, at any depth",
    }[keep]
    deep = {
        "keep": "flat.append(item)",
        "drop": "continue",
        "size": "flat.append(len(item))",
        "sum": "flat.append(total(item))",
    }[keep]
    helper = (
        """
            def total(items):
                return sum(total(item) if isinstance(item, list) else item for item in items)
    """
        if keep == "sum"
        else ""
    )
    none = "elif not item:\n                        flat.append(0)" if empties == "zero" else ""
    test = (
        f"flat = [item for item in flat if isinstance(item, list) or item >= {low}]"
        if low is not None
        else ""
    )
    slips = [
        Slip("level + 1", "level", "flattens without end to the bottom"),
        Slip(f"level == {depth}", f"level == {depth + 1}", "opens one level too many"),
        Slip(f"level == {depth}", f"level == {depth - 1}", "opens one level too few"),
        Slip(
            deep,
            {
                "keep": "flat.extend(item)",
                "drop": "flat.append(item)",
                "size": "flat.append(1)",
                "sum": "flat.append(len(item))",
            }[keep],
            "treats the deepest lists wrongly",
        ),
    ]
    if low is not None:
        slips.append(Slip(f"item >= {low}", f"item > {low}", f"leaves out {low} itself"))
    if order:
        slips.append(Slip("return flat[::-1]", "return flat", "forgets to turn the list round"))
    limit = low if low is not None else 1
    return Draft(
        function=s.pick("flatten", "open_lists", f"flatten_{s.setting.many}"),
        parameters="items: list",
        returns="list",
        does=f"returns the nested list with {depth} level{'s' if depth > 1 else ''} of lists opened",  # noqa: E501
        rules=(
            "`items` holds integers and lists of the same kind, nested to any depth (at most 50).",
            f"Opening a list puts its items in its place. Lists directly in `items` have level 1; "
            f"lists of level 1{f' to {depth}' if depth > 1 else ''} are opened, and lists at level "
            f"{depth + 1} {rule}.",
            "An opened list that is empty "
            + ("leaves a 0 in its place." if empties == "zero" else "leaves nothing."),
            *(
                [f"Then numbers below {low} are removed from the top level of the result."]
                if low is not None
                else []
            ),
            *(
                ["At last the result is turned back to front (inner lists are not)."]
                if order
                else []
            ),
        ),
        body=f"""
            flat = []
            {helper.strip()}

            def open_level(items, level):
                for item in items:
                    if not isinstance(item, list):
                        flat.append(item)
                    elif level == {depth}:
                        {deep}
                    {none}
                    else:
                        open_level(item, level + 1)
            open_level(items, 0)
            {test}
            return flat{"[::-1]" if order else ""}
        """,
        slips=slips,
        truth=truth,
        probes=(
            *((shape,) for shape in _SHAPES),
            ([limit, [limit, [limit, [limit, [limit]]]]],),
            ([1, [2, 2, [3, 3, 3, [4, 5, [6, 7, [8]]]]], [[], [[[], 9]]]],),
        ),
        sample=lambda: (_nested(s, 4),),
        approach="An inner function appends to one result list and carries the level along. Numbers "  # noqa: E501
        f"are taken at any level, lists are opened until level {depth} is reached, and there the "
        "rule for deeper lists applies.",
    )


def path(s: Scene) -> Draft:
    """Follow a tree of named nodes."""
    world = s.setting
    want, shape = s.pick("max", "min"), s.pick("total", "path", "both")
    leaf_only = s.coin()
    weight, floor = s.pick(1, 2, 3), s.pick(None, -2, -4, -6)

    def routes(node: tuple[str, int, list[object]]) -> list[tuple[int, list[str]]]:
        name, value, below = node
        value = value if floor is None or value > floor else floor
        out: list[tuple[int, list[str]]] = []
        if not leaf_only or not below:
            out.append((value, [name]))
        for child in below:
            for total, names in routes(child):  # type: ignore[arg-type]
                out.append((value + weight * total, [name, *names]))
        return out

    def truth(tree: tuple[str, int, list[object]]) -> object:
        found = routes(tree)
        total = sorted(t for t, _ in found)[-1 if want == "max" else 0]
        names = min(names for t, names in found if t == total)
        return {"total": total, "path": names}.get(shape, (total, names))

    def grow(depth: int) -> tuple[str, int, list[object]]:
        below = [grow(depth - 1) for _ in range(s.number(0, 3))] if depth else []
        return (s.pick(*world.owners), s.number(-6, 9), list(below))

    best = (
        "min(routes, key=lambda route: (-route[0], route[1]))" if want == "max" else "min(routes)"
    )
    wrong = (
        "max(routes)" if want == "max" else "max(routes, key=lambda route: (-route[0], route[1]))"
    )
    result = {"total": "best[0]", "path": "best[1]", "both": "(best[0], best[1])"}[shape]
    a, b, c, d = world.owners[:4]
    factor = f"{weight} * total" if weight > 1 else "total"
    start = "[(value, [name])]" if not leaf_only else "[] if below else [(value, [name])]"
    other = "[] if below else [(value, [name])]" if not leaf_only else "[(value, [name])]"
    slips = [
        Slip(start, other, "stops at the wrong nodes"),
        Slip(
            best,
            best.replace("-route[0]", "route[0]")
            if want == "max"
            else "max(routes, key=lambda route: route[0])",
            "finds the other extreme",
        ),
    ]
    if shape != "path":
        slips.append(Slip(f"value + {factor}", factor, "forgets the value of inner nodes"))
    if weight > 1 and shape != "path":
        slips.append(Slip(factor, "total", "forgets the factor"))
    if shape != "total":
        slips.append(Slip(best, wrong, "breaks ties wrongly"))
    extreme = "largest" if want == "max" else "smallest"
    least = -3 if floor is None else floor
    below_floor: list[object] = [(d, 20, [])] if want == "max" else []
    up = 1 if want == "max" or leaf_only else -1
    return Draft(
        function=s.pick("best_route", f"{extreme}_route", f"{world.owner}_chain"),
        parameters="tree: tuple[str, int, list]",
        returns={"total": "int", "path": "list[str]"}.get(shape, "tuple[int, list[str]]"),
        does={
            "total": f"returns the {extreme} total of a route down a tree",
            "path": f"returns the names along the route down a tree with the {extreme} total",
            "both": f"returns the {extreme} total of a route down a tree and the names along that "
            "route, as a tuple",
        }[shape],
        rules=(
            f"A node is a tuple `(name, value, children)`: the name of a {world.owner}, an integer "
            "and the list of its child nodes, empty for a leaf. Names may repeat.",
            *([f"A value below {floor} counts as {floor}."] if floor is not None else []),
            "A route starts at the top node, goes from node to child and ends at "
            + ("a leaf." if leaf_only else "any node, the top node itself included."),
            "The total of a route is the sum of its values."
            if weight == 1
            else f"The total of a route is the value of its first node plus {weight} times the "
            "total of the rest of the route (nothing, if the route ends there).",
            *(
                [
                    "Of routes with the same total, the one whose list of names comes first in Python's "  # noqa: E501
                    "list order counts."
                ]
                if shape != "total"
                else []
            ),
        ),
        body=f"""
            def walk(node):
                name, value, below = node
                {f"value = max(value, {floor})" if floor is not None else ""}
                routes = {start}
                for child in below:
                    for total, names in walk(child):
                        routes.append((value + {factor}, [name, *names]))
                return routes
            routes = walk(tree)
            best = {best}
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ((a, 4, []),),
            ((a, 4, [(b, -3, []), (c, 5, [])]),),
            ((a, 1, [(c, 2, []), (b, 2, []), (d, 2, [])]),),
            ((a, -5, [(b, 6, [(c, -1, []), (d, -9, [])]), (c, 0, [])]),),
            ((b, 0, [(a, 3, [(d, 3, []), (c, 3, [])]), (a, 3, [(b, 3, [])])]),),
            ((a, 5, [(b, 2, [(c, 7, [(d, -4, [])])])]),),
            ((d, 2, [(b, -7, [(a, 20, [])]), (c, 3, []), (a, -1, [(b, -8, [])])]),),
            ((c, 3, [(b, 0, [(a, 0, [])]), (a, 0, [])]),),
            *(
                ((a, 1, [(x, one, below_floor), (y, two, below_floor)]),)
                for one, two in ((least - 5, least - 3), (least, least + 1))
                for x, y in ((b, c), (c, b))
            ),
            *(
                ((a, 1, [(b, up, [(d, up, [])]), (c, up * (1 + weight) + by, [])]),)
                for by in (-1, 1)
            ),
        ),
        sample=lambda: (grow(3),),
        approach="A recursive inner function lists every route with its total, building on the "
        "routes of the children. The best one is then chosen by a key in which ties are settled by "
        "the names, so the choice does not depend on the order of children.",
    )


TEMPLATES = (
    Template("weighted-nesting", ("easy", "medium", "hard"), weigh),
    Template("flatten-levels", ("easy", "medium"), flatten),
    Template("tree-route", ("medium", "hard"), path),
)
