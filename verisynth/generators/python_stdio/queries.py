"""Programs that answer queries."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip
from verisynth.generators.python_stdio.program import Draft, Template


def ranges(s: Scene) -> Draft:
    """Range queries on a list."""
    what, call, wrong = s.pick(
        ("sum", "sum(part)", "len(part)"),
        ("maximum", "max(part)", "part[-1]"),
        ("minimum", "min(part)", "part[0]"),
        ("number of different values", "len(set(part))", "len(part)"),
        ("largest minus smallest value", "max(part) - min(part)", "part[-1] - part[0]"),
    )
    base, close, swap = s.pick(0, 1), s.coin(), s.coin()
    word = s.pick("empty", "none", "-", "nothing")

    def truth(values: list[int], queries: list[tuple[int, int]]) -> list[str]:
        out = []
        for low, high in queries:
            if swap and low > high:
                low, high = high, low
            part = [
                v
                for at, v in enumerate(values, base)
                if low <= at and (at <= high if close else at < high)
            ]
            if not part:
                out.append(word)
                continue
            ordered = sorted(part)
            out.append(
                str(
                    {
                        "sum": sum(part),
                        "maximum": ordered[-1],
                        "minimum": ordered[0],
                        "number of different values": len(dict.fromkeys(part)),
                    }.get(what, ordered[-1] - ordered[0])
                )
            )
        return out

    start = f"low - {base}" if base else "low"
    stop = {(0, False): "high", (0, True): "high + 1", (1, False): "high - 1", (1, True): "high"}[
        base, close
    ]
    other = {
        "high": "high + 1" if not (base and close) else "high - 1",
        "high + 1": "high",
        "high - 1": "high",
    }[stop]
    order = "if low > high:\n                    low, high = high, low" if swap else ""
    body_slice = f"values[{start}:{stop}]"

    def query(size: int) -> tuple[int, int]:
        one, two = s.number(base, size - 1 + base), s.number(base, size - 1 + base)
        return (one, two) if s.coin() else (min(one, two), max(one, two))

    def sample() -> tuple[object, ...]:
        size = s.number(5, 9)
        return (s.ints(size, -9, 20), [query(size) for _ in range(s.number(2, 5))])

    seven = [4, -2, 9, 9, 0, 7, 1]
    slips = [
        Slip(body_slice, f"values[{start}:{other}]", "ends the range at the wrong place"),
        Slip(body_slice, f"values[{'low' if base else 'low + 1'}:{stop}]", "starts one too late"),
        Slip(call, wrong, "computes another figure"),
    ]
    slips.append(
        Slip("        if low > high:\n            low, high = high, low\n", "", "ignores the order")
        if swap
        else Slip(f'if part else "{word}"', "if part else 0", "prints 0 for an empty range")
    )
    return Draft(
        title="range queries",
        task=f"prints the {what} of parts of a list",
        reads=(
            f"The first line holds the {s.setting.amount} of each {s.setting.one}: integers "
            "separated by spaces, at least one.",
            "Every following line is a query of two integers `low high`, both positions that exist "
            f"in the list; positions are counted from {base}.",
        ),
        rules=(
            f"For each query print one line: the {what} of the values from position `low` up to "
            f"`high`, the value at `high` {'included' if close else 'not included'}.",
            "If `low` is greater than `high`, swap them."
            if swap
            else "If `low` is greater than `high`, the part is empty.",
            f"For an empty part print `{word}`. Without queries print nothing.",
        ),
        body=f"""
            values = [int(part) for part in lines[0].split()]
            for line in lines[1:]:
                low, high = map(int, line.split())
                {order}
                part = {body_slice}
                print({call} if part else "{word}")
        """,
        slips=slips,
        feed=lambda values, queries: [
            " ".join(map(str, values)),
            *(f"{a} {b}" for a, b in queries),
        ],
        truth=truth,
        probes=(
            (seven, []),
            (seven, [(base + 1, base + 3), (base, base + 6), (base + 2, base + 2)]),
            (seven, [(base + 5, base + 2), (base + 6, base)]),
            ([5], [(base, base)]),
            ([3, 8, 3, 8, 5, -7], [(base, base + 3), (base + 1, base + 4), (base + 2, base + 5)]),
        ),
        sample=sample,
        approach="A slice takes the part out of the list; the whole difficulty is to turn the "
        f"positions of the statement (from {base}, end {'included' if close else 'not included'}) "
        "into Python's, which count from 0 and leave the end out.",
    )


def store(s: Scene) -> Draft:
    """A small key-value store."""
    put, get, cut, size = s.pick(
        ("SET", "GET", "DEL", "COUNT"),
        ("put", "show", "drop", "size"),
        ("store", "read", "erase", "total"),
    )
    missing, twice = s.pick("NULL", "none", "?"), s.pick("replace", "add", "keep")
    fold, told = s.coin(), s.coin()

    def truth(commands: list[str]) -> list[str]:
        out: list[str] = []
        data: dict[str, int] = {}
        for command in commands:
            word, *rest = command.split()
            key = (rest[0].lower() if fold else rest[0]) if rest else ""
            if word == put:
                old = data.get(key)
                new = int(rest[1])
                data[key] = (
                    new
                    if old is None or twice == "replace"
                    else (old + new if twice == "add" else old)
                )
            elif word == get:
                out.append(str(data[key]) if key in data else missing)
            elif word == size:
                out.append(str(sum(data.values()) if told else len(data)))
            elif key in data:
                del data[key]
            else:
                out.append(missing)
        return out

    key = "rest[0].lower()" if fold else "rest[0]"
    write = {
        "replace": f"data[{key}] = int(rest[1])",
        "add": f"data[{key}] = data.get({key}, 0) + int(rest[1])",
        "keep": f"data.setdefault({key}, int(rest[1]))",
    }[twice]
    wrong = {
        "replace": f"data.setdefault({key}, int(rest[1]))",
        "add": f"data[{key}] = int(rest[1])",
        "keep": f"data[{key}] = int(rest[1])",
    }[twice]
    rule = {"replace": "replaces it", "add": "adds to it", "keep": "changes nothing"}[twice]
    result = "sum(data.values())" if told else "len(data)"
    return Draft(
        title="a small store",
        task="prints the answers to the commands of a small store of numbers",
        reads=(
            f"Every line is a command: `{put} KEY NUMBER`, `{get} KEY`, `{cut} KEY` or `{size}`. "
            "Keys contain no white space, numbers are integers. The input may be empty.",
        ),
        rules=(
            f"`{put}` prints nothing and stores the number; for a key that has a number already it "
            f"{rule}.",
            f"`{get}` prints the number of the key, or `{missing}` if it has none.",
            f"`{cut}` removes the key and prints nothing; if the key is not there it prints "
            f"`{missing}`.",
            f"`{size}` prints {'the sum of all stored numbers' if told else 'how many keys there are'}"  # noqa: E501
            "; "
            + (
                "keys are the same if they differ only in case."
                if fold
                else "keys with different case are different."
            ),
        ),
        body=f"""
            data: dict[str, int] = {{}}
            for line in lines:
                word, *rest = line.split()
                if word == "{put}":
                    {write}
                elif word == "{get}":
                    print(data.get({key}, "{missing}"))
                elif word == "{size}":
                    print({result})
                elif {key} in data:
                    del data[{key}]
                else:
                    print("{missing}")
        """,
        slips=(
            Slip(write, wrong, "handles a known key wrongly"),
            Slip(
                f'    else:\n            print("{missing}")\n',
                "",
                "says nothing about a missing key",
            ),
            Slip(result, "len(data)" if told else "sum(data.values())", "reports another size"),
            Slip(f'data.get({key}, "{missing}")', f"data.get({key}, 0)", "invents a zero"),
        ),
        feed=lambda commands: commands,
        truth=truth,
        probes=(
            ([],),
            ([f"{get} a", f"{cut} a", size],),
            ([f"{put} a 5", f"{get} a", f"{put} a 7", f"{get} a", size],),
            ([f"{put} Ab 3", f"{put} aB 9", f"{get} ab", f"{get} Ab", size],),
            ([f"{put} x -4", f"{cut} x", f"{get} x", f"{cut} x", size],),
            ([f"{put} x 0", f"{get} x", f"{put} y 2", size, f"{cut} y", size],),
        ),
        sample=lambda: (
            [
                s.pick(
                    f"{put} {s.pick('a', 'b', 'B')} {s.number(-5, 9)}",
                    f"{get} {s.pick('a', 'b', 'B')}",
                    f"{cut} {s.pick('a', 'b')}",
                    size,
                )
                for _ in range(s.number(6, 12))
            ],
        ),
        approach="A dictionary holds the numbers and every command is one branch. Splitting with a "
        "starred name copes with commands of different length.",
    )


def nearest(s: Scene) -> Draft:
    """Nearest values."""
    smaller, index = s.coin(), s.coin()
    far = s.pick(0, s.number(4, 12))
    word = s.pick("far", "none", "x")

    def truth(values: list[int], queries: list[int]) -> list[str]:
        out = []
        for query in queries:
            gap = sorted(abs(v - query) for v in values)[0]
            tied = [v for v in (query - gap, query + gap) if v in values]
            value = tied[0 if smaller else -1]
            shown = values.index(value) + 1 if index else value
            out.append(word if far and gap > far else str(shown))
        return out

    key = f"(abs(value - query), {'value' if smaller else '-value'})"
    show = "values.index(best) + 1" if index else "best"
    test = (
        (
            f'if abs(best - query) > {far}:\n                    print("{word}")\n'
            "                    continue"
        )
        if far
        else ""
    )
    slips = [
        Slip(
            key, f"(abs(value - query), {'-value' if smaller else 'value'})", "breaks ties wrongly"
        ),
        Slip(key, "(value - query) ** 2 if value <= query else 9**9", "looks below only"),
        Slip("abs(value - query)", "value - query", "forgets the absolute value"),
    ]
    if far:
        slips.append(Slip(f"> {far}", f">= {far}", f"treats a distance of {far} as too far"))
    if index:
        slips.append(Slip(show, "values.index(best)", "counts positions from 0"))
    return Draft(
        title="nearest value",
        task=f"prints for each query the {'position of the ' if index else ''}nearest value of a "
        "list",
        reads=(
            f"The first line holds the {s.setting.amount} of each {s.setting.one}: integers "
            "separated by spaces, at least one. Every following line holds one integer, a "
            "query.",
        ),
        rules=(
            f"For each query print one line with the {'position (from 1) of the ' if index else ''}"
            "value that differs least from it.",
            f"If two values are equally near, the {'smaller' if smaller else 'larger'} one counts"
            + ("; of equal values the first position is printed." if index else "."),
            f"If even the nearest value differs by more than {far}, print `{word}` instead."
            if far
            else "However far the nearest value is, it is printed.",
        ),
        body=f"""
            values = [int(part) for part in lines[0].split()]
            for line in lines[1:]:
                query = int(line)
                best = min(values, key=lambda value: {key})
                {test}
                print({show})
        """,
        slips=slips,
        feed=lambda values, queries: [" ".join(map(str, values)), *map(str, queries)],
        truth=truth,
        probes=(
            ([4], [4, 5, -30]),
            ([10, 20, 30], [15, 25, 11, 29]),
            ([7, 3, 7, 3], [5, 3, 7]),
            ([-5, 5], [0, 1, -1]),
            ([50, 10], [10 - far, 50 + far, 51 + far, 30]),
            ([9, 1, 8, 2], [5, 0, 10]),
        ),
        sample=lambda: (s.ints(s.number(3, 7), -20, 40), s.ints(s.number(3, 6), -25, 45)),
        approach="`min` with a key finds the nearest value; a tuple as key puts the distance first "
        "and settles ties with its second part. The distance is an absolute value, since a value "
        "may lie on either side.",
    )


TEMPLATES = (
    Template("range-queries", ("easy", "medium", "hard"), ranges),
    Template("small-store", ("medium", "hard"), store),
    Template("nearest-value", ("easy", "medium"), nearest),
)
