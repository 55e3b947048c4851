"""Shopping and money: prices, change, discounts, tax, budgets, savings."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, money, program
from verisynth.generators.word_problems.scene import Scene, Story

_GOODS = (
    ("notebooks", "pens"), ("mugs", "plates"), ("candles", "vases"), ("apples", "melons"),
    ("tickets", "programmes"), ("shirts", "caps"), ("bulbs", "batteries"), ("brushes", "canvases"),
    ("postcards", "stamps"), ("cushions", "lamps"), ("scarves", "gloves"), ("jars", "lids"),
)  # fmt: skip


def _price(dice: Dice, low: int, high: int) -> Fraction:
    step = (100, 25, 5)[dice.level]
    return Fraction(dice.whole(low * 100 // step, high * 100 // step) * step, 100)


def _exact(value: Fraction) -> str:
    """A price in a program: an integer, or a Fraction of the decimal text in the statement."""
    return (
        str(value) if value.denominator == 1 else f"Fraction('{money(value)[1:].replace(',', '')}')"
    )


def _change(dice: Dice, scene: Scene) -> Draft | None:
    one, other = dice.pick(_GOODS)
    a, b = dice.upto(2, (6, 12, 25)), dice.upto(2, (6, 12, 25))
    p, q = _price(dice, 1, 9), _price(dice, 2, 15)
    cost = a * p + b * q
    note = next((n for n in (20, 50, 100, 200, 500, 1000) if n > cost), 0)
    if not note:
        return None
    gold = note - cost
    return Draft(
        statement=f"{scene.who} buys {a} {one} at {money(p)} each and {b} {other} at {money(q)} "
        f"each, "
        f"and pays with {money(note)}. How much change does {scene.name} get?",
        gold=gold,
        unit="$",
        program=program(
            f"rest = Fraction({note})",
            f"for _ in range({a}):",
            f"    rest -= {_exact(p)}",
            f"for _ in range({b}):",
            f"    rest -= {_exact(q)}",
            "return rest",
        ),
        steps=(
            f"The {one} cost {a} × {money(p)} = {money(a * p)}.",
            f"The {other} cost {b} × {money(q)} = {money(b * q)}.",
            f"Together that is {money(cost)}.",
            f"The change is {money(note)} - {money(cost)} = {money(gold)}.",
        ),
        wrong=(
            (cost, "gave the cost instead of the change"),
            (note - p - q, "bought one of each"),
            (note - (a + b) * (p + q), "multiplied all pieces by both prices"),
            (note - a * p, f"forgot the {other}"),
        ),
    )


def _discount_tax(dice: Dice, scene: Scene) -> Draft:
    price = 20 * dice.upto(2, (15, 40, 90))
    off, tax = dice.pick((5, 10, 15, 20, 25, 30, 40)), dice.pick((5, 10, 15, 20))
    thing = dice.pick(("a bicycle", "a coat", "a desk", "a camera", "a tent", "a guitar",
                       "a printer", "a sewing machine", "an armchair", "a telescope"))  # fmt: skip
    reduced = Fraction(price * (100 - off), 100)
    gold = reduced * (100 + tax) / 100
    return Draft(
        statement=f"{scene.who} finds {thing} for ${price}. The shop first takes {off}% off the "
        f"price, "
        f"and then adds a sales tax of {tax}% to the reduced price. How much does "
        f"{scene.name} pay?",
        gold=gold,
        unit="$",
        program=program(
            "# every dollar of the price is 100 cents before the discount",
            "cents = 0",
            f"for _ in range({price}):",
            f"    cents += Fraction((100 - {off}) * (100 + {tax}), 100)",
            "return cents / 100",
        ),
        steps=(
            f"{off}% of ${price} is {money(price - reduced)}, so the reduced price is "
            f"{money(reduced)}.",
            f"The tax is {tax}% of {money(reduced)}, that is {money(gold - reduced)}.",
            f"{money(reduced)} + {money(gold - reduced)} = {money(gold)}.",
        ),
        wrong=(
            (Fraction(price * (100 - off + tax), 100), "combined the rates on the old price"),
            (reduced, "forgot the tax"),
            (Fraction(price * (100 + tax), 100), "forgot the discount"),
            (Fraction(price * off, 100), "paid the discount"),
        ),
    )


def _saving_up(dice: Dice, scene: Scene) -> Draft | None:
    weekly, start = dice.upto(5, (15, 40, 95)), dice.upto(4, (30, 90, 300))
    spent = dice.whole(1, weekly - 3)
    goal = start + dice.upto(40, (120, 500, 2000))
    net = weekly - spent
    weeks = -(-(goal - start) // net)
    thing = dice.pick(("a keyboard", "a skateboard", "a drone", "a course", "a microscope",
                       "a kayak", "a trip", "a tablet", "new boots", "a violin bow"))  # fmt: skip
    return Draft(
        statement=f"{scene.who} wants to buy {thing} for ${goal} and already has ${start}. Each "
        f"week "
        f"{scene.name} earns ${weekly} and spends ${spent} of it. After how many "
        "whole weeks is there enough money for the first time?",
        gold=weeks,
        program=program(
            f"savings, weeks = {start}, 0",
            f"while savings < {goal}:",
            f"    savings, weeks = savings + {weekly} - {spent}, weeks + 1",
            "return weeks",
        ),
        steps=(
            f"${goal} - ${start} = ${goal - start} is still missing.",
            f"Each week ${weekly} - ${spent} = ${net} is saved.",
            f"{goal - start} ÷ {net} is {Fraction(goal - start, net)}, so {weeks} whole weeks are "
            "needed.",
        ),
        wrong=(
            (-(-goal // net), "forgot the money that is already there"),
            (-(-(goal - start) // weekly), "forgot the weekly spending"),
            ((goal - start) // net - ((goal - start) % net == 0), "rounded down"),
            (weeks + 1, "waited one week too long"),
        ),
    )


def _unit_prices(dice: Dice, scene: Scene) -> Draft | None:
    small, large = dice.whole(2, 6), dice.whole(8, 20)
    a = _price(dice, 1, 4)
    b = a - Fraction(dice.whole(1, 8) * 5, 100)
    if b <= 0:
        return None
    thing = dice.pick(("tea", "coffee", "rice", "honey", "flour", "nuts", "paint", "soap powder"))
    count = small * large // (2 if small * large % 2 == 0 else 1)
    if count % small or count % large:
        count = small * large
    gold = count * (a - b)
    return Draft(
        statement=f"{scene.who} compares packs of {thing}. A pack of {small} kg costs "
        f"{money(small * a)}, a pack of {large} kg costs {money(large * b)}. {scene.name} needs "
        f"{count} kg. How much is saved by buying only large packs instead of only small ones?",
        gold=gold,
        unit="$",
        program=program(
            "def cost(pack, price):",
            "    total, bought = 0, 0",
            f"    while bought < {count}:",
            "        total, bought = total + price, bought + pack",
            "    return total",
            f"return cost({small}, {_exact(small * a)}) - cost({large}, {_exact(large * b)})",
        ),
        steps=(
            f"{count} kg are {count // small} small packs: {count // small} × {money(small * a)} = "
            f"{money(count * a)}.",
            f"They are also {count // large} large packs: {count // large} × {money(large * b)} = "
            f"{money(count * b)}.",
            f"The saving is {money(count * a)} - {money(count * b)} = {money(gold)}.",
        ),
        wrong=(
            (count * b, "gave the cost of the large packs"),
            (a - b, "gave the saving for one kilogram"),
            (abs(small * a - large * b), "compared one pack with one pack"),
            (count * (a + b), "added the costs"),
        ),
    )


def _shared_bill(dice: Dice, scene: Scene) -> Draft | None:
    people = dice.upto(3, (5, 8, 12))
    share = Fraction(dice.upto(24, (90, 240, 700)), 4)
    tip = dice.pick((5, 10, 20, 25))
    bill = share * people * 100 / (100 + tip)
    if (bill * 100).denominator != 1:
        return None
    meal = dice.pick(("dinner", "lunch", "a birthday meal", "a brunch", "a farewell supper"))
    return Draft(
        statement=f"{scene.who} and some friends, {people} people in all, have {meal} for "
        f"{money(bill)}. "
        f"They add a tip of {tip}% and share the total equally. How much does each person pay?",
        gold=share,
        unit="$",
        program=program(
            f"bill = Fraction({_exact(bill)})",
            f"tip = bill / 100 * {tip}",
            f"return bill / {people} + tip / {people}",
        ),
        steps=(
            f"The tip is {tip}% of {money(bill)}, that is {money(bill * tip / 100)}.",
            f"The total is {money(bill)} + {money(bill * tip / 100)} = {money(share * people)}.",
            f"{money(share * people)} ÷ {people} = {money(share)}.",
        ),
        wrong=(
            (share * people, "forgot to share"),
            (bill / people, "forgot the tip"),
            (share * people / (people - 1), "left one person out"),
            (bill / people + bill * tip / 100, "let one person pay the whole tip"),
        ),
    )


def _profit(dice: Dice, scene: Scene) -> Draft | None:
    bought, cost = dice.upto(10, (30, 90, 300)), dice.upto(2, (8, 20, 60))
    price = cost + dice.upto(1, (6, 15, 40))
    bad = dice.whole(2, max(2, bought // 4))
    gold = (bought - bad) * price - bought * cost
    if gold <= 0:
        return None
    thing = dice.pick(("plants", "clay pots", "pumpkins", "lanterns", "cakes", "used books",
                       "roses", "puppets", "kites", "bird houses"))  # fmt: skip
    return Draft(
        statement=f"{scene.who} buys {bought} {thing} for ${cost} each. {bad} of them are damaged "
        f"and "
        f"cannot be sold; the others are sold for ${price} each. What is the profit?",
        gold=gold,
        unit="$",
        program=program(
            "profit = 0",
            f"for item in range({bought}):",
            f"    profit -= {cost}",
            f"    profit += {price} if item >= {bad} else 0",
            "return profit",
        ),
        steps=(
            f"The {thing} cost {bought} × ${cost} = ${bought * cost}.",
            f"{bought} - {bad} = {bought - bad} are sold, for {bought - bad} × ${price} = "
            f"${(bought - bad) * price}.",
            f"The profit is ${(bought - bad) * price} - ${bought * cost} = {money(gold)}.",
        ),
        wrong=(
            (bought * (price - cost), "ignored the damaged ones"),
            ((bought - bad) * (price - cost), "did not pay for the damaged ones"),
            ((bought - bad) * price, "gave the revenue"),
        ),
    )


def _phone_plan(dice: Dice, scene: Scene) -> Draft | None:
    fixed, free = dice.upto(8, (20, 40, 60)), 10 * dice.upto(3, (10, 30, 60))
    cents, extra = 5 * dice.whole(1, 12), dice.upto(8, (40, 150, 600))
    used = free + extra
    gold = fixed + Fraction(cents * extra, 100)
    thing, unit = dice.pick((("A phone plan", "minutes"), ("A car share", "kilometres"),
                             ("A print shop card", "pages"), ("An internet plan", "gigabytes"),
                             ("A gym card", "laps")))  # fmt: skip
    return Draft(
        statement=f"{thing} costs ${fixed} a month and includes {free} {unit}; every further one "
        f"of the "
        f"{unit} costs {cents} cents. {scene.who} uses {used} {unit} in a month. "
        "What is the bill in dollars?",
        gold=gold,
        unit="$",
        program=program(
            f"cents = {fixed} * 100",
            f"for used in range(1, {used} + 1):",
            f"    cents += {cents} if used > {free} else 0",
            "return Fraction(cents, 100)",
        ),
        steps=(
            f"{used} - {free} = {extra} {unit} are extra.",
            f"They cost {extra} × {cents} cents = {money(Fraction(cents * extra, 100))}.",
            f"${fixed} + {money(Fraction(cents * extra, 100))} = {money(gold)}.",
        ),
        wrong=(
            (fixed + Fraction(cents * used, 100), "charged the included ones too"),
            (Fraction(cents * extra, 100), "forgot the fixed price"),
            (Fraction(fixed + cents * extra), "took cents for dollars"),
        ),
    )


STORIES = (
    Story("change", "shopping", _change),
    Story("discount_tax", "shopping", _discount_tax),
    Story("unit_prices", "shopping", _unit_prices),
    Story("shared_bill", "shopping", _shared_bill),
    Story("saving_up", "money", _saving_up),
    Story("profit", "money", _profit),
    Story("phone_plan", "money", _phone_plan),
)
