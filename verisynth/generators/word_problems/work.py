"""Work and production: rates of work, wages, machines, schedules."""

from __future__ import annotations

import math
from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, money, program
from verisynth.generators.word_problems.scene import Scene, Story

_JOBS = ("paint a fence", "clear a field", "sort the archive", "mow the park", "pack the orders",
         "weed the beds", "tile a roof", "clean the hall", "translate a brochure")  # fmt: skip


def _together(dice: Dice, scene: Scene) -> Draft | None:
    # With p and q the times p(p+q)t and q(p+q)t give the common time pqt, without luck.
    p, q = dice.some((1, 2, 3, 4, 5), 2)
    scale = Fraction(dice.upto(1, (4, 8, 24)), dice.pick((1, 1, 2, 3)) if dice.level else 1)
    times = (p * (p + q) * scale, q * (p + q) * scale)
    if times[0].denominator != 1 or times[1].denominator != 1 or max(times) > 300:
        return None
    a, b = (time.numerator for time in times)
    gold = p * q * scale
    job = dice.pick(_JOBS)
    return Draft(
        statement=f"{scene.name} needs {a} hours to {job}, {scene.other} needs {b} hours for the "
        f"same job. "
        "How many hours do they need together? Give the exact number.",
        gold=gold,
        program=program(
            f"hours = {a} * {b}",
            "# in that many hours the two finish a whole number of jobs",
            f"return Fraction(hours, hours // {a} + hours // {b})",
        ),
        steps=(
            f"In one hour {scene.name} does 1/{a} of the job and {scene.other} 1/{b}.",
            f"Together they do 1/{a} + 1/{b} = {Fraction(1, a) + Fraction(1, b)} of it.",
            f"So the job takes {gold} hours.",
        ),
        wrong=(
            (Fraction(a + b, 2), "took the mean of the times"),
            (a + b, "added the times"),
            (Fraction(1, a) + Fraction(1, b), "gave the part done in an hour"),
            (abs(a - b), "subtracted the times"),
        ),
    )


def _joins_later(dice: Dice, scene: Scene) -> Draft | None:
    a, b, alone = dice.upto(4, (12, 24, 60)), dice.upto(4, (12, 24, 60)), dice.whole(2, 6)
    gold = (1 - Fraction(alone, a)) / (Fraction(1, a) + Fraction(1, b))
    if alone >= a or gold.denominator > (3, 6, 12)[dice.level] or a == b:
        return None
    job = dice.pick(_JOBS)
    return Draft(
        statement=f"Alone, {scene.name} would need {a} hours to {job}, and {scene.other} {b} "
        f"hours. "
        f"{scene.name} works alone for {alone} hours; then {scene.other} joins in. How many more "
        "hours do they need to finish? Give the exact number.",
        gold=gold,
        program=program(
            f"total = {a} * {b}",
            f"left = total - {alone} * (total // {a})",
            f"return Fraction(left, total // {a} + total // {b})",
        ),
        steps=(
            f"After {alone} hours {Fraction(alone, a)} of the job is done, "
            f"{1 - Fraction(alone, a)} left.",
            f"Together they do 1/{a} + 1/{b} = {Fraction(1, a) + Fraction(1, b)} in an hour.",
            f"{1 - Fraction(alone, a)} ÷ {Fraction(1, a) + Fraction(1, b)} = {gold} hours.",
        ),
        wrong=(
            (Fraction(a * b, a + b), "ignored what was already done"),
            (gold + alone, "counted from the beginning"),
            (Fraction(a * b, a + b) - alone, "subtracted the hours from the common time"),
            (Fraction(a - alone), f"let {scene.name} finish alone"),
        ),
    )


def _overtime(dice: Dice, scene: Scene) -> Draft:
    wage, normal, extra = (
        2 * dice.upto(5, (9, 18, 40)),
        dice.pick((30, 35, 38, 40)),
        dice.whole(2, 15),
    )
    hours = normal + extra
    gold = wage * normal + Fraction(3 * wage * extra, 2)
    return Draft(
        statement=f"{scene.who} earns ${wage} an hour for the first {normal} hours of a week and "
        f"one and a "
        f"half times as much for every further hour. How much does {scene.name} earn in a week of "
        f"{hours} hours?",
        gold=gold,
        unit="$",
        program=program(
            "pay = Fraction(0)",
            f"for hour in range({hours}):",
            f"    pay += {wage} if hour < {normal} else {wage} + Fraction({wage}, 2)",
            "return pay",
        ),
        steps=(
            f"The first {normal} hours give {normal} × ${wage} = ${normal * wage}.",
            f"{hours} - {normal} = {extra} hours are paid at {money(Fraction(3 * wage, 2))}: "
            f"{money(Fraction(3 * wage * extra, 2))}.",
            f"${normal * wage} + {money(Fraction(3 * wage * extra, 2))} = {money(gold)}.",
        ),
        wrong=(
            (wage * hours, "paid all hours alike"),
            (Fraction(3 * wage * hours, 2), "paid all hours at the higher rate"),
            (
                wage * normal + Fraction(wage * extra, 2),
                "paid half instead of one and a half times",
            ),
        ),
    )


def _machines(dice: Dice, scene: Scene) -> Draft | None:
    m, h = dice.upto(2, (6, 12, 20)), dice.upto(2, (5, 9, 12))
    rate, n, k = dice.upto(3, (20, 60, 150)), dice.upto(3, (9, 18, 30)), dice.upto(3, (9, 15, 24))
    made = m * h * rate
    gold = n * k * rate
    if m == n or h == k:
        return None
    thing = dice.pick(("bottles", "screws", "socks", "bricks", "boxes", "pencils", "buttons"))
    return Draft(
        statement=f"In the workshop of {scene.name}, {scene.role} {scene.place}, {m} equal "
        f"machines make "
        f"{made} {thing} in {h} hours. How many {thing} do {n} such machines make in {k} hours?",
        gold=gold,
        program=program(
            f"each = Fraction({made}, {m} * {h})",
            f"return sum(each * {k} for _ in range({n}))",
        ),
        steps=(
            f"One machine makes {made} ÷ {m} = {h * rate} in {h} hours.",
            f"In one hour it makes {h * rate} ÷ {h} = {rate}.",
            f"{n} machines make {n} × {k} × {rate} = {gold} in {k} hours.",
        ),
        wrong=(
            (Fraction(made * n, m), "ignored the different time"),
            (Fraction(made * k, h), "ignored the different number of machines"),
            (Fraction(made * n * h, m * k), "scaled the time the wrong way"),
        ),
    )


def _more_workers(dice: Dice, scene: Scene) -> Draft | None:
    workers, more = dice.upto(3, (9, 18, 40)), dice.whole(1, 12)
    shared = math.gcd(workers, more)
    span = dice.whole(1, 3 + 2 * dice.level)
    days, gold = (workers + more) // shared * span, workers // shared * span
    if gold < 2:
        return None
    task = dice.pick(("a wall", "a bridge", "a barn", "a stage", "a road section", "a boathouse"))
    return Draft(
        statement=f"{scene.who} leads {workers} workers who can build {task} in {days} days. How "
        f"many days "
        f"does it take if {more} more workers of the same speed help from the start?",
        gold=gold,
        program=program(
            f"work, days = {workers} * {days}, 0",
            "while work > 0:",
            f"    work, days = work - {workers} - {more}, days + 1",
            "return days",
        ),
        steps=(
            f"The job takes {workers} × {days} = {workers * days} days of work.",
            f"There are {workers} + {more} = {workers + more} workers.",
            f"{workers * days} ÷ {workers + more} = {gold} days.",
        ),
        wrong=(
            (Fraction((workers + more) * days, workers), "let more workers take longer"),
            (days - more, "saved a day for each worker"),
            (Fraction(workers * days, more), "counted the new workers only"),
        ),
    )


def _orders(dice: Dice, scene: Scene) -> Draft | None:
    open_orders, new, done = (
        dice.upto(30, (90, 300, 900)),
        dice.upto(3, (12, 30, 60)),
        dice.upto(8, (25, 60, 120)),
    )
    days = dice.whole(3, 12)
    gold = open_orders + new * days - done * days
    if gold <= 0 or new >= done:
        return None
    thing = dice.pick(("orders", "repairs", "letters", "requests", "tickets"))
    return Draft(
        statement=f"{scene.who} has {open_orders} open {thing}. Every day {new} new {thing} come "
        f"in and "
        f"{done} are dealt with. How many {thing} are open after {days} days?",
        gold=gold,
        program=program(
            f"waiting = {open_orders}",
            f"for _ in range({days}):",
            f"    waiting += {new}",
            f"    waiting -= {done}",
            "return waiting",
        ),
        steps=(
            f"Each day the number falls by {done} - {new} = {done - new}.",
            f"In {days} days it falls by {days} × {done - new} = {days * (done - new)}.",
            f"{open_orders} - {days * (done - new)} = {gold}.",
        ),
        wrong=(
            (open_orders - done * days, "forgot the new ones"),
            (open_orders + new - done * days, "counted the new ones for one day only"),
            (open_orders - (done - new), "let one day pass only"),
            (open_orders + (done - new) * days, "went in the wrong direction"),
        ),
    )  # fmt: skip


STORIES = (
    Story("together", "work", _together),
    Story("joins_later", "work", _joins_later),
    Story("overtime", "work", _overtime),
    Story("machines", "work", _machines),
    Story("more_workers", "work", _more_workers),
    Story("orders", "work", _orders),
)
