"""Local stand-ins for objects that live in the other process: classes, instances, functions.

A mirror forwards what Python would do with the object to the peer that made it. Its class defines
exactly the special methods the real class has, so ``iter``, ``len``, ``with``, ``callable`` and the
reflected operators find what they would find. Which forwarding is allowed is the peer's decision.
"""

import collections
import enum
import inspect
import types

BINARY = [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and",
    "or",
    "xor",
    "lshift",
    "rshift",
    "divmod",
]
ORDER = ("__lt__", "__le__", "__gt__", "__ge__")
EQUALITY = ("__eq__", "__ne__")
ARITHMETIC = frozenset(f"__{prefix}{name}__" for name in BINARY for prefix in ("", "r", "i"))
SPECIALS = (
    frozenset(
        f"__{name}__"
        for name in [
            "call",
            "len",
            "iter",
            "next",
            "reversed",
            "contains",
            "getitem",
            "setitem",
            "delitem",
            "missing",
            "length_hint",
            "enter",
            "exit",
            "aenter",
            "aexit",
            "aiter",
            "anext",
            "await",
            "bool",
            "str",
            "repr",
            "format",
            "hash",
            "int",
            "float",
            "index",
            "complex",
            "abs",
            "neg",
            "pos",
            "invert",
            "round",
            "floor",
            "ceil",
            "trunc",
            "bytes",
            "get",
            "set",
            "delete",
            "set_name",
            "dir",
            "fspath",
            "copy",
            "deepcopy",
        ]
    )
    | ARITHMETIC
    | frozenset(ORDER)
    | frozenset(EQUALITY)
)
ALWAYS = frozenset(("__str__", "__repr__"))
METHODS = (types.FunctionType, types.MethodDescriptorType)  # neither class nor static methods
LOCAL = frozenset(("__class__", "__dict__", "__weakref__"))
HIDDEN = ("_mirror_", "__array")  # numpy would read memory at whatever address an object names


def is_local(name):
    """Whether the other process is never asked for an attribute of this name."""
    return name in LOCAL or name.startswith(HIDDEN)


def describe_class(cls, reference):
    """What the other side needs to mirror ``cls``; ``reference`` encodes its bases."""
    members = {}
    for base in reversed(cls.__mro__[:-1]):
        members.update(base.__dict__)
    special = sorted(name for name in members if name in SPECIALS and members[name] is not None)
    methods = [
        name
        for name, member in members.items()
        if not name.startswith("__") and type(member) in METHODS
    ]
    return {
        "name": cls.__name__,
        "qualname": cls.__qualname__,
        "module": str(cls.__module__),
        "doc": cls.__doc__ if isinstance(cls.__doc__, str) else None,
        "bases": [reference(base) for base in cls.__bases__ if base is not object],
        "specials": special,
        "methods": sorted(methods),
        "values": sorted(
            name for name in members if not name.startswith("__") and name not in methods
        ),
        "hashable": cls.__hash__ is not None,
        "virtual": type(cls) is not type,
        "plain": "frozenset"
        if cls in VIEWS
        else next((base.__name__ for base in cls.__mro__ if base in PLAIN), ""),
        "enum": issubclass(cls, enum.Enum),
    }


PLAIN = (int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset)
VIEWS = tuple(
    type(view)
    for kind in (dict, collections.OrderedDict)
    for view in (kind().keys(), kind().items())
)
"""What compares as a set although it is none: a class often gives the keys of a dict it has."""
PLAIN_BY_NAME = {kind.__name__: kind for kind in PLAIN}


def base_value(value):
    """The plain value inside an instance of a subclass of a plain type, read by that type."""
    if type(value) in VIEWS:
        return frozenset(value)
    for kind in PLAIN:
        if isinstance(value, kind):
            return _READ[kind](value)
    raise TypeError(f"{type(value).__name__} is no subclass of a plain type")


_READ = {
    int: int.__pos__,
    float: float.__pos__,
    complex: complex.__pos__,
    str: lambda value: str.__getitem__(value, slice(None)),
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    bytearray: lambda value: bytes(bytearray.__getitem__(value, slice(None))),
    list: lambda value: list(list.__iter__(value)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
    set: lambda value: set(set.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
}


class Mirrored(type):
    """The class of mirrored classes: construction and class attributes go to the real class."""

    def __new__(meta, name, bases, members, peer=None):
        if peer is None:
            base = next(base for base in bases if isinstance(base, Mirrored))
            base._mirror_peer.not_across("is derived from", base)
        return super().__new__(meta, name, bases, members)

    def __init__(cls, name, bases, members, peer=None):
        super().__init__(name, bases, members)

    def __call__(cls, *args, **kwargs):
        return cls._mirror_peer.request("call", cls, args, kwargs)

    def __getattr__(cls, name):
        if is_local(name):
            raise AttributeError(name)
        return cls._mirror_peer.class_attribute(cls, name)

    def __setattr__(cls, name, value):
        if is_forward(value):  # a patch ends: what it found here is not what was there
            value = cls._mirror_originals.get(name, value)
        else:
            cls._keep_original(name)
        cls._mirror_peer.request("setattr", cls, name, value)

    def __delattr__(cls, name):
        cls._keep_original(name)
        cls._mirror_peer.request("delattr", cls, name)

    def _keep_original(cls, name):
        if name in cls.__dict__ and name not in cls._mirror_originals:
            cls._mirror_originals[name] = cls._mirror_peer.request("raw", cls, name)

    def __instancecheck__(cls, instance):
        if type.__instancecheck__(cls, instance):
            return True
        if not cls._mirror_virtual or cls._mirror_peer.is_plain(instance):
            return False
        return cls._mirror_peer.request("isinstance", instance, cls)

    def __bool__(cls):
        return True

    def __iter__(cls):
        return cls._mirror_peer.request("iter", cls)

    def __len__(cls):
        return cls._mirror_peer.request("len", cls)

    def __getitem__(cls, key):
        return cls._mirror_peer.request("getitem", cls, key)

    def __contains__(cls, item):
        return cls._mirror_peer.contains(cls, item)


class Mirror:
    """What every mirrored instance can do, whatever its class."""

    __slots__ = ("__weakref__", "_mirror_id")

    @property
    def __dict__(self):
        return type(self)._mirror_peer.request("vars", self)

    def __getattr__(self, name):
        if is_local(name):
            raise AttributeError(name)
        return type(self)._mirror_peer.attribute(self, name)

    def __setattr__(self, name, value):
        type(self)._mirror_peer.request("setattr", self, name, value)

    def __delattr__(self, name):
        type(self)._mirror_peer.request("delattr", self, name)

    def __dir__(self):
        return type(self)._mirror_peer.directory(self, object.__dir__(self))

    def __copy__(self):
        return type(self)._mirror_peer.request("copy", self)

    def __deepcopy__(self, memo):
        return type(self)._mirror_peer.request("deepcopy", self)

    def __reduce_ex__(self, protocol):
        type(self)._mirror_peer.not_across("pickles", self)


def mirror_class(peer, number, description, bases):
    """The local class for a described one, its special methods forwarding to the peer."""
    members = {
        "__module__": description["module"],
        "__qualname__": description["qualname"],
        "__doc__": description["doc"],
        "_mirror_number": number,
        "_mirror_peer": peer,
        "_mirror_originals": {},
        "_mirror_virtual": description["virtual"],
        "_mirror_plain": PLAIN_BY_NAME.get(description["plain"]),
    }
    for kind, make in (("methods", _method), ("values", Value)):
        for name in description[kind]:
            if not name.startswith(("__", "_mirror_")):  # the other side may describe anything
                members.setdefault(name, make(name))
    if any(issubclass(base, BaseException) for base in bases):
        members.update(_ERROR)
    else:
        members.update(_instance_members(peer, description))
        bases = bases if any(isinstance(base, Mirrored) for base in bases) else (Mirror,)
    return Mirrored(description["name"], bases, members, peer=peer)


def _instance_members(peer, description):
    names = ALWAYS.union(name for name in description["specials"] if name in SPECIALS)
    members = {"__slots__": (), **{name: _special(name) for name in sorted(names)}}
    members["__doc__"] = Doc(description["doc"])
    if "__call__" in names:
        members["__call__"] = _call
    if "__eq__" in names:
        members["__hash__"] = _special("__hash__") if description["hashable"] else None
    if "__await__" in names:
        members["__await__"] = lambda self: peer.awaiting(self).__await__()
    looks = _looks_like(description)
    if looks is not None:
        members["__class__"] = property(lambda self: looks)
    return members


def _looks_like(description):
    """A class only ``isinstance`` sees: an instance of a subclass of ``tuple`` is a tuple."""
    if description["enum"]:
        return enum.Enum(description["name"], [])
    plain = PLAIN_BY_NAME.get(description["plain"])
    return plain and type(description["name"], (plain,), {})


class Doc:
    """The docstring of a class, or of an instance that has one of its own."""

    def __init__(self, text):
        self.text = text

    def __get__(self, instance, owner):
        return self.text if instance is None else owner._mirror_peer.attribute(instance, "__doc__")


def _call(self, *args, **kwargs):
    return type(self)._mirror_peer.request("call", self, args, kwargs)


def _special(name):
    def forward(self, *args):
        return type(self)._mirror_peer.special(self, name, args)

    forward.__name__ = name
    return forward


def _method(name):
    def forward(self, *args, **kwargs):
        return type(self)._mirror_peer.request("method", self, name, args, kwargs)

    forward.__name__ = name
    return forward


class Value:
    """Any other attribute of a class, its properties and constants, asked for when it is used."""

    def __init__(self, name):
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return owner._mirror_peer.class_attribute(owner, self.name)
        return owner._mirror_peer.attribute(instance, self.name)


FORWARDS = frozenset((_method("x").__code__, _special("__x__").__code__))


def is_forward(value):
    """Whether this is what a mirrored class has in place of a real attribute."""
    return type(value) is Value or (
        type(value) is types.FunctionType and value.__code__ in FORWARDS
    )


def _error_attribute(self, name):
    if name in LOCAL or name.startswith(("__", "_mirror_")):
        raise AttributeError(name)
    return type(self)._mirror_peer.request("getattr", self, name)


_ERROR = {
    "__getattr__": _error_attribute,
    "__str__": lambda self: self.__dict__.get("_mirror_text", ""),
}


def is_mirror(value):
    """Whether ``value`` stands for a class, instance or function of the other process."""
    kind = type(value)
    return kind is Mirrored or kind is Function or isinstance(kind, Mirrored)


class Function:
    """A function of the other process. As a class attribute it binds like one."""

    __slots__ = ("__weakref__", "_mirror_id", "_mirror_name", "_mirror_peer")

    def __init__(self, peer, number, name):
        object.__setattr__(self, "_mirror_peer", peer)
        object.__setattr__(self, "_mirror_id", number)
        object.__setattr__(self, "_mirror_name", name)

    @property
    def __dict__(self):
        return self._mirror_peer.request("vars", self)

    @property
    def __module__(self):
        return self._mirror_peer.attribute(self, "__module__")

    @property
    def __class__(self):
        return types.FunctionType

    def __call__(self, *args, **kwargs):
        return self._mirror_peer.request("call", self, args, kwargs)

    @property
    def __code__(self):
        try:
            return self._mirror_peer.attribute(self, "__code__")
        except AttributeError:  # a builtin, which unittest.mock takes for a function like any other
            return (lambda *args, **kwargs: None).__code__

    def __get__(self, instance, owner=None):
        return self if instance is None else types.MethodType(self, instance)

    def __getattr__(self, name):
        if is_local(name):
            raise AttributeError(name)
        return self._mirror_peer.attribute(self, name)

    def __setattr__(self, name, value):
        self._mirror_peer.request("setattr", self, name, value)

    @property
    def __signature__(self):
        parameters, returned = self._mirror_peer.request("signature", self)
        return inspect.Signature(
            [
                inspect.Parameter(
                    name, inspect._ParameterKind(kind), default=default, annotation=hint
                )
                for name, kind, default, hint in parameters
            ],
            return_annotation=returned,
        )

    def __repr__(self):
        return f"<function {self._mirror_name}>"

    def __reduce_ex__(self, protocol):
        self._mirror_peer.not_across("pickles", self)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


# A docstring of the class would hide the one of the function.
Function.__doc__ = property(lambda self: self._mirror_peer.attribute(self, "__doc__"))
