"""What one process may ask the other to do with an object."""

import asyncio
import copy
import inspect
import threading

from sandboxes import mirror


def _signature(peer, function):
    signature = inspect.signature(function)
    parameters = [
        (parameter.name, int(parameter.kind), parameter.default, parameter.annotation)
        for parameter in signature.parameters.values()
    ]
    return parameters, signature.return_annotation


def _await(peer, awaitable):
    async def wrapped():
        return await awaitable

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _loop(peer).run_until_complete(wrapped())
    results = []
    thread = threading.Thread(target=lambda: results.append(asyncio.run(wrapped())))
    thread.start()
    thread.join()
    return results[0]


def _loop(peer):
    if not hasattr(peer, "loop"):
        peer.loop = asyncio.new_event_loop()
    return peer.loop


def _special(peer, owner, name, args):
    function = getattr(type(owner), name, None)
    if name in mirror.SPECIALS and function is not None:
        return function(owner, *args)
    raise AttributeError(name)


OPERATIONS = {
    "call": lambda peer, function, args, kwargs: function(*args, **kwargs),
    "method": lambda peer, owner, name, args, kwargs: getattr(owner, name)(*args, **kwargs),
    "special": _special,
    "getattr": lambda peer, owner, name: getattr(owner, name),
    "setattr": lambda peer, owner, name, value: setattr(owner, name, value),
    "delattr": lambda peer, owner, name: delattr(owner, name),
    "isinstance": lambda peer, value, cls: isinstance(value, cls),
    "iter": lambda peer, owner: iter(owner),
    "len": lambda peer, owner: len(owner),
    "getitem": lambda peer, owner, key: owner[key],
    "contains": lambda peer, owner, item: item in owner,
    "vars": lambda peer, owner: dict(vars(owner)),
    "base": lambda peer, owner: mirror.base_value(owner),
    "copy": lambda peer, value: copy.copy(value),
    "deepcopy": lambda peer, value: copy.deepcopy(value),
    "signature": _signature,
    "await": _await,
}
