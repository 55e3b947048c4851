"""Travel and time: speeds, meetings, timetables, fuel, ages."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, money, program
from verisynth.generators.word_problems.scene import Scene, Story


def _two_legs(dice: Dice, scene: Scene) -> Draft | None:
    fast, slow = dice.upto(30, (60, 90, 120)), dice.upto(12, (25, 45, 70))
    a, b = dice.upto(2, (4, 6, 9)), dice.upto(2, (4, 6, 9))
    if fast <= slow:
        return None
    total = fast * a + slow * b
    gold = Fraction(total, a + b)
    way = dice.pick(("by car", "by coach", "by motorbike", "in a van", "in a lorry"))
    return Draft(
        statement=f"{scene.who} drives {way} for {a} hours at {fast} km/h and then for {b} hours "
        f"at "
        f"{slow} km/h. What is the average speed for the whole trip in km/h? Give it exactly.",
        gold=gold,
        program=program(
            f"way = sum([{fast}] * {a} + [{slow}] * {b})", f"return Fraction(way, {a} + {b})"
        ),
        steps=(
            f"The first part is {a} × {fast} = {a * fast} km, the second {b} × {slow} = "
            f"{b * slow} km.",
            f"The whole trip is {total} km in {a + b} hours.",
            f"{total} ÷ {a + b} = {gold}.",
        ),
        wrong=(
            (Fraction(fast + slow, 2), "took the mean of the two speeds"),
            (total, "gave the distance"),
            (fast + slow, "added the speeds"),
            (Fraction(fast * b + slow * a, a + b), "swapped the times"),
        ),
    )


def _meeting(dice: Dice, scene: Scene) -> Draft | None:
    one, other = dice.upto(9, (20, 60, 110)), dice.upto(9, (20, 60, 110))
    hours = Fraction(dice.whole(2, 10), 2 if dice.level else 1)
    apart = (one + other) * hours
    if apart.denominator != 1 or one == other:
        return None
    gold = hours * one
    vehicle = dice.pick(("cyclists", "trains", "hikers with scooters", "boats", "delivery vans"))
    return Draft(
        statement=f"{scene.name} and {scene.other} start at the same time from two towns {apart} "
        f"km "
        f"apart and move towards each other like two {vehicle}: {scene.name} at {one} km/h, "
        f"{scene.other} at {other} km/h. How many kilometres has {scene.name} covered when they "
        f"meet?",
        gold=gold,
        program=program(
            "# they share the way in proportion to their speeds",
            f"return Fraction({apart} * {one}, {one} + {other})",
        ),
        steps=(
            f"Together they come closer by {one} + {other} = {one + other} km each hour.",
            f"They meet after {apart} ÷ {one + other} = {hours} hours.",
            f"By then {scene.name} has covered {hours} × {one} = {gold} km.",
        ),
        wrong=(
            (hours * other, f"gave the way of {scene.other}"),
            (Fraction(apart, 2), "let them meet half way"),
            (hours, "gave the time"),
            (Fraction(apart * one, abs(one - other)), "subtracted the speeds"),
        ),
    )


def _catching_up(dice: Dice, scene: Scene) -> Draft | None:
    slow, more, hours = dice.upto(4, (12, 40, 80)), dice.whole(2, 20), dice.whole(2, 9)
    fast = slow + more
    lead = Fraction(more * hours, slow)
    minutes = lead * 60
    if minutes.denominator != 1 or minutes < 5 or minutes > 600:
        return None
    return Draft(
        statement=f"{scene.name} sets out at {slow} km/h. {minutes} minutes later {scene.other} "
        f"follows on "
        f"the same road at {fast} km/h. How many hours after starting does {scene.other} "
        f"catch up with {scene.name}?",
        gold=hours,
        program=program(
            f"ahead, hours = Fraction({slow} * {minutes}, 60), 0",
            "while ahead > 0:",
            f"    ahead, hours = ahead + {slow} - {fast}, hours + 1",
            "return hours",
        ),
        steps=(
            f"In {minutes} minutes {scene.name} gets {slow} × {minutes}/60 = {more * hours} km "
            f"ahead.",
            f"{scene.other} gains {fast} - {slow} = {more} km each hour.",
            f"{more * hours} ÷ {more} = {hours} hours.",
        ),
        wrong=(
            (hours + lead, "counted from the first start"),
            (Fraction(more * hours, fast), f"ignored that {scene.name} keeps moving"),
            (Fraction(more * hours, fast + slow), "added the speeds"),
            (more * hours, "gave the lead in kilometres"),
        ),
    )


def _fuel(dice: Dice, scene: Scene) -> Draft | None:
    way, use = 50 * dice.upto(2, (10, 20, 40)), dice.whole(4, 9)
    price = Fraction(5 * dice.whole(24, 44), 100)
    litres = Fraction(way * use, 100)
    gold = 2 * litres * price
    if (gold * 100).denominator != 1:
        return None
    text = (
        f"Fraction('{money(price)[1:].replace(',', '')}')" if price.denominator != 1 else str(price)
    )
    return Draft(
        statement=f"The car of {scene.name}, {scene.role} {scene.place}, needs {use} litres of "
        f"fuel per "
        f"100 km. A litre costs {money(price)}. What does the fuel cost for a trip to a town "
        f"{way} km away and back?",
        gold=gold,
        unit="$",
        program=program(
            "cost = 0",
            f"for _ in range({way} + {way}):",
            f"    cost += Fraction({use}, 100) * {text}",
            "return cost",
        ),
        steps=(
            f"There and back is 2 × {way} = {2 * way} km.",
            f"That takes {2 * way} ÷ 100 × {use} = {2 * litres} litres.",
            f"{2 * litres} × {money(price)} = {money(gold)}.",
        ),
        wrong=(
            (litres * price, "forgot the way back"),
            (2 * litres, "gave the litres"),
            (2 * way * price / use, "divided by the consumption"),
            (2 * gold, "doubled twice"),
        ),
    )


def _timetable(dice: Dice, scene: Scene) -> Draft | None:
    first, gap = dice.whole(5 * 60, 8 * 60), dice.whole(7, 45)
    arrive = first + dice.upto(100, (300, 500, 700))
    waits = (arrive - first) % gap
    gold = (gap - waits) % gap
    if 1 in (waits, gold):
        return None
    start, now = (f"{time // 60}:{time % 60:02d}" for time in (first, arrive))
    vehicle = dice.pick(("bus", "tram", "ferry", "cable car", "shuttle"))
    return Draft(
        statement=f"The first {vehicle} of the day leaves at {start} and then one leaves every "
        f"{gap} "
        f"minutes. {scene.who} reaches the stop at {now} (24-hour clock). How many minutes pass "
        f"until the next {vehicle} leaves? If one leaves at that very minute, the answer is 0.",
        gold=gold,
        program=program(
            f"departure = {first // 60} * 60 + {first % 60}",
            f"now = {arrive // 60} * 60 + {arrive % 60}",
            "while departure < now:",
            f"    departure += {gap}",
            "return departure - now",
        ),
        steps=(
            f"From {start} to {now} it is {arrive - first} minutes.",
            f"{arrive - first} = {(arrive - first) // gap} × {gap} + {waits}, so the last "
            f"{vehicle} left "
            f"{waits} minutes ago.",
            f"The next one leaves in {gold} minutes.",
        ),
        wrong=(
            (waits if waits != gold else gap, "gave the time since the last one"),
            (gap, "gave the time between two"),
            (gold + gap, "missed one"),
            ((arrive - first) // gap, "counted the departures"),
        ),
    )


def _ages(dice: Dice, scene: Scene) -> Draft | None:
    young, factor, years = dice.upto(4, (10, 16, 25)), dice.whole(2, 5), dice.whole(2, 20)
    old = young * factor
    total = young + old + 2 * years
    if not 20 <= old <= 90:
        return None
    return Draft(
        statement=f"{scene.name} is {factor} times as old as {scene.other}. In {years} years they "
        f"will be "
        f"{total} years old together. How old is {scene.name} now?",
        gold=old,
        program=program(
            f"for young in range({total}):",
            f"    if young + {years} + {factor} * young + {years} == {total}:",
            f"        return {factor} * young",
        ),
        steps=(
            f"Each of them gets {years} years older, so now they are {total} - 2 × {years} = "
            f"{young + old} together.",
            f"That is 1 + {factor} = {factor + 1} times the age of {scene.other}: "
            f"{young + old} ÷ {factor + 1} = {young}.",
            f"{scene.name} is {factor} × {young} = {old}.",
        ),
        wrong=(
            (young, f"gave the age of {scene.other}"),
            (Fraction((total - years) * factor, factor + 1), "added the years only once"),
            (Fraction(total * factor, factor + 1), "forgot the years"),
            (old + years, "gave the age in the future"),
        ),
    )


def _reading_days(dice: Dice, scene: Scene) -> Draft | None:
    pages, first, more = dice.upto(60, (160, 500, 1200)), dice.whole(5, 20), dice.whole(1, 6)
    days, read, today = 0, 0, first
    while read < pages:
        days, read, today = days + 1, read + today, today + more
    before = read - (today - more)
    return Draft(
        statement=f"{scene.who} starts a book of {pages} pages. On the first day {scene.name} "
        f"reads "
        f"{first} pages, and on each further day {more} more than on the day before. "
        "On which day (1, 2, 3, …) is the book finished?",
        gold=days,
        program=program(
            "from itertools import accumulate, count",
            f"for day, total in enumerate(accumulate(count({first}, {more})), 1):",
            f"    if total >= {pages}:",
            "        return day",
        ),
        steps=(
            f"After n days {first}·n + {more}·n·(n-1)/2 pages are read.",
            f"After {days - 1} days that is {before}, less than {pages}.",
            f"After {days} days it is {read}, so the book is finished on day {days}.",
        ),
        wrong=(
            (days - 1, "stopped a day too early"),
            (-(-pages // first), "read the same number of pages every day"),
            (days + 1, "counted a day too many"),
        ),
    )


STORIES = (
    Story("two_legs", "travel", _two_legs),
    Story("meeting", "travel", _meeting),
    Story("catching_up", "travel", _catching_up),
    Story("fuel", "travel", _fuel),
    Story("timetable", "time", _timetable),
    Story("ages", "time", _ages),
    Story("reading_days", "time", _reading_days),
)
