"""Templates about intervals of integers: merging, covering, overlaps, gaps."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Refusal, Slip, Template

Span = tuple[int, int]


def _spans(s: Scene, low: int, high: int, *, top: int = 40, width: int = 9) -> list[Span]:
    starts = s.ints(s.number(low, high), 0, top)
    return [(start, start + s.number(1, width)) for start in starts]


def join(s: Scene) -> Draft:
    """Merge intervals across small gaps."""
    gap, least = s.number(0, 4), s.pick(0, s.number(2, 8))
    shape = s.pick("spans", "lengths", "counts")
    error = s.coin()

    def truth(spans: list[Span]) -> object:
        groups: list[list[Span]] = []
        for one in spans:
            near = [g for g in groups if any(one[0] - b <= gap and a - one[1] <= gap for a, b in g)]
            groups = [g for g in groups if g not in near]
            groups.append([one, *(span for g in near for span in g)])
        joined = sorted((min(a for a, _ in g), max(b for _, b in g), len(g)) for g in groups)
        joined = [g for g in joined if g[1] - g[0] >= least]
        return {
            "spans": [(a, b) for a, b, _ in joined],
            "lengths": [b - a for a, b, _ in joined],
        }.get(shape, [n for _, _, n in joined])

    result, what = {
        "spans": ("(start, end)", "the joined intervals as `(start, end)` tuples"),
        "lengths": ("end - start", "the lengths (end minus start) of the joined intervals"),
        "counts": ("count", "for each joined interval the number of given ones it was made of"),
    }[shape]
    keep = f" if end - start >= {least}" if least else ""
    check = (
        "if any(start > end for start, end in spans):\n"
        '                raise ValueError("an interval ends before it starts")'
        if error
        else ""
    )
    slips = [
        Slip(
            f"joined[-1][1] + {gap}" if gap else "joined[-1][1]:",
            f"joined[-1][1] + {gap - 1}" if gap else "joined[-1][1] - 1:",
            "does not join at the largest allowed gap",
        ),
        Slip("max(joined[-1][1], end)", "end", "lets a short interval cut a long one"),
        Slip("sorted(spans)", "spans", "relies on the order given"),
    ]
    if least:
        slips.append(Slip(f"- start >= {least}", f"- start > {least}", "drops the exact length"))
    if error:
        slips.append(Slip("start > end for", "start < 0 for", "accepts reversed intervals"))
    bound = f"joined[-1][1] + {gap}" if gap else "joined[-1][1]"
    long = least or 3
    return Draft(
        function=s.pick("join_spans", f"join_{s.setting.many}", "merge_spans"),
        parameters="spans: list[tuple[int, int]]",
        returns={"spans": "list[tuple[int, int]]"}.get(shape, "list[int]"),
        does=f"returns {what}, ordered by start",
        rules=(
            f"Each interval `(start, end)` is one {s.setting.one} slot; they come in any order and "
            "may repeat.",
            f"Two intervals are joined if the later one starts at most {gap} after the other ends."
            if gap
            else "Two intervals are joined if they overlap or touch (one starts "
            "where the other ends).",
            "Joining goes on as long as possible: what was joined can be joined again.",
            *(
                [f"In the end, joined intervals shorter than {least} are left out."]
                if least
                else []
            ),
            "An interval whose start is greater than its end raises `ValueError`; start equal to "
            "end is fine."
            if error
            else "No interval ends before it starts.",
        ),
        body=f"""
            {check}
            joined = []
            for start, end in sorted(spans):
                if joined and start <= {bound}:
                    first, last, count = joined[-1]
                    joined[-1] = (first, max(joined[-1][1], end), count + 1)
                else:
                    joined.append((start, end, 1))
            return [{result} for start, end, count in joined{keep}]
        """.replace("first, last, count = joined[-1]", "first, _, count = joined[-1]"),
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([(3, 3 + long)],),
            ([(0, long), (long + gap, 3 * long + gap)],),
            ([(0, long), (long + gap + 1, 3 * long + gap)],),
            ([(0, 30), (2, 5), (33 + gap, 45), (29, 31)],),
            ([(20, 30), (0, 12), (12 + gap, 14 + gap), (50, 50 + long)],),
            ([(5, 9), (5, 9), (4, 10), (40, 49), (41, 43), (44 + gap, 60)],),
            ([(60, 70), (40, 52), (20, 31), (0, 11), (10, 21)],),
            ([(0, 40), (5, 10), (30, 35), (42 + gap, 60)],),
        ),
        sample=lambda: (_spans(s, 4, 8),),
        approach="Sorted by start, an interval can only belong to the last joined one, so a single "
        f"pass suffices. Its start is compared with the end reached so far{' plus the gap' if gap else ''}"  # noqa: E501
        ", and that end is a maximum, because an earlier interval may reach further.",
        refusals=(Refusal(([(3, 2)],)), Refusal(([(0, 4), (9, 5)],))) if error else (),
    )


def covered(s: Scene) -> Draft:
    """Count the points of a window that enough intervals cover."""
    closed, least = s.coin(), s.number(1, 5)
    exactly, outside = s.coin(), s.coin()
    shape = s.pick("count", "first", "list")

    def truth(spans: list[Span], low: int, high: int) -> object:
        hits = []
        for point in range(low, high + 1 if closed else high):
            depth = len(
                [1 for a, b in spans if a <= point and (point <= b if closed else point < b)]
            )
            hit = depth == least if exactly else depth >= least
            if hit != outside:
                hits.append(point)
        if shape == "first":
            return hits[0] if hits else None
        return hits if shape == "list" else len(hits)

    sign = "==" if exactly else ">="
    if outside:
        sign = "!=" if exactly else "<"
    wrong = {"==": ">=", ">=": ">", "!=": "<", "<": "<="}[sign]
    inside = "start <= point <= end" if closed else "start <= point < end"
    reverse = "start <= point < end" if closed else "start <= point <= end"
    end = "high + 1" if closed else "high"
    result = {"count": "len(points)", "first": "points[0] if points else None", "list": "points"}[
        shape
    ]
    what = {"count": "the number of", "first": "the smallest of", "list": "the ascending list of"}
    times = ("one", "two", "three", "four", "five")[least - 1]
    amount = f"{'exactly' if exactly else 'at least'} {times} interval{'s' if least > 1 else ''}"
    return Draft(
        function=s.pick("covered_points", f"{s.setting.one}_coverage", "check_cover"),
        parameters="spans: list[tuple[int, int]], low: int, high: int",
        returns={"count": "int", "first": "int | None", "list": "list[int]"}[shape],
        does=f"returns {what[shape]} the whole numbers from `low` to `high` that "
        f"{'do not lie' if outside else 'lie'} in {amount}",
        rules=(
            "Intervals `(start, end)` contain their start and "
            + ("their end." if closed else "everything up to, but not including, their end."),
            f"In the same way `low` belongs to the numbers looked at, and `high` "
            f"{'does too' if closed else 'does not'}.",
            "`low` is never greater than `high`. An interval listed twice counts twice."
            + (" Without any such number the result is `None`." if shape == "first" else ""),
        ),
        body=f"""
            points = []
            for point in range(low, {end}):
                depth = sum({inside} for start, end in spans)
                if depth {sign} {least}:
                    points.append(point)
            return {result}
        """,
        slips=(
            Slip(inside, reverse, "treats the end of an interval the other way"),
            Slip(
                f"range(low, {end})",
                f"range(low, {'high' if closed else 'high + 1'})",
                "treats the end of the window the other way",
            ),
            Slip(f"depth {sign} {least}", f"depth {wrong} {least}", "counts the wrong depths"),
        )
        if shape != "first"
        else (
            Slip("range(low, ", "range(low + 1, ", "skips the lowest number"),
            Slip("points[0]", "points[-1]", "returns the largest"),
            Slip(f"depth {sign} {least}", f"depth {wrong} {least}", "counts the wrong depths"),
        ),
        truth=truth,
        probes=(
            ([], 0, 5),
            ([(2, 6)] * least, 0, 6),
            ([(0, 4)] * least, 0, 9),
            ([(0, 3)] * (least + 1) + [(3, 9)] * least, 0, 12),
            ([(1, 5)] * least, 5, 5),
            ([(0, 4)] * (least + 1) + [(2, 8)], 1, 8),
            ([(0, 30), (5, 20), (8, 12), (9, 10)], 0, 15),
            ([(0, 9)] * (least - 1) + [(4, 6)], 2, 8),
            ([(3, 9)] * least, 3, 6),
            ([(0, 9)] * (least + 1), 4, 5),
            ([(0, 2)] * least + [(1, 9)] * (least + 1), 0, 7),
            ([(0, 4)] * least, 0, 5),
            ([(5, 9)] * least, 0, 5),
        ),
        sample=lambda: (
            [(a, a + s.number(2, 9)) for a in s.ints(s.number(3, 6), 0, 14)],
            s.number(0, 6),
            s.number(8, 20),
        ),
        approach="For every number of the window the intervals around it are counted; a chained "
        "comparison is true or false, and `sum` counts the true ones. The same rule about ends is "
        "used for the intervals and for the window.",
    )


def peak(s: Scene) -> Draft:  # noqa: C901
    """Find the busiest moment."""
    world = s.setting
    closed, weighted = s.coin(), s.coin()
    last, shape = s.coin(), s.pick("size", "moment", "both")
    limit = s.pick(0, s.number(3, 5))

    def truth(rows: list[tuple[int, ...]]) -> object:
        best, at = 0, None
        rows = [row for row in rows if not limit or row[1] - row[0] >= limit]
        for moment in sorted({row[0] for row in rows}):
            size = 0
            for row in rows:
                if row[0] <= moment and (moment <= row[1] if closed else moment < row[1]):
                    size += row[2] if weighted else 1
            if size > best or (last and size == best and size):
                best, at = size, moment
        return {"size": best, "moment": at}.get(shape, (best, at))

    unpack = "start, end, weight" if weighted else "start, end"
    gain = "weight" if weighted else "1"
    # What takes away sorts first, so half-open intervals need no field for the order.
    mark = "at, _, change" if closed else "at, change"
    begin = f"(start, 0, {gain})" if closed else f"(start, {gain})"
    order = f"(end, 1, -{gain})" if closed else f"(end, -{gain})"
    result = {"size": "best", "moment": "moment", "both": "(best, moment)"}[shape]
    what = {
        "size": "the largest {f} at one moment",
        "moment": "the moment with the largest {f}",
        "both": "the largest {f} at one moment, and that moment, as a tuple",
    }[shape].format(f="total weight" if weighted else f"number of {world.many}")
    skip = f"if end - start < {limit}:\n                    continue" if limit else ""
    best = "load >= best" if last else "load > best"
    slips = [
        Slip(
            "sorted(events)",
            f"sorted(events, key=lambda event: (event[0], {'' if closed else '-'}event[-1]))",
            "treats touching intervals the other way",
        ),
        Slip("load += change", "load = max(change, 0)", "never adds up"),
        Slip(best, "load < best or not best", "finds the smallest"),
    ]
    if limit:
        slips.append(Slip(f"< {limit}:", f"<= {limit}:", "drops the shortest allowed length"))
    if shape != "size":
        slips.append(Slip(best, "load > best" if last else "load >= best", "breaks ties wrongly"))
    if weighted:
        slips.append(Slip(", weight)", ", 1)", "ignores the weights"))

    def rows(*spans: tuple[int, int, int]) -> tuple[object, ...]:
        return ([span if weighted else span[:2] for span in spans],)

    def sample() -> tuple[object, ...]:
        return rows(
            *((a, a + s.number(1, 9), s.number(1, 5)) for a in s.ints(s.number(4, 8), 0, 20))
        )

    none = {"size": "0", "moment": "`None`", "both": "`(0, None)`"}[shape]
    return Draft(
        function=s.pick("busiest", "peak_load", f"most_{world.many}"),
        parameters=f"{world.many}: list[tuple[int, {'int, int' if weighted else 'int'}]]",
        returns={"size": "int", "moment": "int | None"}.get(shape, "tuple[int, int | None]"),
        does=f"returns {what}",
        rules=(
            f"Each row is `({unpack})` with `start` before `end`"
            + (" and a weight of at least 1." if weighted else "."),
            f"A row is active from its start up to its end, "
            f"{'the end included' if closed else 'but no longer at the end itself'}.",
            *([f"Rows shorter than {limit} (end minus start) are ignored."] if limit else []),
            *(
                [
                    f"The moment is always a start; if several starts share the maximum, the "
                    f"{'latest' if last else 'earliest'} counts."
                ]
                if shape != "size"
                else []
            ),
            f"Without rows to look at the result is {none}.",
        ),
        body=f"""
            events = []
            for {unpack} in {world.many}:
                {skip}
                events.append({begin})
                events.append({order})
            load, best, moment = 0, 0, None
            for {mark} in sorted(events):
                load += change
                if {best}:
                    best, moment = load, at
            return {result}
        """
        if shape != "size"
        else f"""
            events = []
            for {unpack} in {world.many}:
                {skip}
                events.append({begin})
                events.append({order})
            load, best = 0, 0
            for {mark.replace("at", "_")} in sorted(events):
                load += change
                if {best}:
                    best = load
            return best
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            rows((1, 2 + limit, 2)),
            rows((0, 5, 1), (5, 10, 2)),
            rows((0, 9, 1), (2, 9, 2), (3, 9, 3), (9, 20, 4), (9, 15, 1)),
            rows((0, 6, 2), (10, 16, 2), (20, 26, 2)),
            rows((0, limit or 4, 3)),
            rows((0, 30, 5), (4, 12, 1), (6, 14, 1), (8, 16, 1), (20, 28, 4)),
            rows((5, 11, 1), (5, 11, 1), (5, 11, 1), (0, 20, 2)),
            rows((0, 7, 3), (7, 14, 3), (14, 21, 3), (2, 9, 1), (9, 16, 1)),
            rows((3, 9, 4), (2, 12, 5), (30, 36, 1)),
        ),
        sample=sample,
        approach="Every row becomes two events, a start that adds and an end that takes away, and "
        "the sorted events are added up. "
        + (
            "The middle field of an event puts starts before ends at the same moment"
            if closed
            else "At the same moment ends come before starts, because they take away"
        )
        + ", which is the whole difference between closed and half-open intervals.",
    )


def gaps(s: Scene) -> Draft:  # noqa: C901
    """List free gaps."""
    least, margin = s.number(1, 6), s.pick(0, s.number(1, 3))
    shape = s.pick("list", "longest", "total")
    last = s.coin()

    def truth(busy: list[Span], low: int, high: int) -> object:
        blocked = [False] * (high - low)
        for start, end in busy:
            for point in range(max(low, start - margin), min(high, end + margin)):
                blocked[point - low] = True
        free: list[Span] = []
        point = low
        while point < high:
            end = point
            while end < high and not blocked[end - low]:
                end += 1
            if end - point >= least:
                free.append((point, end))
            point = max(end, point) + 1
        if shape == "total":
            return sum(b - a for a, b in free)
        if shape == "longest":
            size = max([b - a for a, b in free], default=0)
            longest = [span for span in free if span[1] - span[0] == size]
            return longest[-1 if last else 0] if longest else None
        return free

    left, right = (f"start - {margin}", f"end + {margin}") if margin else ("start", "end")
    pick = "reversed(free)" if last else "free"
    result = {
        "list": "free",
        "total": "sum(end - start for start, end in free)",
        "longest": f"max({pick}, key=lambda gap: gap[1] - gap[0], default=None)",
    }[shape]
    what = {
        "list": f"the free gaps between `low` and `high` that last at least {least}, as a list "
        "of `(start, end)` tuples in order",
        "total": f"the total length of the free gaps between `low` and `high` that last at least "
        f"{least}",
        "longest": f"the longest free gap between `low` and `high` that lasts at least {least}, "
        "as a tuple `(start, end)`",
    }[shape]
    slips = [
        Slip(
            f"{left}, high) - free_from >= {least}",
            f"{left}, high) - free_from > {least}",
            f"wants more than {least}",
        ),
        Slip(f"max(free_from, {right})", right, "lets a short slot end a long one early"),
        Slip(
            f"    if high - free_from >= {least}:\n        free.append((free_from, high))\n",
            "",
            "forgets the gap at the end",
        ),
        Slip("sorted(busy)", "busy", "relies on the order given"),
    ]
    if margin:
        slips.append(Slip(f"end + {margin}", "end", "keeps no margin afterwards"))
    if shape == "longest":
        slips.append(Slip(pick, "free" if last else "reversed(free)", "breaks ties wrongly"))
    m = margin
    return Draft(
        function=s.pick("free_gaps", "find_openings", f"gaps_between_{s.setting.many}"),
        parameters="busy: list[tuple[int, int]], low: int, high: int",
        returns={"list": "list[tuple[int, int]]", "total": "int"}.get(
            shape, "tuple[int, int] | None"
        ),
        does=f"returns {what}",
        rules=(
            f"`busy` holds one `(start, end)` slot per {s.setting.one}, `start` before `end`, in "
            "any order; slots may overlap and may reach beyond `low` or `high`, and `low` is less "
            "than `high`.",
            *(
                [f"Each slot also blocks {margin} before its start and {margin} after its end."]
                if margin
                else []
            ),
            "Slots that touch leave no gap between them. A gap ends where the next slot"
            f"{' with its margin' if margin else ''} starts, and gaps never reach beyond "
            "`low` and `high`.",
            {
                "list": "Without gaps the list is empty.",
                "total": "Without gaps the total is 0.",
                "longest": f"Of equally long gaps the {'last' if last else 'first'} is returned; "
                "without gaps the result is `None`.",
            }[shape],
        ),
        body=f"""
            free = []
            free_from = low
            for start, end in sorted(busy):
                if min({left}, high) - free_from >= {least}:
                    free.append((free_from, min({left}, high)))
                free_from = max(free_from, {right})
            if high - free_from >= {least}:
                free.append((free_from, high))
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([], 0, 50),
            ([(10 + m, 20)], 10, 20),
            ([(least + m, 30)], 0, 30),
            ([(8 + m, 20), (28 + 2 * m, 60)], 0, 60),
            ([(0, 50)], 5, 40),
            ([(least + m, 30), (30 + 2 * m + least, 60)], 0, 60 + m + least),
            ([(2, 40), (4, 8), (70, 80)], 0, 100),
            ([(60, 70), (20, 30), (40, 45)], 10, 90),
            ([(-9, 3), (80, 120), (20, 22)], 0, 100),
            ([(20, 30), (50, 60)], 0, 80),
            ([(10, 20), (20, 30), (20 + m, 25)], 10, 40 + 2 * m),
            ([(30, 40)], 10 - m, 60 + m),
            ([(90, 99)], 0, 40),
            ([(20, 60), (15, 90), (10, 12)], 0, 91 + m + least),
            ([(least + m - 1, 30)], 0, 30),
            ([(0, 30)], 0, 30 + m + least),
            ([(0, 30)], 0, 29 + m + least),
            ([(0, 10), (10 + 2 * m + least, 60)], 0, 60),
            ([(0, 10), (9 + 2 * m + least, 60)], 0, 60),
        ),
        sample=lambda: (_spans(s, 2, 5, top=50), s.number(0, 8), s.number(45, 70)),
        approach="Walking through the sorted slots, `free_from` is where free time could start. A "
        "gap before a slot is kept if it is long enough, and `free_from` only ever moves forward; "
        "what remains up to `high` is the last gap.",
    )


TEMPLATES = (
    Template("join-intervals", ("easy", "medium", "hard"), join),
    Template("covered-points", ("easy", "medium"), covered),
    Template("peak-load", ("hard",), peak),
    Template("free-gaps", ("medium", "hard"), gaps, tested=True),
)
