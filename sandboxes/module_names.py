"""What ``import solution`` gives in the tests: a module whose names are asked for when used."""

import collections.abc
import types

from sandboxes import mirror

_own_names = types.ModuleType.__dict__["__dict__"].__get__


class ModuleNames(collections.abc.Mapping):
    """``vars(solution)``, where patches look for what they will put back."""

    def __init__(self, module):
        self._module = module

    def __getitem__(self, name):
        own = _own_names(self._module)
        if name in own or name.startswith("__"):
            return own[name]
        checker = self._module._mirror_checker
        try:
            return checker.attribute(mirror.Function(checker, 0, "solution"), name)
        except AttributeError:
            raise KeyError(name) from None

    def __iter__(self):
        return iter(dir(self._module))

    def __len__(self):
        return len(dir(self._module))


class SolutionModule(types.ModuleType):
    """What ``import solution`` gives in the tests; ``names`` is what a star import takes."""

    def __init__(self, checker, names):
        super().__init__("solution")
        own = _own_names(self)
        own["__all__"] = names
        own["_mirror_checker"] = checker

    @property
    def __dict__(self):
        return ModuleNames(self)

    def __getattr__(self, name):
        if name in ("__path__", "__file__", "__wrapped__") or name.startswith("_mirror_"):
            raise AttributeError(name)
        return self._mirror_checker.module_attribute(name)

    def __setattr__(self, name, value):
        if name.startswith("__"):
            _own_names(self)[name] = value
            return
        checker = self._mirror_checker
        checker.request("setattr", mirror.Function(checker, 0, "solution"), name, value)

    def __delattr__(self, name):
        checker = self._mirror_checker
        checker.request("delattr", mirror.Function(checker, 0, "solution"), name)

    def __dir__(self):
        return list(self.__all__)
