"""Templates about dates and times of day: spans, working days, durations."""

from __future__ import annotations

from datetime import date, timedelta

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Refusal, Slip, Template

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def span(s: Scene) -> Draft:
    """Minutes between two times of day."""
    pause, after = s.number(16, 45), s.pick(240, 300, 360)
    unit, up = s.pick(1, 5, 15), s.coin()
    equal = s.pick(0, 1440)
    least = s.pick(0, s.number(34, 50))

    def truth(start: str, end: str) -> int:
        now = date(2024, 5, 1)
        first = (int(start[:2]) * 60 + int(start[3:])) + now.toordinal() * 1440
        last = (int(end[:2]) * 60 + int(end[3:])) + now.toordinal() * 1440
        if last < first or (last == first and equal):
            last += 1440
        length = last - first
        if length > after:
            length -= pause
        while length % unit:
            length += 1 if up else -1
        return max(length, least) if least and length else length

    compare = "<=" if equal else "<"
    raised = {True: f"-(-minutes // {unit}) * {unit}", False: f"minutes // {unit} * {unit}"}
    units = f"minutes = {raised[up]}" if unit > 1 else ""
    slips = [
        Slip(f"minutes > {after}", f"minutes >= {after}", "takes the break off too early"),
        Slip("minutes += 1440", "minutes = -minutes", "does not go past midnight"),
        Slip(
            f"minutes {compare} 0",
            f"minutes {'<' if equal else '<='} 0",
            "treats equal times the other way",
        ),
    ]
    if unit > 1:
        slips.append(Slip(raised[up], raised[not up], "rounds in the wrong direction"))
    if least:
        slips.append(
            Slip(
                f"minutes and minutes < {least}",
                f"minutes < {least // 2}",
                "gets the minimum wrong",
            )
        )
    minimum = (
        f"if minutes and minutes < {least}:\n                minutes = {least}" if least else ""
    )
    return Draft(
        function=s.pick("minutes_between", f"{s.setting.one}_minutes", "length_in_minutes"),
        parameters="start: str, end: str",
        returns="int",
        does=f"returns the length in minutes of {'an' if s.setting.one[0] in 'aeiou' else 'a'} "
        f"{s.setting.one} slot that runs from `start` to `end`",
        rules=(
            'Both are times of day written "HH:MM", from "00:00" to "23:59".',
            "If `end` is earlier than `start`, the slot runs past midnight. Equal times mean "
            + ("a full day of 1440 minutes." if equal else "a length of 0."),
            f"If the length is more than {after} minutes, a break of {pause} minutes is taken off.",
            *(
                [f"The length is then rounded {'up' if up else 'down'} to a multiple of {unit}."]
                if unit > 1
                else []
            ),
            *([f"At last, a length above 0 and below {least} becomes {least}."] if least else []),
        ),
        body=f"""
            start_hour, start_minute = map(int, start.split(":"))
            end_hour, end_minute = map(int, end.split(":"))
            minutes = (end_hour * 60 + end_minute) - (start_hour * 60 + start_minute)
            if minutes {compare} 0:
                minutes += 1440
            if minutes > {after}:
                minutes -= {pause}
            {units}
            {minimum}
            return minutes
        """,
        slips=slips,
        truth=truth,
        probes=(
            ("08:00", "08:00"),
            ("08:00", _clock(480 + after)),
            ("08:00", _clock(481 + after)),
            ("23:00", "01:07"),
            ("00:00", "23:59"),
            ("23:59", "00:00"),
            ("10:00", "10:01"),
            ("10:00", _clock(600 + least)),
            ("12:34", "12:33"),
            ("06:10", "08:03"),
            ("10:00", _clock(600 + max(least - 1, 1))),
            ("10:00", _clock(600 + max(least - 16, 1))),
        ),
        sample=lambda: (_clock(s.number(0, 1439)), _clock(s.number(0, 1439))),
        approach="Both times become minutes since midnight, and a difference that is "
        f"{'not positive' if equal else 'negative'} gets one day added. Break"
        + (", rounding" if unit > 1 else "")
        + (" and minimum" if least else "")
        + " follow in the order of the statement, each on the result of the one before.",
    )


def working(s: Scene) -> Draft:
    """Move a date by working days."""
    free = tuple(sorted(s.distinct(range(7), s.number(1, 3))))
    days = s.number(2, 12)
    back, count_start = s.coin(), s.coin()
    closed = s.coin()

    def truth(start: str, *rest: list[str]) -> str:
        holidays = rest[0] if rest else []
        way = -1 if back else 1
        candidates = [date.fromisoformat(start) + timedelta(days=way * n) for n in range(80)]
        good = [
            day.isoformat()
            for day in candidates[0 if count_start else 1 :]
            if day.weekday() not in free and day.isoformat() not in holidays
        ]
        return good[days - 1]

    names = " and ".join(_DAYS[day] for day in free)
    numbers = ", ".join(str(day) for day in free) + ("," if len(free) == 1 else "")
    holiday = " and day.isoformat() not in closed" if closed else ""
    sign = "-" if back else "+"
    move = f"day {sign}= timedelta(days=1)"
    test = f"if day.weekday() not in ({numbers}){holiday}:"
    first = (
        f"""
            while True:
                {test}
                    left -= 1
                    if left == 0:
                        return day.isoformat()
                {move}"""
        if count_start
        else f"""
            while left:
                {move}
                {test}
                    left -= 1
            return day.isoformat()"""
    )
    moved = tuple((day + 1) % 7 for day in free)
    wrong = ", ".join(str(day) for day in moved) + ("," if len(moved) == 1 else "")
    slips = [
        Slip(f"left = {days}", f"left = {days + 1}", "goes one working day too far"),
        Slip(f"({numbers})", f"({wrong})", "numbers the days of the week from Sunday"),
        Slip(f"not in ({numbers}){holiday}", f"not in (){holiday}", "counts every day"),
        Slip(f"day {sign}=", f"day {'+' if back else '-'}=", "moves in the wrong direction"),
    ]
    if closed:
        slips.append(Slip(holiday, "", "ignores the closed days"))

    def starting() -> str:
        return (date(2023, 1, 1) + timedelta(days=s.number(0, 1200))).isoformat()

    def call(start: str, holidays: list[str]) -> tuple[object, ...]:
        return (start, holidays) if closed else (start,)

    def sample() -> tuple[object, ...]:
        start = starting()
        near = [
            (date.fromisoformat(start) + timedelta(days=s.number(-9, 9))).isoformat()
            for _ in range(s.number(0, 4))
        ]
        return call(start, near)

    week = [(date(2024, 2, 24) + timedelta(days=n)).isoformat() for n in range(7)]
    return Draft(
        function=s.pick("working_day", f"{s.setting.one}_due_date", "shift_date"),
        parameters="start: str" + (", closed: list[str]" if closed else ""),
        returns="str",
        does=f"returns the date of the {days}th working day "
        f"{'before' if back else 'after'} `start`".replace(
            "2th", "2nd" if days == 2 else "2th"
        ).replace("3th", "3rd"),
        rules=(
            'Dates are written "YYYY-MM-DD".',
            f"Every day is a working day except {names}"
            + (" and the dates listed in `closed` (in any order)." if closed else "."),
            f"`start` itself {'counts as the first one if it is a working day' if count_start else 'is never counted'}; "  # noqa: E501 - one sentence
            f"then the days are counted {'backwards' if back else 'forwards'}.",
        ),
        body=f"""
            day = date.fromisoformat(start)
            left = {days}{first}
        """,
        slips=slips,
        truth=truth,
        probes=(
            *(call(day, []) for day in week),
            call("2024-12-28", ["2024-12-30", "2025-01-02", "2024-12-26", "2024-12-23"]),
            call(week[3], [(date(2024, 2, 21) + timedelta(days=n)).isoformat() for n in range(13)]),
            call("2023-03-01", ["2023-03-01"]),
        ),
        sample=sample,
        approach="The date moves one day at a time, and only days that are neither free nor closed "
        f"lower the counter of {days}. `weekday()` numbers the days from Monday as 0, and "
        "`timedelta` takes care of month ends and leap years.",
        imports="from datetime import date, timedelta",
    )


def duration(s: Scene) -> Draft:
    """Format a number of seconds."""
    units = s.pick(("d", "h", "m", "s"), ("h", "m", "s"), ("h", "m"), ("d", "h", "m"))
    skip, join = s.pick("none", "zeros", "leading"), s.pick(" ", ", ", ":", "")
    sign = s.pick("minus", "error")
    long = s.coin() and join != ":"
    sizes = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    words = (
        {"d": " days", "h": " hours", "m": " min", "s": " sec"}
        if long
        else {unit: unit for unit in units}
    )
    smallest = sizes[units[-1]]

    def truth(seconds: int) -> str:
        rest, parts = abs(seconds), []
        rest -= rest % smallest
        whole = rest
        for at, unit in enumerate(units):
            amount = (
                rest // sizes[unit]
                if at == 0
                else rest // sizes[unit] % (sizes[units[at - 1]] // sizes[unit])
            )
            parts.append((amount, unit))
        if skip == "zeros":
            parts = [part for part in parts if part[0]] or parts[-1:]
        elif skip == "leading":
            while len(parts) > 1 and not parts[0][0]:
                parts.pop(0)
        text = join.join(f"{amount}{words[unit]}" for amount, unit in parts)
        return ("-" if seconds < 0 and whole else "") + text

    table = ", ".join(f'("{words[unit]}", {sizes[unit]})' for unit in units)
    rule = {
        "none": "All units are written, also those with 0.",
        "zeros": "Units with 0 are left out, wherever they stand; if all are 0, only the last unit "
        "is written.",
        "leading": "Units with 0 before the first unit that is not 0 are left out; later zeros "
        "stay. If all are 0, only the last unit is written.",
    }[skip]
    filters = {
        "none": "",
        "zeros": "parts = [part for part in parts if part[0]] or parts[-1:]",
        "leading": "while len(parts) > 1 and parts[0][0] == 0:\n                parts.pop(0)",
    }[skip]
    wrong = {
        "zeros": Slip("or parts[-1:]", "", "writes nothing for zero"),
        "leading": Slip("while len(parts) > 1 and", "while len(parts) > 0 and", "pops everything"),
    }.get(skip, Slip("divmod(rest, size)", "rest // size, rest", "does not carry the rest on"))
    head = (
        'if seconds < 0:\n                raise ValueError("seconds must not be negative")'
        if sign == "error"
        else ""
    )
    mark = '"-" if seconds < 0 and any(part[0] for part in parts) else ""'
    names = ", ".join(f"`{words[unit].strip()}`" for unit in units)
    slips = [
        wrong,
        Slip(f"{sizes[units[-2]]})", f"{sizes[units[-2]] // 60 * 100})", "uses a wrong unit size"),
        Slip(
            "for name, size in units",
            "for name, size in reversed(units)",
            "works from the smallest unit up",
        ),
    ]
    slips.append(
        Slip("if seconds < 0:", "if seconds <= 0:", "refuses zero")
        if sign == "error"
        else Slip(
            "seconds < 0 and any(part[0] for part in parts)", "seconds < -86400", "forgets the sign"
        )
    )
    begin = f"text = {join!r}.join".replace("'", '"')
    return Draft(
        function=s.pick("format_duration", "show_seconds", f"{s.setting.one}_duration"),
        parameters="seconds: int",
        returns="str",
        does=f"returns a duration in seconds as text, in the units {names}",
        rules=(
            f"Each part is the amount directly followed by `{words[units[0]]}` and so on"
            + (" (a space, then the name, the same for 1)" if long else "")
            + ", largest unit first; the parts are joined "
            + (f"by `{join}`." if join else "without anything between them."),
            "The largest unit may exceed its usual limit (there is no larger one to carry into)."
            + (" Seconds that do not fill a minute are dropped." if smallest == 60 else ""),
            rule,
            "Negative seconds raise `ValueError`."
            if sign == "error"
            else "A negative duration is written like the positive one with `-` in front, but never "  # noqa: E501
            "with `-` if all amounts are 0.",
        ),
        body=f"""
            {head}
            units = [{table}]
            rest = {"seconds" if sign == "error" else "abs(seconds)"}
            parts = []
            for name, size in units:
                amount, rest = divmod(rest, size)
                parts.append((amount, name))
            {f"sign = {mark}" if sign == "minus" else ""}
            {filters}
            {begin}(f"{{amount}}{{name}}" for amount, name in parts)
            return {"sign + text" if sign == "minus" else "text"}
        """,
        slips=slips,
        truth=truth,
        probes=(
            (0,),
            (59,),
            (60,),
            (3600,),
            (3661,),
            (86400,),
            (90061,),
            (7200 + 5,),
            (200_000,),
            *([] if sign == "error" else [(-30,), (-60,), (-3725,), (-86400,), (-90000,)]),
        ),
        sample=lambda: (s.number(0 if sign == "error" else -90_000, 300_000),),
        approach="`divmod` from the largest unit down leaves the rest for the next unit, so every "
        "amount is below the size of the unit before it. Which parts to write is decided on the "
        "finished list, which keeps the case of zero simple.",
        refusals=(Refusal((-1,)), Refusal((-86400,))) if sign == "error" else (),
    )


TEMPLATES = (
    Template("time-span", ("easy", "medium"), span),
    Template("working-days", ("medium", "hard"), working),
    Template("format-duration", ("easy", "medium"), duration),
)
