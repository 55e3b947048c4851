"""Templates about a store room and a queue served in turns."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def stock(s: Scene) -> Draft:
    """Book movements of a store room."""
    world = s.setting
    room, policy = s.number(15, 40), s.pick("partial", "refuse", "owe")
    begin = s.number(0, 10)
    over = s.pick("lost", "refused")
    shape = s.pick("left", "failed", "both")
    refill = s.pick(0, s.number(2, 5))

    def truth(moves: list[int]) -> object:
        have, failed = begin, 0
        for move in moves:
            target = have + move
            if move > 0 and target > room:
                failed += 1
                target = room if over == "lost" else have
            elif move < 0 and target < 0 and policy != "owe":
                failed += 1
                target = 0 if policy == "partial" else have
            elif move < 0 and policy == "owe" and target < -room:
                failed += 1
                target = have
            have = target
            if refill and have < refill and have >= 0:
                have = refill
        return {"left": have, "failed": failed}.get(shape, (have, failed))

    bound = f"level + move < -{room}" if policy == "owe" else "level + move < 0"
    full = f"level = {room}" if over == "lost" else "pass"
    result = {"left": "level", "failed": "failed", "both": "(level, failed)"}[shape]
    top = f"if 0 <= level < {refill}:\n                    level = {refill}" if refill else ""
    stay = "pass" if policy != "partial" else "level = 0"
    slips = [
        Slip(
            f"level + move > {room}", f"level + move >= {room}", "takes exactly full for too full"
        ),
        Slip(bound, bound.replace("<", "<="), "takes exactly empty for too little")
        if not (shape == "left" and (policy == "partial"))
        else Slip(bound, "level + move < -1", "lets the level fall below zero"),
        Slip(f"level = {begin}\n", f"level = {begin + 1}\n", "starts with one piece too many")
        if shape != "failed"
        else Slip("failed += 1", "failed = 1", "counts one failure only"),
        Slip(
            f"{bound}:\n            failed += 1\n            {stay}",
            f"{bound}:\n            failed += 1\n            level += move",
            "books what should fail",
        ),
    ]
    if shape == "left" and over == "lost":
        slips[0] = Slip(f"level = {room}", "pass", "refuses a delivery that is only too big")
    if refill:
        slips.append(
            Slip(
                f"level < {refill}:\n            level = {refill}",
                f"level < {refill}:\n            level += {refill}",
                "refills too much",
            )
        )
    words = {
        "partial": "If fewer are there, all of them go out and the level becomes 0; that counts as "
        "a failure.",
        "refuse": "If fewer are there, nothing goes out and that counts as a failure.",
        "owe": f"The level may become negative, down to -{room}; a movement that would lead below "
        "that is refused as a whole and counts as a failure.",
    }[policy]
    return Draft(
        function=s.pick("book_movements", f"store_{world.many}", "run_store"),
        parameters="moves: list[int]",
        returns="tuple[int, int]" if shape == "both" else "int",
        does={
            "left": "returns the final level of a store after a list of movements",
            "failed": "returns how many of a list of movements of a store failed",
            "both": "returns the final level of a store after a list of movements and how many of "
            "them failed, as a tuple",
        }[shape],
        rules=(
            f"The store holds {world.many}; it starts at level {begin} and has room for {room}.",
            "A positive movement comes in. If it does not fit, "
            + (
                "the store is filled up, the rest is lost,"
                if over == "lost"
                else "nothing of it is taken"
            )
            + " and that counts as a failure.",
            f"A negative movement goes out. {words}",
            "Movements happen in order; a movement of 0 changes nothing and never fails.",
            *(
                [
                    f"After every movement, failed or not, a level from 0 to {refill - 1} is raised to "  # noqa: E501
                    f"{refill}."
                ]
                if refill
                else []
            ),
        ),
        body=f"""
            level = {begin}
            failed = 0
            for move in moves:
                if move > 0 and level + move > {room}:
                    failed += 1
                    {full}
                elif move < 0 and {bound}:
                    failed += 1
                    {stay}
                else:
                    level += move
                {top}
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([0],),
            ([room - begin],),
            ([room - begin, -room],),
            ([room - begin + 1],),
            ([room, 1, -3],),
            ([-begin or -1, 6],),
            ([-begin - 1, 7, -room],),
            ([5, -(begin + 5), 2],),
            ([-begin - 1],),
            ([-begin - room, 4],),
            ([-begin - room - 1, -2 * room, 3],),
            ([-50, -60, 99, 98, 5, -70],),
            ([1 - begin],),
            ([1 - begin, room - refill],),
            ([room - begin, 1, -2, -1],),
            ([-begin, -1, 3],),
            ([-begin, room - refill + 1],),
            ([-begin, -refill - 1, 2],),
        ),
        sample=lambda: (s.ints(s.number(4, 9), -room // 2, room // 2),),
        approach="Each movement is checked before it is booked, with strict comparisons, because "
        "exactly full and exactly empty are allowed. The two ways to fail are separate branches, "
        "so neither can hide the other.",
    )


def turns(s: Scene) -> Draft:  # noqa: C901
    """Serve a queue in turns."""
    world = s.setting
    slot, penalty = s.number(2, 5), s.pick(0, 1, 2)
    shape = s.pick("finish", "order", "rounds")
    front = s.coin()
    cap = s.pick(0, s.number(2, 4))

    def truth(jobs: list[tuple[str, int]]) -> object:
        clock, done, rounds = 0, [], 0
        waiting = [[name, need, 0] for name, need in jobs]
        while waiting:
            name, need, had = waiting.pop(0)
            assert isinstance(need, int) and isinstance(had, int)  # noqa: PT018, S101
            used = slot if need > slot else need
            if cap and had == cap - 1:
                used = need
            clock += used
            rounds += 1
            if need == used:
                done.append((str(name), clock))
            else:
                clock += penalty
                at = min(1, len(waiting)) if front else len(waiting)
                waiting.insert(at, [name, need - used, had + 1])
        if shape == "rounds":
            return rounds
        return [name for name, _ in done] if shape == "order" else done

    used = f"min(need, {slot})" + (f" if had < {cap - 1} else need" if cap else "")
    pay = f"clock += {penalty}" if penalty else ""
    item = "(name, need - used, had + 1)" if cap else "(name, need - used)"
    back = f"queue.insert(1, {item})" if front else f"queue.append({item})"
    make = "(name, need, 0) for name, need in jobs" if cap else "jobs"
    take = "name, need, had" if cap else "name, need"
    result = {"finish": "done", "order": "[name for name, _ in done]", "rounds": "rounds"}[shape]
    slips = [
        Slip(f"min(need, {slot})", f"min(need, {slot + 1})", "makes turns too long"),
        Slip("if used == need", "if used >= need - 1", "ends jobs one minute early"),
        Slip(back, f"queue.insert(0, {item})", "lets a job go on at once")
        if shape != "rounds"
        else Slip("rounds += 1", "rounds += used", "counts minutes, not turns"),
    ]
    if penalty and shape == "finish":
        slips.append(Slip(pay, f"clock += {penalty + 1}", "gets the changeover wrong"))
    if cap:
        slips.append(Slip(f"had < {cap - 1}", f"had < {cap}", "allows one turn too many"))
    if shape == "finish" and not penalty:
        slips.append(Slip("clock += used", f"clock += {slot}", "always counts a full turn"))
    minutes = "rounds = 0" if shape == "rounds" else "clock = 0"
    tick = "rounds += 1" if shape == "rounds" else "clock += used"
    names = world.owners[:4]
    place = "at the second place (behind the next one)" if front else "at the end"
    body = f"""
            queue = [{make}]
            {minutes}
            done = []
            while queue:
                {take} = queue.pop(0)
                used = {used}
                {tick}
                if used == need:
                    done.append((name, clock))
                else:
                    {pay}
                    {back}
            return {result}
        """
    if make == "jobs":
        body = body.replace("[jobs]", "list(jobs)")
    if shape == "rounds":
        body = body.replace("done = []", "").replace(
            f"                    clock += {penalty}\n", ""
        )
        body = body.replace(
            "if used == need:\n                    done.append((name, clock))\n"
            "                else:\n",
            "if used < need:\n",
        )
        slips[1] = Slip("if used < need", "if used < need - 1", "ends jobs one minute early")
    if shape == "order":
        body = (
            body.replace("clock = 0", "")
            .replace("clock += used", "")
            .replace("done.append((name, clock))", "done.append(name)")
            .replace(f"                    clock += {penalty}\n", "")
            .replace("[name for name, _ in done]", "done")
        )
    return Draft(
        function=s.pick("serve_in_turns", "run_queue", f"{world.owner}_turns"),
        parameters="jobs: list[tuple[str, int]]",
        returns={"finish": "list[tuple[str, int]]", "order": "list[str]"}.get(shape, "int"),
        does={
            "finish": "returns when each job is finished, as `(name, minute)` tuples in the order "
            "of finishing",
            "order": "returns the names of the jobs in the order in which they are finished",
            "rounds": "returns how many turns are needed until all jobs are finished",
        }[shape],
        rules=(
            f"Each job `(name, minutes)` belongs to a {world.owner} and needs at least 1 minute. "
            "The jobs wait in a queue in the given order; names may repeat.",
            f"The first of the queue gets a turn of at most {slot} minutes"
            + (
                f"; from its {['', '', '2nd', '3rd', '4th'][cap]} turn on it may stay until it is "
                "finished"
                if cap
                else ""
            )
            + ".",
            f"A job that is not finished goes back into the queue {place}"
            + (
                f", which costs {penalty} extra minute{'s' if penalty > 1 else ''}."
                if penalty and shape == "finish"
                else "."
            ),
            *(
                ["The clock starts at minute 0; nothing else takes time."]
                if shape == "finish"
                else []
            ),
        ),
        body=body,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([(names[0], 1)],),
            ([(names[0], slot)],),
            ([(names[0], slot + 1)],),
            ([(names[0], 3 * slot + 1), (names[1], 2)],),
            ([(names[0], 2 * slot), (names[1], slot), (names[2], slot + 1), (names[3], 1)],),
            ([(names[1], 5 * slot), (names[0], 4 * slot), (names[2], 3 * slot)],),
            ([(names[3], 6 * slot + 1), (names[2], 2 * slot + 1), (names[3], 2 * slot)],),
            ([(names[0], (cap or 2) * slot + 1), (names[1], (cap or 2) * slot)],),
            ([(names[0], slot + 1), (names[1], slot), (names[2], 2 * slot + 1)],),
            ([(names[0], 5 * slot), *((names[1 + n % 3], 1) for n in range(6))],),
            ([(names[0], 2 * slot + 1), *((names[1 + n % 3], slot + n % 2) for n in range(5))],),
            ([*((names[1 + n], slot + 1) for n in range(3)), (names[0], 3 * slot)],),
        ),
        sample=lambda: ([(s.pick(*names), s.number(1, 4 * slot)) for _ in range(s.number(2, 5))],),
        approach="A list serves as the queue: the first job is taken out, gets its turn, and is put "  # noqa: E501
        "back with what it still needs. Comparing the minutes used with the minutes needed tells "
        "whether the job is finished.",
    )


TEMPLATES = (
    Template("store-level", ("easy", "medium", "hard"), stock),
    Template("queue-turns", ("hard",), turns),
)
