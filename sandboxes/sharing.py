"""Mutable containers that both processes hold on to: one list for the tests and the solution.

A list is copied into the other process. If that process keeps it beyond the call (stores it in an
attribute, a closure, a suspended generator), the two copies become one *shared* container: each
message carries what its sender changed in it. Who keeps what is told by reference counts.
"""

import collections
import itertools
import operator
import sys

from sandboxes import arrays

MAX_SHARED = 2000


class Shared:
    """The shared containers of one process, numbered alike in both."""

    def __init__(self):
        self.items = []
        self._synced = []
        self._ids = set()

    def add(self, container):
        """Share a container from now on; beyond the limit it stays a copy."""
        if id(container) not in self._ids and len(self.items) < MAX_SHARED:
            self._ids.add(id(container))
            self.items.append(container)
            self._synced.append(content(container))

    def changes(self):
        """``(number, content)`` of each container changed here since the last message."""
        found = []
        for number, container in enumerate(self.items):
            now = content(container)
            if not identical(self._synced[number], now):
                self._synced[number] = now
                found.append((number, now))
        return found

    def receive(self, number, items):
        """Take over what the other process changed."""
        replace(self.items[number], items)
        self._synced[number] = content(self.items[number])

    def retained(self, memo, start):
        """Numbers of the memo's containers from ``start`` that live on in this process.

        Asked when nothing but the memo should hold them: a container with more references than
        the memo and its fellow containers account for is kept by someone.
        """
        probe = [[]]
        every = [*itertools.islice(memo.items, start, None), probe[0]]
        counts = [sys.getrefcount(container) for container in every]
        inner = [[id(part) for part in _parts(content(container))] for container in every]
        held = collections.Counter(itertools.chain.from_iterable(inner))
        kept = {
            id(every[number])
            for number, count in enumerate(counts)
            if count - counts[-1] > held[id(every[number])]
        }
        waiting = list(kept)
        parts = dict(zip(map(id, every), inner, strict=True))
        while waiting:
            fresh = set(parts.get(waiting.pop(), ())) - kept
            kept |= fresh
            waiting.extend(fresh)
        return [
            start + number
            for number, container in enumerate(every[:-1])
            if id(container) in kept and id(container) not in self._ids
        ]


def _parts(items):
    """The items, and those of tuples among them."""
    if type(items) is bytes:
        return
    for item in items:
        if type(item) is tuple:
            yield from _parts(item)
        else:
            yield item


def content(container):
    """What a container holds, as something that does not change: keys, then values."""
    if isinstance(container, dict):
        return (*dict.keys(container), *dict.values(container))
    if isinstance(container, bytearray):
        return bytes(container)
    return arrays.content(container) if arrays.is_array(container) else tuple(container)


def identical(old, new):
    """Whether two contents hold the very same objects; never asks the objects themselves."""
    if type(old) is bytes:
        return old == new
    return len(old) == len(new) and all(map(operator.is_, old, new))


def replace(container, items):
    """Give a container the content it has in the other process, in place."""
    if isinstance(container, bytearray):
        container[:] = items
        return
    if arrays.is_array(container):
        arrays.replace(container, items)
        return
    container.clear()
    if isinstance(container, dict):
        half = len(items) // 2
        dict.update(container, zip(items[:half], items[half:], strict=True))
    elif isinstance(container, set):
        container.update(items)
    else:
        container.extend(items)
