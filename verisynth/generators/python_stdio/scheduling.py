"""Programs that plan work."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip
from verisynth.generators.python_stdio.program import Draft, Template


def workers(s: Scene) -> Draft:
    """Hand jobs to the worker who is free first."""
    count, pause = s.number(2, 4), s.pick(0, 1, 2)
    shape, order = s.pick("ends", "makespan", "loads"), s.pick("given", "longest", "shortest")
    last = s.coin()

    def truth(rows: list[tuple[str, int]]) -> list[str]:
        jobs = list(rows)
        if order != "given":
            jobs.sort(key=lambda job: -job[1] if order == "longest" else job[1])
        free, done = [0] * count, [0] * count
        ends = []
        for name, need in jobs:
            soon = sorted(free)[0]
            who = [at for at, time in enumerate(free) if time == soon][-1 if last else 0]
            ends.append((name, free[who] + need, who + 1))
            free[who] += need + pause
            done[who] += 1
        if shape == "ends":
            return [f"{name} {end} {who}" for name, end, who in ends] or ["idle"]
        if shape == "makespan":
            return [str(max((end for _, end, _ in ends), default=0))]
        return [" ".join(map(str, done))]

    sort = {
        "given": "",
        "longest": "jobs.sort(key=lambda job: -job[1])",
        "shortest": "jobs.sort(key=lambda job: job[1])",
    }[order]
    people = f"reversed(range({count}))" if last else f"range({count})"
    choose = f"who = min({people}, key=lambda number: free[number])"
    other = f"who = min({f'range({count})' if last else f'reversed(range({count}))'}, key=lambda number: free[number])"  # noqa: E501
    record = {
        "ends": "print(name, end, who + 1)",
        "makespan": "latest = max(latest, end)",
        "loads": "done[who] += 1",
    }[shape]
    start = {"ends": "", "makespan": "latest = 0", "loads": f"done = [0] * {count}"}[shape]
    show = {
        "ends": 'if not jobs:\n                print("idle")',
        "makespan": "print(latest)",
        "loads": "print(*done)",
    }[shape]
    free_at = f"end + {pause}" if pause else "end"
    slips = [
        Slip(choose, "who = free.index(max(free))", "takes the busiest worker"),
        Slip(f"range({count})", f"range({count - 1})", "leaves one worker idle"),
        {
            "ends": Slip(choose, other, "breaks ties the other way"),
            "makespan": Slip("[who] + need", "[who] + need + 1", "adds a minute to every job"),
            "loads": Slip("done[who] += 1", "done[0] += 1", "credits one worker with everything"),
        }[shape],
    ]
    if order != "given" and shape == "ends":
        slips.append(Slip(f"    {sort}\n", "", "keeps the given order"))
    if pause and shape == "ends":
        slips.append(Slip(free_at, "end", "forgets the pause"))
    a, b, c, d = s.setting.owners[:4]
    return Draft(
        title="jobs and workers",
        task={
            "ends": "prints when each job ends and who does it",
            "makespan": "prints when the last job ends",
            "loads": "prints how many jobs each worker does",
        }[shape],
        reads=(
            "Every line holds the name of a job and its minutes (1 or more), separated by a "
            "space. The input may be empty.",
        ),
        rules=(
            f"There are {count} workers, numbered from 1, all free at minute 0. "
            + {
                "given": "Jobs are handed out in the order of the input.",
                "longest": "Jobs are handed out longest first, equally long ones in input order.",
                "shortest": "Jobs are handed out shortest first, equally long ones in input order.",
            }[order],
            "Each job goes to the worker who is free earliest, among several to the one with the "
            f"{'highest' if last else 'lowest'} number, and starts at once when that worker is free."  # noqa: E501
            + (
                f" After a job a worker rests {pause} minute{'s' if pause > 1 else ''} before being "  # noqa: E501
                "free."
                if pause
                else ""
            ),
            {
                "ends": "For each job, in the order of handing out, print `NAME END WORKER`; without "  # noqa: E501
                "jobs print `idle`.",
                "makespan": "Print the minute at which the last job ends (a rest after it does not "
                "count), 0 without jobs.",
                "loads": "Print the numbers of jobs of worker 1, 2 and so on, on one line with "
                "spaces.",
            }[shape],
        ),
        body=f"""
            jobs = [(line.split()[0], int(line.split()[1])) for line in lines]
            {sort}
            free = [0] * {count}
            {start}
            for name, need in jobs:
                {choose}
                end = free[who] + need
                free[who] = {free_at}
                {record}
            {show}
        """.replace("for name, need in jobs" if shape != "ends" else "\0", "for _, need in jobs"),
        slips=slips,
        feed=lambda rows: [f"{name} {need}" for name, need in rows],
        truth=truth,
        probes=(
            ([],),
            ([(a, 4)],),
            ([(a, 9), (b, 3), (c, 3), (d, 3), (a, 3), (b, 3)],),
            ([(a, 2), (b, 7), (c, 1), (d, 5), (b, 9), (c, 4), (a, 1)],),
            ([(a, 20), (b, 1), (c, 1), (d, 1), (a, 1), (b, 1), (c, 1)],),
            ([(c, 5)] * count,),
            ([(n, 30 - 4 * k) for k, n in enumerate((a, b, c, d, a, b))],),
            ([(n, 2 + 3 * k) for k, n in enumerate((d, c, b, a, d, c))],),
        ),
        sample=lambda: ([(s.pick(a, b, c, d), s.number(1, 15)) for _ in range(s.number(4, 9))],),
        approach="A list holds the minute at which each worker is free. `min` over the worker "
        f"numbers, {'from the highest down' if last else 'from the lowest up'}, finds the first "
        "free one and settles ties by the order of the numbers.",
    )


def choose(s: Scene) -> Draft:
    """Choose as many appointments as possible."""
    close, pause = s.coin(), s.pick(0, 0, s.number(1, 5))
    shape, low = s.pick("count", "names"), s.pick(0, s.number(2, 6))

    def truth(rows: list[tuple[str, int, int]]) -> list[str]:
        fit = [row for row in rows if row[2] - row[1] >= low]
        chosen: list[tuple[str, int, int]] = []
        free = -1
        while True:
            later = [row for row in fit if row[1] > free or (row[1] == free and not close)]
            if not later:
                break
            best = sorted(later, key=lambda row: (row[2], row[0]))[0]
            chosen.append(best)
            free = best[2] + pause
            fit = [row for row in fit if row != best]
        if shape == "names":
            return [name for name, _, _ in chosen] or ["none"]
        return [str(len(chosen))]

    sign = ">" if close else ">="
    gap = f"free = end + {pause}" if pause else "free = end"
    record = "chosen.append(name)"
    show = (
        'print("\\n".join(chosen) if chosen else "none")'
        if shape == "names"
        else "print(len(chosen))"
    )
    names = s.setting.owners
    slips = [
        Slip(
            f"start {sign} free",
            f"start {'>=' if close else '>'} free",
            "treats touching times the other way",
        ),
        Slip("sorted(rows)", "sorted(rows, key=lambda row: row[2])", "goes by the start"),
        Slip("sorted(rows)", "sorted(rows, key=lambda row: row[0] - row[2])", "goes by the length"),
        Slip("free = -1", "free = 5", "misses early ones"),
    ]
    if pause:
        slips.append(Slip(gap, "free = end", "forgets the pause"))
    if low:
        slips.append(Slip(f">= {low}", f"> {low}", "leaves out the shortest allowed"))
    a, b, c, d = names[:4]
    return Draft(
        title=f"choosing {s.setting.many}",
        task=f"prints {'which' if shape == 'names' else 'how many'} slots one person can attend "
        "when always taking the one that ends first",
        reads=(
            "Every line is `NAME START END` with whole numbers, START at least 0 and less than "
            "END. The input may be empty.",
        ),
        rules=(
            *([f"Slots shorter than {low} are left out from the beginning."] if low else []),
            "Go through the slots in the order of their end, equal ends by name (Python's string "
            "order), and take each one that is still possible.",
            f"A slot is possible if it starts {'after' if close else 'at or after'} the end of the "
            + (f"last one taken plus a pause of {pause}" if pause else "last one taken")
            + (
                "; starting exactly then is too early."
                if close
                else "; starting exactly then is fine."
            )
            + " The first slot is always possible.",
            "Print the names of the slots taken, one a line, in the order of taking, or `none`."
            if shape == "names"
            else "Print the number of slots taken.",
        ),
        body=f"""
            rows = []
            for line in lines:
                name, first, last = line.split()
                rows.append((int(last), name, int(first)))
            chosen = []
            free = -1
            for end, name, start in sorted(rows):
                if {f"end - start >= {low} and " if low else ""}start {sign} free:
                    {record}
                    {gap}
            {show}
        """,
        slips=slips,
        feed=lambda rows: [f"{name} {start} {end}" for name, start, end in rows],
        truth=truth,
        probes=(
            ([],),
            ([(a, 0, max(low, 2))],),
            ([(a, 0, 8), (b, 8, 16), (c, 16 + pause, 30)],),
            ([(a, 0, 90), (b, 10, 20), (c, 31, 40), (d, 50, 60)],),
            ([(a, 10, 20), (b, 19, 26), (c, 26 + pause, 40 + pause)],),
            ([(b, 10, 30), (a, 12, 30), (d, 28, 36), (c, 40, 50)],),
            ([(a, 10, 20), (b, 20 + pause, 30 + pause), (c, 31 + 2 * pause, 45)],),
            ([(a, 3, 20), (b, 15, 24), (c, 22, 60), (d, 26, 80)],),
            ([(a, 7, 7 + (low or 1)), (b, 60, 90)],),
            ([(a, 30, 29 + max(low, 2)), (b, 60, 60 + max(low, 2))],),
        ),
        sample=lambda: (
            [
                (s.pick(*names), start, start + s.number(1, 12))
                for start in s.ints(s.number(4, 8), 0, 40)
            ],
        ),
        approach="Sorted by their end, the slots are taken greedily: the one that ends first leaves "  # noqa: E501
        "the most room for the others. One variable keeps the time from which the person is free.",
    )


def order(s: Scene) -> Draft:
    """Order tasks by their requirements."""
    arrow = s.pick("needs", "after", "<-")
    small, shape = s.coin(), s.pick("order", "rounds", "steps")
    word = s.pick("cycle", "impossible", "stuck")
    numbered = s.pick(0, 1)

    def truth(rows: list[tuple[str, list[str]]]) -> list[str]:
        needs = {name: set(below) for name, below in rows}
        done: list[str] = []
        rounds: list[list[str]] = []
        while len(done) < len(needs):
            ready = sorted(
                (n for n in needs if n not in done and needs[n] <= set(done)), reverse=not small
            )
            if not ready:
                return [word]
            step = ready[:1] if shape == "order" else ready
            done += step
            rounds.append(step)
        if shape == "order":
            return done or ["nothing"]
        if shape == "steps":
            return [str(len(rounds))]
        return [f"{at}: {' '.join(step)}" for at, step in enumerate(rounds, numbered)] or [
            "nothing"
        ]

    sort = "sorted(ready)" if small else "sorted(ready, reverse=True)"
    other = "sorted(ready, reverse=True)" if small else "sorted(ready)"
    take = f"step = {sort}[:1]" if shape == "order" else f"step = {sort}"
    record = {
        "order": "print_later.extend(step)",
        "rounds": "print_later.append(f\"{len(print_later) + START}: {' '.join(step)}\")".replace(
            "START", str(numbered)
        )
        if numbered
        else "print_later.append(f\"{len(print_later)}: {' '.join(step)}\")",
        "steps": "print_later.append(step)",
    }[shape]
    show = (
        "print(len(print_later))"
        if shape == "steps"
        else ('print("\\n".join(print_later) if print_later else "nothing")')
    )
    record, show = record.replace("print_later", "plan"), show.replace("print_later", "plan")
    wrong_take = {
        "order": f"step = {sort}",
        "rounds": f"step = {sort}[:1]",
        "steps": "step = ready[:1]",
    }[shape]
    slips = [
        Slip(
            f'print("{word}")\n            return',
            f'print("{word}")\n            break',
            "prints more after the message",
        ),
        Slip("below <= done", "(below & done or not below)", "is content with one requirement"),
        Slip(take, wrong_take, "takes the wrong number of tasks at a time")
        if shape != "order"
        else Slip(f"step = {sort}", f"step = {other}", "prefers the wrong name"),
    ]
    if shape == "rounds":
        slips.append(Slip(sort, other, "orders names the other way"))
    return Draft(
        title="order of tasks",
        task={
            "order": "prints an order of tasks that respects their requirements",
            "rounds": "prints in which round each task can be done",
            "steps": "prints how many rounds are needed for all tasks",
        }[shape],
        reads=(
            f"Every line is a task: its name alone, or `NAME {arrow} OTHER …` with the names of "
            "one or more tasks it requires. Names contain no spaces, every name has exactly one "
            "line of its own. The input may be empty.",
        ),
        rules=(
            "A task can be done when all tasks it requires have been done.",
            (
                f"Always do one task: of those that can be done the alphabetically "
                f"{'first' if small else 'last'} (Python's string order). Print the names in this "
                "order, one a line, or `nothing` without tasks."
                if shape == "order"
                else "In each round all tasks are done that can be done at its beginning. "
                + (
                    f"Print `NUMBER: NAMES` for each round, counted from {numbered}, the names in "
                    f"{'ascending' if small else 'descending'} order (Python's string order) with "
                    "spaces, or `nothing` without tasks."
                    if shape == "rounds"
                    else "Print the number of rounds, 0 without tasks."
                )
            ),
            f"If some tasks can never be done, print only `{word}`.",
        ),
        body=f"""
            needs = {{}}
            for line in lines:
                name, *rest = line.split()
                needs[name] = set(rest[1:])
            done: set[str] = set()
            plan = []
            while len(done) < len(needs):
                ready = [
                    name for name, below in needs.items() if name not in done and below <= done
                ]
                if not ready:
                    print("{word}")
                    return
                {take}
                done.update(step)
                {record}
            {show}
        """,
        slips=slips,
        feed=lambda rows: [
            f"{name} {arrow} {' '.join(below)}" if below else name for name, below in rows
        ],
        truth=truth,
        probes=(
            ([],),
            ([("tea", [])],),
            ([("a", ["b"]), ("b", ["a"])],),
            ([("x", ["x"]), ("y", [])],),
            ([("cake", ["egg", "oven"]), ("egg", []), ("oven", ["gas"]), ("gas", [])],),
            ([("d", ["b", "c"]), ("b", ["a"]), ("c", ["a"]), ("a", []), ("e", [])],),
            ([("z", []), ("m", ["z"]), ("k", ["m", "z"]), ("b", ["z"])],),
            ([("p", []), ("q", ["p", "t"]), ("t", ["q"])],),
        ),
        sample=lambda: (_tasks(s),),
        approach="A task is ready when the set of its requirements is a subset of the set of tasks "
        "done. If nothing is ready although tasks remain, they wait for each other, and that is "
        "found without any search for cycles.",
    )


def _tasks(s: Scene) -> list[tuple[str, list[str]]]:
    names = s.distinct("abcdefghij", s.number(4, 7))
    rows = [
        (name, sorted(s.distinct(names[:at], s.number(0, min(at, 2)))))
        for at, name in enumerate(names)
    ]
    s.rng.shuffle(rows)
    return rows


TEMPLATES = (
    Template("workers", ("medium", "hard"), workers),
    Template("choose-slots", ("easy", "medium"), choose),
    Template("task-order", ("hard",), order),
)
