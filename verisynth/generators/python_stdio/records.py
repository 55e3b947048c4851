"""Programs that read logs of events with times."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip
from verisynth.generators.python_stdio.program import Draft, Template


def levels(s: Scene) -> Draft:
    """Count log lines by source and level."""
    world = s.setting
    bad = tuple(s.distinct(("ERROR", "WARN", "FATAL", "ALERT"), 2))
    least, fold, down = s.number(1, 3), s.coin(), s.coin()
    brace = s.pick("[]", "()", "<>")

    def truth(rows: list[tuple[str, str, str]]) -> list[str]:
        names = [name for level, name, _ in rows if level in bad or (fold and level.upper() in bad)]
        table = sorted((n, names.count(n)) for n in dict.fromkeys(names) if names.count(n) >= least)
        if down:
            table.sort(key=lambda pair: pair[1], reverse=True)
        return [f"{name}: {count}" for name, count in table] + [f"all: {len(names)}"]

    level = "level.upper()" if fold else "level"
    order = (
        "sorted(counts.items(), key=lambda row: (-row[1], row[0]))"
        if down
        else ("sorted(counts.items())")
    )
    cut = f'part.strip("{brace}")'
    a, b, c = sorted(world.owners[:3])
    return Draft(
        title=f"log summary by {world.owner}",
        task=f"prints how often each {world.owner} occurs in the bad lines of a log",
        reads=(
            f"Every line has the form `{brace[0]}LEVEL{brace[1]} {world.owner} message`, for example "  # noqa: E501
            f"`{brace[0]}INFO{brace[1]} {a} all is well`; level and {world.owner} contain no space, "  # noqa: E501
            "the message may contain anything or be missing. The input may be empty.",
        ),
        rules=(
            f"Bad lines are those with level {bad[0]} or {bad[1]}, "
            + ("in upper, lower or mixed case." if fold else "in upper case exactly."),
            f"For each {world.owner} with at least {least} bad line{'s' if least > 1 else ''} print "  # noqa: E501
            f"`NAME: COUNT`, "
            + (
                "largest count first, equal counts by name (Python's string order)."
                if down
                else "in the order of the names (Python's string order)."
            ),
            "The last line is always `all: COUNT` with the number of all bad lines, those of "
            f"{world.owner}s that are not printed included.",
        ),
        body=f"""
            counts: dict[str, int] = {{}}
            for line in lines:
                part, name, *_ = line.split()
                level = {cut}
                if {level} in {bad!r}:
                    counts[name] = counts.get(name, 0) + 1
            for name, count in {order}:
                if count >= {least}:
                    print(f"{{name}}: {{count}}")
            print(f"all: {{sum(counts.values())}}")
        """.replace("'", '"'),
        slips=(
            Slip(
                f"{level} in",
                f"{'level' if fold else 'level.upper()'} in",
                "treats case the other way",
            ),
            Slip(f"count >= {least}", f"count > {least}", "asks for one line too many"),
            Slip("sum(counts.values())", "len(lines)", "counts good lines as well"),
            Slip(f"in {order}", "in counts.items()", "prints in the order of the log"),
        ),
        feed=lambda rows: [
            f"{brace[0]}{level}{brace[1]} {name} {text}".strip() for level, name, text in rows
        ],
        truth=truth,
        probes=(
            ([],),
            ([("INFO", a, "x"), ("DEBUG", b, bad[0])],),
            ([(bad[0], a, "one")] * least,),
            ([(bad[0], c, ""), (bad[0], a, "")] * least,),
            ([(bad[1], c, ""), (bad[0], b, "a b"), (bad[0], c, ""), (bad[1], b, "z")] * least,),
            ([(bad[0].lower(), a, "low"), (bad[1].title(), a, ""), (bad[0], b, "")] * least,),
            (
                [(bad[1], c, "x")] * (least + 1)
                + [(bad[0], a, "y")] * (least + 2)
                + [(bad[0], b, "")] * (least - 1),
            ),
        ),
        sample=lambda: (
            [
                (
                    s.pick(*bad, "INFO", bad[0].lower(), "DEBUG"),
                    s.pick(a, b, c),
                    s.pick("ok", "", "disk full", f"{bad[0]} again"),
                )
                for _ in range(s.number(5, 9))
            ],
        ),
        approach="Only the first two words of a line matter, so the rest is collected with a star "
        "and ignored. Counting happens in a dictionary; limit and order are applied when it is "
        "printed.",
    )


def sessions(s: Scene) -> Draft:
    """Pair starts and ends."""
    world = s.setting
    begin, end = s.pick(("in", "out"), ("start", "stop"), ("open", "close"), ("+", "-"))
    again, still = s.pick("ignore", "restart"), s.pick("drop", "count")
    least = s.pick(0, s.number(3, 8))
    shape = s.pick("total", "longest")

    def truth(rows: list[tuple[int, str, str]]) -> list[str]:
        last = rows[-1][0] if rows else 0
        out = []
        for name in sorted({name for _, _, name in rows}):
            spans, since = [], None
            for at, word, other in rows:
                if other != name:
                    continue
                if word == begin:
                    since = at if since is None or again == "restart" else since
                elif since is not None:
                    spans.append(at - since)
                    since = None
            if since is not None and still == "count":
                spans.append(last - since)
            spans = [span for span in spans if span >= least]
            figure = sum(spans) if shape == "total" else max(spans, default=0)
            out.append(f"{name} {figure}")
        return out or ["empty"]

    store = "since[name] = time" if again == "restart" else "since.setdefault(name, time)"
    other = "since.setdefault(name, time)" if again == "restart" else "since[name] = time"
    test = f" if time - start >= {least} else 0" if least else ""
    span = f"time - start{test}" if least else "time - start"
    merge = "totals[name] + span" if shape == "total" else "max(totals[name], span)"
    tail = (
        """
            for name, start in since.items():
                span = SPAN
                totals[name] = MERGE""".replace("SPAN", span).replace("MERGE", merge)
        if still == "count"
        else ""
    )
    slips = [
        Slip(store, other, "treats a second start wrongly"),
        Slip(merge, "span", "keeps only the latest span"),
        Slip("since.pop(name)", "since[name]", "uses a start twice"),
    ]
    if least:
        slips.append(Slip(f">= {least}", f"> {least}", "drops spans of exactly the limit"))
    a, b, c = sorted(world.owners[:3])
    return Draft(
        title=f"session times by {world.owner}",
        task=f"prints the {'total' if shape == 'total' else 'longest'} session time of each "
        f"{world.owner}",
        reads=(
            f"Every line is `TIME {begin} NAME` or `TIME {end} NAME`: a whole number of minutes "
            f"and the name of a {world.owner}. Times never decrease. The input may be empty.",
        ),
        rules=(
            f"A session of a name runs from a `{begin}` to the next `{end}` of the same name; an "
            f"`{end}` without an open session is ignored.",
            f"A `{begin}` while a session of that name is open "
            + (
                "is ignored."
                if again == "ignore"
                else "starts the session anew from that time; what went before is lost."
            ),
            "A session still open at the end of the input "
            + ("ends at the time of the last line." if still == "count" else "does not count."),
            *([f"Sessions shorter than {least} minutes count as 0."] if least else []),
            "Print `NAME MINUTES` for every name in the input, also with 0, in the order of the "
            "names (Python's string order); for an empty input print `empty`.",
        ),
        body=f"""
            since: dict[str, int] = {{}}
            totals: dict[str, int] = {{}}
            time = 0
            for line in lines:
                number, word, name = line.split()
                time = int(number)
                totals.setdefault(name, 0)
                if word == "{begin}":
                    {store}
                elif name in since:
                    start = since.pop(name)
                    span = {span}
                    totals[name] = {merge}{tail}
            for name, total in sorted(totals.items()):
                print(name, total)
            if not totals:
                print("empty")
        """,
        slips=slips,
        feed=lambda rows: [f"{at} {word} {name}" for at, word, name in rows],
        truth=truth,
        probes=(
            ([],),
            ([(5, end, a)],),
            ([(0, begin, a), (least or 4, end, a)],),
            ([(1, begin, a), (2, begin, b), (1 + (least or 4), end, c)],),
            ([(2, begin, a), (1 + (least or 4), end, a)],),
            ([(0, begin, b), (9, begin, b), (20, end, b), (30, end, b)],),
            ([(0, begin, a), (20, end, a), (21, begin, a), (30, end, a), (50, end, a)],),
            (
                [
                    (1, begin, c),
                    (2, begin, a),
                    (12, end, c),
                    (30, end, b),
                    (40, begin, b),
                    (60, begin, c),
                ],
            ),
            (
                [
                    (0, begin, b),
                    (2, end, b),
                    (3, begin, b),
                    (14, end, b),
                    (15, begin, b),
                    (24, end, b),
                ],
            ),
        ),
        sample=lambda: (_events(s, begin, end, (a, b, c)),),
        approach="A dictionary holds the open sessions with their start; taking the start out at "
        "the end makes sure that it is used once. Every name gets a total of 0 when it is first "
        "seen, so that it is printed in any case.",
    )


def _events(s: Scene, begin: str, end: str, names: tuple[str, ...]) -> list[tuple[int, str, str]]:
    time, out = 0, []
    for _ in range(s.number(5, 11)):
        time += s.number(0, 12)
        out.append((time, s.pick(begin, end), s.pick(*names)))
    return out


def bursts(s: Scene) -> Draft:
    """Find bursts of events."""
    span, least = s.number(5, 30), s.number(2, 4)
    close, shape = s.coin(), s.pick("first", "most", "count")
    unsorted = s.coin()

    def truth(times: list[int]) -> list[str]:
        marks = sorted(times)
        sizes = [
            len(
                [
                    t
                    for t in marks
                    if start <= t and (t - start <= span if close else t - start < span)
                ]
            )
            for start in marks
        ]
        if shape == "most":
            return [str(max(sizes, default=0))]
        hits = [start for start, size in zip(marks, sizes, strict=True) if size >= least]
        if shape == "first":
            return [str(hits[0]) if hits else "quiet"]
        return [str(len(set(hits)))]

    sign, other = ("<=", "<") if close else ("<", "<=")
    load = "sorted(int(line) for line in lines)" if unsorted else "[int(line) for line in lines]"
    show = {
        "first": 'print(next((start for start, size in sizes if size >= LEAST), "quiet"))',
        "most": "print(max((size for _, size in sizes), default=0))",
        "count": "print(len({start for start, size in sizes if size >= LEAST}))",
    }[shape].replace("LEAST", str(least))
    slips = [
        Slip(
            f"time - start {sign} {span}",
            f"time - start {other} {span}",
            "treats the end of the span the other way",
        ),
        Slip("start <= time and ", "start < time and ", "does not count the first event"),
        Slip(f"time - start {sign} {span}", f"time {sign} {span}", "measures from zero")
        if shape != "first"
        else Slip(f">= {least}", f">= {least + 1}", "asks for one event too many"),
    ]
    if unsorted and shape == "first":
        slips.append(Slip(load, "[int(line) for line in lines]", "relies on the order of lines"))
    if shape == "count":
        slips.append(Slip(f">= {least}", f"> {least}", "asks for one event too many"))
    base = [3, 3 + span, 4 + span]
    return Draft(
        title=f"bursts of {s.setting.many}",
        task={
            "first": f"prints when the first burst of {s.setting.many} starts",
            "most": f"prints the largest number of {s.setting.many} in one time span",
            "count": f"prints how many start times bursts of {s.setting.many} have",
        }[shape],
        reads=(
            f"Every line holds one whole number, the minute of one {s.setting.one}. "
            + ("Lines come in any order" if unsorted else "Minutes never decrease")
            + " and may repeat; the input may be empty.",
        ),
        rules=(
            f"The span of an event contains the event itself and all events of the same minute or "
            f"later up to {span} minutes after it, exactly {span} minutes "
            f"{'included' if close else 'not included'}.",
            {
                "first": f"A burst starts at an event whose span contains at least {least} events. "
                "Print the smallest minute at which one starts, or `quiet` if there is none.",
                "most": "Print the largest number of events any span contains, 0 without events.",
                "count": f"A burst starts at an event whose span contains at least {least} events. "
                "Print at how many different minutes a burst starts.",
            }[shape],
        ),
        body=f"""
            times = {load}
            sizes = [
                (start, sum(start <= time and time - start {sign} {span} for time in times))
                for start in times
            ]
            {show}
        """,
        slips=slips,
        feed=lambda times: [str(t) for t in (times if unsorted else sorted(times))],
        truth=truth,
        probes=(
            ([],),
            ([5],),
            ([7] * least,),
            ([0] + [span] * (least - 1),),
            (base,),
            ([50 + span] * (least - 1) + [50, 9],),
            ([90] * least + [20] * least + [20 + span],),
            ([40 + n for n in range(5)] + [200] * least,),
            ([100 + span, 100] * (least - 1),),
        ),
        sample=lambda: (s.ints(s.number(5, 10), 0, 4 * span),),
        approach="For every event the events of its span are counted with one chained condition. "
        + (
            "The times are sorted first, so the first hit is the earliest."
            if unsorted
            else "The input is in order, so the first hit is the earliest."
        ),
    )


TEMPLATES = (
    Template("log-levels", ("easy", "medium"), levels),
    Template("session-times", ("hard",), sessions),
    Template("event-bursts", ("medium", "hard"), bursts),
)
