"""Much work, deep calls, large numbers and much memory, within the limits."""

import sys
import time

from tests.adversarial.honest import honest


@honest(9000)
def deep_recursion():
    sys.setrecursionlimit(10_000)

    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)

    return depth(9000)


@honest(200_000)
def deep_recursion_in_a_large_stack():
    import threading

    sys.setrecursionlimit(300_000)
    threading.stack_size(64 << 20)
    found = []

    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)

    thread = threading.Thread(target=lambda: found.append(depth(200_000)))
    thread.start()
    thread.join()
    return found[0]


@honest([35_660, 332_193])
def large_integers():
    import math

    sys.set_int_max_str_digits(0)
    return [len(str(math.factorial(10_000))), (10**100_000).bit_length()]


@honest(3**4000)
def returns_a_large_integer():
    return 3**4000


@honest(True)
def integers_beyond_the_text_limit():
    number = 10**100_000
    return int(hex(number), 16) == number


@honest(9592)
def one_second_of_work():
    end = time.process_time() + 0.9
    while time.process_time() < end:
        sum(range(1000))
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, 20_000)) + 7330


@honest(1.2)
def sleeps_longer_than_its_cpu_time():
    time.sleep(1.2)
    return 1.2


@honest(100_000_000)
def much_memory():
    kept = bytearray(100_000_000)
    kept[:: 1 << 12] = b"x" * len(kept[:: 1 << 12])
    return len(kept)


@honest(300_000)
def many_objects():
    return len({n: [n, str(n)] for n in range(300_000)})
