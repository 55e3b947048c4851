"""Templates about neighbours in a list: longest stretches and sliding windows."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def longest_run(s: Scene) -> Draft:
    """Find the longest run of qualifying values."""
    limit = s.number(10, 60)
    sign, phrase, over = s.pick(
        (">=", "at least", ">"),
        (">", "more than", ">="),
        ("<=", "at most", "<"),
        ("<", "less than", "<="),
    )
    last, shape = s.coin(), s.pick("slice", "span", "sum")
    least = s.pick(1, 1, 2, 3)

    def good(value: int) -> bool:
        return {">=": value >= limit, ">": value > limit, "<=": value <= limit}.get(
            sign, value < limit
        )

    def truth(values: list[int]) -> object:
        best: tuple[int, int] | None = None
        for size in range(len(values), least - 1, -1):
            starts = [
                start
                for start in range(len(values) - size + 1)
                if all(good(value) for value in values[start : start + size])
            ]
            if starts:
                best = (starts[-1 if last else 0], size)
                break
        if shape == "slice":
            return values[best[0] : best[0] + best[1]] if best else []
        if shape == "span":
            return best
        return sum(values[best[0] : best[0] + best[1]]) if best else 0

    result, none, what = {
        "slice": ("values[start:start + size]", "an empty list", "the values of"),
        "span": ("(start, size)", "`None`", "start index and length, as a tuple, of"),
        "sum": ("sum(values[start:start + size])", "0", "the sum of"),
    }[shape]
    fail = {"slice": "[]", "span": "None", "sum": "0"}[shape]
    better = ">=" if last else ">"
    edge = limit if "=" in sign else limit + (1 if sign == ">" else -1)
    bad = limit + (-1 if ">" in sign else 1) if "=" in sign else limit
    gap = [bad]
    slips = [
        Slip(f"value {sign} {limit}", f"value {over} {limit}", "gets the limit itself wrong"),
        Slip(f"run {better} size", f"run {'>' if last else '>='} size", "breaks ties wrongly")
        if shape != "sum"
        else Slip(f"run {better} size", "run < size or not size", "looks for the shortest run"),
        Slip("else 0", "else 1", "counts the value that ends a run"),
    ]
    if least > 1:
        slips.append(Slip(f"size < {least}", f"size <= {least}", "refuses the smallest length"))
    else:
        slips.append(Slip("at - run + 1", "at - run", "starts one place too early"))
    return Draft(
        function=s.pick("longest_streak", "best_stretch", "longest_run"),
        parameters="values: list[int]",
        returns={"slice": "list[int]", "span": "tuple[int, int] | None", "sum": "int"}[shape],
        does=f"returns {what} the longest stretch of neighbouring {s.setting.many} whose "
        f"{s.setting.amount} is {phrase} {limit}",
        rules=(
            f"`values` holds one integer for each {s.setting.one}, in order.",
            f"Among stretches of equal length the {'last' if last else 'first'} one counts.",
            *([f"A stretch shorter than {least} does not count."] if least > 1 else []),
            f"Without any such stretch, or for an empty list, the result is {none}.",
        ),
        body=f"""
            start = size = run = 0
            for at, value in enumerate(values):
                run = run + 1 if value {sign} {limit} else 0
                if run and run {better} size:
                    start, size = at - run + 1, run
            {f"if size < {least}:" if least > 1 else "if not size:"}
                return {fail}
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            (gap * 3,),
            ([edge],),
            ([edge] * least,),
            ([edge] * 3 + gap + [edge + (1 if ">" in sign else -1)] * 3 + gap + [edge],),
            ([edge] * 2 + gap * 2 + [edge] * 4,),
            (gap + [edge] * 4 + gap * 2 + [edge] * 4 + gap,),
            ([edge, *gap, edge, edge, *gap, edge],),
        ),
        sample=lambda: (s.ints(s.number(6, 14), max(0, limit - 6), limit + 6),),
        approach="One pass keeps the length of the current stretch, back to 0 at a value that "
        f"does not qualify. Whenever it is {'at least as long as' if last else 'longer than'} the "
        "best so far, start and size are stored, which also settles ties.",
    )


def windows(s: Scene) -> Draft:
    """Reduce sliding windows."""
    size, step = s.number(2, 4), s.number(1, 3)
    what, call, extra = s.pick(
        ("sum", "sum(window)", ""),
        ("largest value", "max(window)", ""),
        ("smallest value", "min(window)", ""),
        (
            "spread",
            "max(window) - min(window)",
            " The spread is the largest minus the smallest value.",
        ),
        ("last minus first value", "window[-1] - window[0]", ""),
    )
    partial, circular = s.coin(), s.hard and s.coin()

    def reduce(window: list[int]) -> int:
        ordered = sorted(window)
        return {
            "sum": sum(window),
            "largest value": ordered[-1],
            "smallest value": ordered[0],
            "spread": ordered[-1] - ordered[0],
        }.get(what, window[-1] - window[0])

    def truth(values: list[int]) -> list[int]:
        out, start = [], 0
        while start < len(values):
            if circular:
                out.append(reduce([values[(start + k) % len(values)] for k in range(size)]))
            elif partial or start + size <= len(values):
                out.append(reduce(values[start : start + size]))
            start += step
        return out

    stop = "len(values)" if partial or circular else f"len(values) - {size - 1}"
    source = (
        f"[values[(start + k) % len(values)] for k in range({size})]"
        if circular
        else f"values[start:start + {size}]"
    )
    wrong_call = {
        "sum": "max(window)",
        "largest value": "window[-1]",
        "smallest value": "window[0]",
        "spread": "window[-1] - window[0]",
    }.get(what, "max(window) - min(window)")
    slips = [
        Slip(call, wrong_call, f"takes something else than the {what}"),
        Slip(f"range(0, {stop}, {step})", f"range(0, {stop} - 1, {step})", "ends too early"),
        Slip(f"{stop}, {step})", f"{stop}, {step + 1})", "moves too far"),
    ]
    if not circular:
        slips.append(
            Slip(f"range(0, {stop}", f"range(0, len(values) - {size - 1}", "loses short windows")
            if partial
            else Slip(f"range(0, {stop}", "range(0, len(values)", "keeps incomplete windows")
        )
    rising = [3, 9, 4, 8, 1, 7, 2, 11, 5, 6]
    return Draft(
        function=s.pick("window_values", "sliding_figures", f"{s.setting.one}_windows"),
        parameters="values: list[int]",
        returns="list[int]",
        does=f"returns the {what} of each window of {size} neighbouring values",
        rules=(
            f"`values` holds the {s.setting.amount} of each {s.setting.one}. The first window "
            f"starts at index 0, each next one {step} further on.{extra}",
            "The list is a circle: a window that reaches the end goes on at the start (and round "
            "again if the list is shorter than a window). There is a window for every start index "
            "inside the list."
            if circular
            else (
                "Windows at the end that are cut short by the end of the list count too, as long "
                "as they hold at least one value."
                if partial
                else f"Only complete windows of {size} values count."
            ),
            "An empty list gives an empty list.",
        ),
        body=f"""
            results = []
            for start in range(0, {stop}, {step}):
                window = {source}
                results.append({call})
            return results
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([4],),
            (rising[:size],),
            (rising[: size + 1],),
            (rising[: size + step],),
            (rising[: size + 2 * step - 1],),
            (rising,),
            ([-3, -9, -4, -8, -1, -7, -2],),
            (rising[: 2 * step + 1],),
            (rising[: 2 * step + size],),
        ),
        sample=lambda: (s.ints(s.number(size, 11), -20, 40),),
        approach="The start indices form a range with the step between windows; where the range "
        "stops decides about incomplete windows. Each window is then reduced on its own, which "
        "keeps the code free of running totals that can go wrong.",
    )


TEMPLATES = (
    Template("longest-run", ("medium", "hard"), longest_run),
    Template("sliding-window", ("easy", "medium", "hard"), windows),
)
