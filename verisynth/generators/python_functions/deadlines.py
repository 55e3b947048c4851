"""Templates about records that are due on a date."""

from __future__ import annotations

from datetime import date, timedelta

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def deadlines(s: Scene) -> Draft:  # noqa: C901
    """Pick records by their due date."""
    world = s.setting
    period, grace = s.number(5, 40), s.pick(0, s.number(1, 6))
    fee, cap = s.number(2, 9), s.pick(0, s.number(30, 90))
    shape = s.pick("late", "fees")
    weekend = s.hard and s.coin()

    def due(start: str) -> date:
        day = date.fromisoformat(start) + timedelta(days=period)
        while weekend and day.isoweekday() > 5:
            day += timedelta(days=1)
        return day

    def truth(rows: list[tuple[str, str]], today: str) -> object:
        overdue = [
            (name, date.fromisoformat(today).toordinal() - due(start).toordinal() - grace)
            for name, start in rows
        ]
        late = [(name, days) for name, days in overdue if days > 0]
        if shape == "fees":
            return sum(min(days * fee, cap) if cap else days * fee for _, days in late)
        return [name for name, _ in sorted(late, key=lambda pair: (-pair[1], pair[0]))]

    roll = (
        "while due.weekday() >= 5:\n                    due += timedelta(days=1)" if weekend else ""
    )
    amount = f"min(days * {fee}, {cap})" if cap else f"days * {fee}"
    last = (
        f"return sum({amount} for days, _ in late)"
        if shape == "fees"
        else "return [name for _, name in sorted(late)]"
    )
    key = "days, name" if shape == "fees" else "-days, name"
    slips = [
        Slip("if days > 0:", "if days >= 0:", "counts the last allowed day as late")
        if shape == "late"
        else Slip(amount, f"max(days * {fee}, {cap})" if cap else f"{fee}", "charges wrongly"),
        Slip(f"days={period})", f"days={period - 1})", "ends the period a day early"),
        Slip(
            f"late.append(({key}))",
            f"late.append(({key})) if days > {grace + 2} else None",
            "allows for lateness twice",
        ),
    ]
    if grace:
        slips.append(Slip(f".days - {grace}", ".days", "forgets the days of grace"))
    if weekend:
        slips.append(
            Slip("due.weekday() >= 5", "due.weekday() > 5", "takes Saturday for a workday")
        )
    if shape == "late":
        slips.append(Slip("sorted(late)", "late", "keeps the order of the list"))
    base = date(2024, 3, 1)

    def ago(days: int) -> str:
        return (base - timedelta(days=days)).isoformat()

    def landing(weekday: int, extra: int) -> tuple[object, ...]:
        # A row whose period ends on that day of the week, looked at after the days of grace.
        offset = weekday - (base + timedelta(days=period)).weekday()
        start = (base + timedelta(days=offset)).isoformat()
        today = due(start) + timedelta(days=grace + extra)
        return ([(names[0], start), (names[1], "2030-01-01")], today.isoformat())

    names = sorted(world.owners[:4])
    edge = period + grace
    spread = [(names[n % 4], ago(edge + n)) for n in range(6)]

    def sample() -> tuple[object, ...]:
        today = base + timedelta(days=s.number(0, 300))
        rows = [
            (name, (today - timedelta(days=s.number(edge - 3, edge + 12))).isoformat())
            for name in s.some(world.owners, 3, 7)
        ]
        return (rows, today.isoformat())

    day_words = "day" if grace == 1 else "days"
    return Draft(
        function=s.pick("overdue", f"late_{world.many}", "reminders")
        if shape == "late"
        else s.pick("late_fees", f"{world.one}_fees", "total_fee"),
        parameters=f"{world.many}: list[tuple[str, str]], today: str",
        returns="list[str]" if shape == "late" else "int",
        does=f"returns the {world.owner}s whose {world.many} are late on the day `today`"
        if shape == "late"
        else f"returns the total fee for the {world.many} that are late on the day `today`",
        rules=(
            f'Each row is `({world.owner}, start)`; dates are written "YYYY-MM-DD".',
            f"A row is due {period} days after its start."
            + (
                " If that is a Saturday or Sunday, it is due on the Monday after instead."
                if weekend
                else ""
            ),
            (
                f"There are {grace} {day_words} of grace: days late are the days from the due day to "  # noqa: E501
                f"`today`, minus {grace}."
                if grace
                else "Days late are the days from the due day to `today`."
            )
            + " A row is late if it has at least 1 day late.",
            f"The result lists one entry per late row, most days late first; equal ones in the "
            f"alphabetical order of the {world.owner} (Python's string order)."
            if shape == "late"
            else f"Each late row costs {fee} per day late"
            + (f", but at most {cap}" if cap else "")
            + "; without late rows the fee is 0.",
        ),
        body=f"""
            now = date.fromisoformat(today)
            late = []
            for name, start in {world.many}:
                due = date.fromisoformat(start) + timedelta(days={period})
                {roll}
                days = (now - due).days{f" - {grace}" if grace else ""}
                if days > 0:
                    late.append(({key}))
            {last}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([], "2024-03-01"),
            ([(names[0], ago(edge))], "2024-03-01"),
            ([(names[0], ago(edge + 1))], "2024-03-01"),
            (spread, "2024-03-01"),
            (
                [(names[2], ago(edge + 40)), (names[1], ago(edge + 3)), (names[0], ago(edge + 40))],
                "2024-03-01",
            ),
            ([(name, ago(edge + 2)) for name in reversed(names)], "2024-03-01"),
            landing(2, 0),
            landing(2, 1),
            landing(5, 0),
            landing(5, 1),
            ([(names[3], "2025-01-01"), (names[0], ago(edge + 5))], "2024-03-02"),
        ),
        sample=sample,
        approach=f"The due day is the start plus {period} days"
        + (", rolled forward past a weekend" if weekend else "")
        + f", and the days late are a plain difference of dates{', less the grace' if grace else ''}"  # noqa: E501
        ". Only positive differences are kept; "
        + (
            "storing them negated lets one sort give both orders."
            if shape == "late"
            else "the fee is summed over them."
        ),
        imports="from datetime import date, timedelta",
    )


TEMPLATES = (Template("deadlines", ("medium", "hard"), deadlines),)
