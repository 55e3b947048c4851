"""Which dicts of the inputs are records, whose keys are names and never change.

``{'name': 'a', 'done': True}`` is one: each field has a kind and a range of its own. A mapping
such as ``{'apple': 3, 'pear': 1}`` may have any keys, and one rule holds for all of its values.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from verisynth.strengthen.inputs import Input

ENOUGH_DICTS = 3
"""Dicts of the same keys that are no accident; values of two kinds show it at once."""


def records_of(examples: Sequence[Input]) -> dict[str, frozenset[str]]:
    """The paths at which every dict is a record, with its keys.

    The highest first: below it, each of its fields is a place of its own.
    """
    found: dict[str, frozenset[str]] = {}
    while True:
        seen: dict[str, list[dict[object, object]]] = {}
        for one in examples:
            for part in one.parts_within(found):
                if isinstance(part.value, dict) and part.path not in found:
                    seen.setdefault(part.path, []).append(part.value)
        keys = {
            path: keys for path, dicts in seen.items() if (keys := _keys(dicts, found.values()))
        }
        if not keys:
            return found
        highest = min(keys, key=len)
        found[highest] = keys[highest]


def is_closed(value: object) -> bool | None:
    """Whether everything that a mapping to lists lists is a key of it, as the nodes of a graph.

    None where it lists nothing or is no such mapping. Of pairs the first is the node.
    """
    if not isinstance(value, dict) or not all(
        isinstance(items, list | tuple | set | frozenset | dict) for items in value.values()
    ):
        return None
    listed = [_node(item) for items in value.values() for item in items]
    return all(_is_key(item) and item in value for item in listed) if listed else None


def is_acyclic(value: object) -> bool | None:
    """Whether no node of a mapping to lists leads back to itself; None for anything else."""
    if is_closed(value) is None or not isinstance(value, dict):
        return None
    left = {
        key: {_node(item) for item in items if _is_key(_node(item))} for key, items in value.items()
    }
    while ends := [key for key, items in left.items() if not items & set(left)]:
        for key in ends:
            del left[key]
    return not left


def closed(value: object) -> object:
    """The mapping without what it lists but does not have."""
    if not isinstance(value, dict):
        return value
    return {
        key: [item for item in items if _is_key(_node(item)) and _node(item) in value]
        if isinstance(items, list)
        else items
        for key, items in value.items()
    }


def _node(item: object) -> object:
    return item[0] if isinstance(item, list | tuple) and item else item


def _is_key(item: object) -> bool:
    return isinstance(item, int | float | str) or item is None


def _keys(
    dicts: Sequence[dict[object, object]], known: Collection[frozenset[str]]
) -> frozenset[str]:
    """The keys that all of them have, or none if that may be an accident.

    The keys of a record elsewhere are none: a node of a tree holds other nodes.
    """
    keys: set[frozenset[object]] = {frozenset(one) for one in dicts}
    names = frozenset(key for key in dicts[0] if isinstance(key, str))
    if len(keys) > 1 or not names or len(names) < len(dicts[0]) or all(map(is_closed, dicts)):
        return frozenset()
    distinct = len({repr(one) for one in dicts})
    enough = distinct >= ENOUGH_DICTS or names in known or any(map(_is_mixed, dicts))
    return names if enough else frozenset()


def _is_mixed(one: dict[object, object]) -> bool:
    """Whether its values are of several kinds; a dict among them may as well be any tree."""
    kinds = {_kind(value) for value in one.values() if value is not None}
    return len(kinds) > 1 and dict not in kinds


def _kind(value: object) -> type:
    if isinstance(value, bool):
        return bool
    if isinstance(value, int | float):
        return float
    return (
        list if isinstance(value, Collection) and not isinstance(value, str | dict) else type(value)
    )
