"""Growth and chance in stories: interest, doubling, populations, expected values."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, money, program
from verisynth.generators.word_problems.scene import Scene, Story


def _simple_interest(dice: Dice, scene: Scene) -> Draft | None:
    amount, rate, months = (
        100 * dice.upto(3, (30, 90, 400)),
        dice.whole(2, 9),
        dice.pick((3, 4, 6, 9, 18)),
    )
    gold = Fraction(amount * rate * months, 1200)
    if (100 * gold).denominator != 1:
        # Nobody pays a third of a cent, and nothing says how to round it.
        return None
    return Draft(
        statement=f"{scene.who} lends ${amount} at a simple interest rate of {rate}% a year. How "
        f"much "
        f"interest is due after {months} months?",
        gold=gold,
        unit="$",
        program=program(
            f"a_year = Fraction({amount}, 100) * {rate}",
            f"return sum(a_year / 12 for _ in range({months}))",
        ),
        steps=(
            f"A year brings {rate}% of ${amount}, that is {money(Fraction(amount * rate, 100))}.",
            f"{months} months are {Fraction(months, 12)} of a year.",
            f"{money(Fraction(amount * rate, 100))} × {Fraction(months, 12)} = {money(gold)}.",
        ),
        wrong=(
            (Fraction(amount * rate, 100), "took a whole year"),
            (Fraction(amount * rate * months, 100), "took months for years"),
            (amount + gold, "added the amount itself"),
        ),
    )  # fmt: skip


def _compound(dice: Dice, scene: Scene) -> Draft | None:
    amount, rate, years = 1000 * dice.upto(1, (9, 30, 90)), dice.pick((5, 10, 20)), dice.whole(2, 3)
    gold = amount * Fraction(100 + rate, 100) ** years
    if (gold * 100).denominator != 1:
        return None
    first = Fraction(amount * (100 + rate), 100)
    what = dice.pick(("a fund", "a savings account", "a bond", "a club loan"))
    return Draft(
        statement=f"{scene.who} puts ${amount} into {what} that grows by {rate}% every year; the "
        f"growth "
        f"stays in. How much is there after {years} years?",
        gold=gold,
        unit="$",
        program=program(
            f"amount = Fraction({amount})",
            f"for _ in range({years}):",
            f"    amount += amount * {rate} / 100",
            "return amount",
        ),
        steps=(
            f"Each year multiplies the amount by {Fraction(100 + rate, 100)}.",
            f"After one year there is {money(first)}.",
            f"After {years} years there is {money(gold)}.",
        ),
        wrong=(
            (amount + Fraction(amount * rate * years, 100), "took the growth of the first amount"),
            (first, "stopped after one year"),
            (gold - amount, "gave the growth only"),
            (gold * (100 + rate) / 100, "took a year too many"),
        ),
    )


def _doubling(dice: Dice, scene: Scene) -> Draft:
    start, every = dice.upto(3, (20, 90, 500)), dice.pick((3, 4, 5, 6, 8))
    factor, times = dice.pick((2, 2, 3)), dice.whole(3, 5 + dice.level)
    span = every * times
    gold = start * factor**times
    word = "doubles" if factor == 2 else "triples"
    thing = dice.pick(("bacteria", "yeast cells", "water plants", "fruit flies", "subscribers"))
    unit = dice.pick(("hours", "days", "weeks"))
    return Draft(
        statement=f"{scene.who} watches {start} {thing}. Their number {word} every {every} "
        f"{unit}. How many "
        f"are there after {span} {unit}?",
        gold=gold,
        program=program(
            f"count, passed = {start}, 0",
            f"while passed < {span}:",
            f"    count, passed = count * {factor}, passed + {every}",
            "return count",
        ),
        steps=(
            f"{span} ÷ {every} = {times}, so the number {word} {times} times.",
            f"{factor}^{times} = {factor**times}.",
            f"{start} × {factor**times} = {gold}.",
        ),
        wrong=(
            (start * factor * times, "multiplied by the number of times"),
            (start * factor ** (times - 1), "stopped one step too early"),
            (start * factor ** (times + 1), "went one step too far"),
            (start * factor, "let it happen once only"),
        ),
    )


def _raffle(dice: Dice, scene: Scene) -> Draft:
    tickets = 10 * dice.upto(5, (20, 60, 200))
    big, small, few = 10 * dice.whole(5, 40), dice.whole(2, 9), dice.whole(3, 12)
    gold = Fraction(big + few * small, tickets)
    event = dice.pick(("village fair", "school party", "charity evening", "club night"))
    return Draft(
        statement=f"At a {event} {scene.name}, {scene.role}, sells {tickets} raffle tickets. One "
        f"wins "
        f"${big}, {few} others win ${small} each, the rest win nothing. What is the expected win "
        "of one ticket in dollars? Give the exact number, as a fraction if needed.",
        gold=gold,
        program=program(
            f"prizes = [{big}] + [{small}] * {few} + [0] * ({tickets} - 1 - {few})",
            "return Fraction(sum(prizes), len(prizes))",
        ),
        steps=(
            f"All prizes together are ${big} + {few} × ${small} = ${big + few * small}.",
            f"They are shared by {tickets} equally likely tickets.",
            f"{big + few * small} ÷ {tickets} = {gold}.",
        ),
        wrong=(
            (Fraction(big + small, tickets), "counted one small prize only"),
            (Fraction(few + 1, tickets), "gave the probability of a prize"),
            (Fraction(big + few * small, few + 1), "gave the mean of the prizes"),
        ),
    )


def _snail(dice: Dice, scene: Scene) -> Draft | None:
    up, down = dice.upto(3, (6, 12, 30)), dice.upto(1, (3, 8, 20))
    depth = dice.upto(12, (40, 120, 400))
    if down >= up or depth <= up:
        return None
    days = -(-(depth - up) // (up - down)) + 1
    who = dice.pick(("A snail", "A beetle", "A toy robot", "A climbing frog", "A caterpillar"))
    return Draft(
        statement=f"{scene.who} watches an experiment. {who} climbs out of a shaft {depth} m "
        f"deep: {up} m up "
        f"each day, and {down} m down again each night. On which day does it reach the top?",
        gold=days,
        program=program(
            "height, day = 0, 0",
            f"while height < {depth}:",
            "    day += 1",
            f"    height += {up}",
            f"    if height < {depth}:",
            f"        height -= {down}",
            "return day",
        ),
        steps=(
            f"A day and a night bring it {up} - {down} = {up - down} m higher.",
            f"Before the last day it must be at least {depth} - {up} = {depth - up} m high, which "
            f"takes "
            f"{days - 1} days and nights.",
            f"It reaches the top on day {days}.",
        ),
        wrong=(
            (-(-depth // (up - down)), "let it slip after reaching the top"),
            (days - 1, "forgot the last day"),
            (-(-depth // up), "forgot the nights"),
        ),
    )


def _two_numbers(dice: Dice, scene: Scene) -> Draft:
    small, gap = dice.upto(6, (60, 300, 2000)), dice.upto(3, (40, 150, 900))
    total, large = 2 * small + gap, small + gap
    thing = dice.pick(
        ("points", "stamps", "kilometres on foot", "pages", "photos", "steps in the hall")
    )
    return Draft(
        statement=f"{scene.name} and {scene.other} have {total} {thing} together. {scene.name} "
        f"has {gap} "
        f"more than {scene.other}. How many does {scene.name} have?",
        gold=large,
        program=program(
            f"for other in range({total}):",
            f"    if other + other + {gap} == {total}:",
            f"        return other + {gap}",
        ),
        steps=(
            f"Without the {gap} extra both would have the same: {total} - {gap} = {total - gap}.",
            f"Half of that is {small}, which is what {scene.other} has.",
            f"{scene.name} has {small} + {gap} = {large}.",
        ),
        wrong=(
            (small, f"gave the number of {scene.other}"),
            (Fraction(total, 2) + gap, "added the whole difference to half"),
            (total - gap, "subtracted the difference from the total"),
        ),
    )


STORIES = (
    Story("simple_interest", "money", _simple_interest),
    Story("compound", "money", _compound),
    Story("doubling", "science", _doubling),
    Story("snail", "science", _snail),
    Story("raffle", "events", _raffle),
    Story("two_numbers", "science", _two_numbers),
)
