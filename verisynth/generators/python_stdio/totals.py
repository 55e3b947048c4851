"""Programs that add up and compare amounts."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip
from verisynth.generators.python_stdio.program import Draft, Template


def running(s: Scene) -> Draft:
    """Running totals with a reset."""
    limit, many, amount = s.number(20, 90), s.setting.many, s.setting.amount
    keep, only = s.coin(), s.coin()
    floor = s.pick(None, 0)

    def truth(values: list[int]) -> list[str]:
        out, total, resets = [], 0, 0
        for value in values:
            total = total + value if floor is None else max(floor, total + value)
            full = total >= limit
            if full or not only:
                out.append(f"{total} full" if full else f"{total}")
            if full:
                total = total - limit if keep else 0
                resets += 1
        return [*out, f"resets {resets}"]

    bound = f"total = max(total, {floor})" if floor is not None else ""
    rest = f"total -= {limit}" if keep else "total = 0"
    other = "total = 0" if keep else f"total -= {limit}"
    plain = "" if only else "else:\n                    print(total)"
    return Draft(
        title=f"running total of {many}",
        task=f"prints the running total of the {amount} of our {many}",
        reads=(
            "The first line holds the number of values n (0 or more); n lines with one integer "
            "each follow. Values may be negative.",
        ),
        rules=(
            "The total starts at 0; each value is added in order."
            + (" A total below 0 becomes 0 at once." if floor is not None else ""),
            f"When the total is {limit} or more after a value, print it followed by ` full`; then "
            + (f"subtract {limit} from it once." if keep else "it starts again at 0."),
            "After all other values print nothing."
            if only
            else "After every other value print the total alone.",
            "Each print is one line. The last line is `resets` and how often the total was full.",
        ),
        body=f"""
            count = int(lines[0])
            total = resets = 0
            for line in lines[1:count + 1]:
                total += int(line)
                {bound}
                if total >= {limit}:
                    print(total, "full")
                    {rest}
                    resets += 1
                {plain}
            print("resets", resets)
        """,
        slips=(
            Slip(f"total >= {limit}", f"total > {limit}", "misses a total of exactly the limit"),
            Slip(rest, other, "starts again from the wrong value"),
            Slip("lines[1:count + 1]", "lines[1:count]", "leaves out the last value"),
            Slip('print("resets", resets)', 'print(f"resets: {resets}")', "adds a colon"),
        ),
        feed=lambda values: [str(len(values)), *map(str, values)],
        truth=truth,
        probes=(
            ([],),
            ([limit],),
            ([limit - 1, 1, 1],),
            ([limit + 7, limit - 7, 5],),
            ([-5, limit, 5],),
            ([limit // 2] * 6,),
            ([2 * limit + 3, 1, -9],),
        ),
        sample=lambda: (s.ints(s.number(4, 8), -9, limit),),
        approach="One pass with one variable for the total is enough. The comparison comes after "
        "the addition and includes the limit itself; what happens to the total then is a single "
        "statement.",
    )


def balances(s: Scene) -> Draft:
    """Totals per name."""
    world, least = s.setting, s.number(5, 40)
    down, share = s.coin(), s.pick("total", "count", "largest")
    sign = s.pick(" ", ",", ";", ":")

    def truth(rows: list[tuple[str, int]]) -> list[str]:
        out = []
        for name in sorted(dict.fromkeys(n for n, _ in rows)):
            mine = [v for n, v in rows if n == name]
            if sum(mine) >= least:
                figure = {"total": sum(mine), "count": len(mine)}.get(share, max(mine))
                out.append((name, figure))
        out.sort(key=lambda pair: -pair[1] if down else 0)
        return [f"{name} {figure}" for name, figure in out] or ["none"]

    figure = {"total": "sum(values)", "count": "len(values)", "largest": "max(values)"}[share]
    wrong = {"total": "len(values)", "count": "sum(values)", "largest": "values[-1]"}[share]
    what = {
        "total": f"total {world.amount}",
        "count": f"number of {world.many}",
        "largest": f"largest {world.amount}",
    }[share]
    order = "rows.sort(key=lambda row: (-row[1], row[0]))" if down else "rows.sort()"
    split = "line.split()" if sign == " " else f'line.split("{sign}")'
    names = world.owners[:4]
    a, b, c = names[:3]
    return Draft(
        title=f"{what} by {world.owner}",
        task=f"prints the {what} of each {world.owner}",
        reads=(
            f"Every line is one {world.one}: the {world.owner}, "
            f"{'a space' if sign == ' ' else f'the character `{sign}`'} and an integer "
            f"({world.amount}). The input may be empty.",
        ),
        rules=(
            f"Only {world.owner}s whose total {world.amount} is at least {least} are printed, one "
            "line each: name, a space, the figure.",
            "The largest figure comes first; equal figures are in the order of the names (Python's "
            "string order)."
            if down
            else "Lines are in the order of the names (Python's string order).",
            "If there is nobody to print, the only line is `none`.",
        ),
        body=f"""
            groups: dict[str, list[int]] = {{}}
            for line in lines:
                name, amount = {split}
                groups.setdefault(name, []).append(int(amount))
            rows = [
                (name, {figure}) for name, values in groups.items() if sum(values) >= {least}
            ]
            {order}
            for name, number in rows:
                print(name, number)
            if not rows:
                print("none")
        """,
        slips=(
            Slip(f">= {least}", f"> {least}", f"drops a total of exactly {least}"),
            Slip(f"(name, {figure})", f"(name, {wrong})", "prints another figure"),
            Slip(f"    {order}\n", "", "prints in the order of the input"),
            Slip('    if not rows:\n        print("none")\n', "", "prints nothing for nobody"),
        ),
        feed=lambda rows: [f"{name}{sign}{value}" for name, value in rows],
        truth=truth,
        probes=(
            ([],),
            ([(a, least - 1)],),
            ([(b, least), (a, least)],),
            ([(c, 50), (a, 60), (b, 70), (c, 3), (a, least), (c, least)],),
            ([(a, -4), (a, least + 4), (b, 90)],),
            ([(c, 99), (b, 98), (a, 97), (b, 1)],),
        ),
        sample=lambda: ([(s.pick(*names), s.number(-5, 40)) for _ in range(s.number(4, 8))],),
        approach="Amounts are collected in a list per name, which serves the limit on the total "
        "and every figure. The rows are then sorted with a key that also settles ties.",
    )


def compare(s: Scene) -> Draft:
    """Compare values with their mean or a middle value."""
    kind, above = s.pick("average", "middle", "first"), s.coin()
    factor, places = s.pick(1, 2), s.coin()
    word = s.pick("none", "-", "nothing")

    def truth(values: list[int]) -> list[str]:
        if not values:
            return [word]
        if kind == "average":
            low, size = sum(values), len(values)
        else:
            low, size = (
                (sorted(values)[(len(values) - 1) // 2] if kind == "middle" else values[0]),
                1,
            )
        hits = [
            (at, v)
            for at, v in enumerate(values, 1)
            if (v * size > factor * low if above else v * size < factor * low)
        ]
        shown = [str(at if places else v) for at, v in hits]
        return [str(len(hits)), " ".join(shown)] if hits else [word]

    mark = {
        "average": "sum(values)",
        "middle": "sorted(values)[(len(values) - 1) // 2]",
        "first": "values[0]",
    }[kind]
    wrong = {
        "average": "max(values)",
        "middle": "values[(len(values) - 1) // 2]",
        "first": "values[-1]",
    }[kind]
    size = " * len(values)" if kind == "average" else ""
    sign = ">" if above else "<"
    times = f"{factor} * " if factor > 1 else ""
    said = {
        "average": "average of all values",
        "middle": "middle value (of the sorted values; with "
        "an even number of them the smaller of the two middle ones)",
        "first": "first value",
    }[kind]
    test = f"value{size} {sign} {times}mark"
    return Draft(
        title=f"{s.setting.many} {'above' if above else 'below'} the {kind}",
        task=f"prints which values lie {'above' if above else 'below'} "
        f"{'twice ' if factor > 1 else ''}the {kind} value",
        reads=(
            f"One line holds the {s.setting.amount} of each {s.setting.one}: integers separated "
            "by spaces. The line may be empty.",
        ),
        rules=(
            f"A value counts if it is strictly {'greater' if above else 'less'} than "
            f"{'two times ' if factor > 1 else ''}the {said}; the comparison is exact, nothing is "
            "rounded.",
            "Print how many values count on one line and "
            + ("their positions (from 1)" if places else "the values")
            + " in input order on the next, separated by single spaces.",
            f"If no value counts, or there are no values, print only `{word}`.",
        ),
        body=f"""
            values = [int(part) for part in lines[0].split()] if lines else []
            mark = {mark} if values else 0
            chosen = [
                {"position" if places else "value"} for position, value in enumerate(values, 1)
                if {test}
            ]
            if chosen:
                print(len(chosen))
                print(*chosen)
            else:
                print("{word}")
        """,
        slips=(
            Slip(test, test.replace(sign, sign + "="), "counts equal values too"),
            Slip(test, test.replace(sign, "<" if above else ">"), "looks on the wrong side"),
            Slip(f"mark = {mark}", f"mark = {wrong}", "compares with another value"),
            Slip("print(*chosen)", "print(chosen)", "prints the list with brackets"),
        ),
        feed=lambda values: [" ".join(map(str, values))],
        truth=truth,
        probes=(
            ([],),
            ([5],),
            ([3, 3, 3],),
            ([0, 0, 0, 0],),
            ([1, 2, 3, 4, 9],),
            ([9, 1, 2, 30, 4, -6, 8],),
            ([-4, -8, -1, -2],),
            ([6, 12, 3, 6],),
        ),
        sample=lambda: (s.ints(s.number(4, 9), -9, 30),),
        approach="To compare with an average exactly, both sides are multiplied by the number of "
        "values, so no division and no rounding happens. Equal values do not count, because the "
        "comparison is strict."
        if kind == "average"
        else "The value to compare with is found once, before the loop. Comparing is strict, so "
        "equal values do not count.",
    )


TEMPLATES = (
    Template("running-total", ("easy", "medium"), running),
    Template("totals-by-name", ("easy", "medium", "hard"), balances),
    Template("against-the-middle", ("medium", "hard"), compare),
)
