"""Landlock: what a process and its children may open, connect to and signal, whoever they are.

See landlock(7). A kernel without it, or with an older version, covers less: ``VERSION`` says which
one is here (0: none), and levels that lean on it ask for what they need.
"""

import ctypes
import os
import struct

from sandboxes import kernel

SIGNAL_SCOPE_VERSION = 6
"""From here on signals and abstract sockets stay inside, too (Linux 6.12)."""

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_MAKE_DEVICES = 1 << 6 | 1 << 11
_ALL_BEFORE_REFER = (1 << 13) - 1
READ = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
_BIND_TCP, _CONNECT_TCP = 1, 2
_ABSTRACT_SOCKETS, _SIGNALS = 1, 2
_PATH_BENEATH = 1
_ONLY_ASK_VERSION = 1


def _version():
    try:
        return kernel.syscall("landlock_create_ruleset", 0, 0, _ONLY_ASK_VERSION)
    except OSError:
        return 0


VERSION = _version()


def ruleset(*, readable, writable):
    """A descriptor for :func:`restrict`: only these paths, no TCP, no signal beyond.

    Paths that do not exist are left out. ``writable`` folders may be changed in every way, except
    that no device file can be made.
    """
    handled = _handled()
    network, scopes = _BIND_TCP | _CONNECT_TCP, _ABSTRACT_SOCKETS | _SIGNALS
    attributes = struct.pack("=QQQ", handled, network, scopes)
    size = 8 if VERSION < 4 else 16 if VERSION < SIGNAL_SCOPE_VERSION else 24
    fd = kernel.syscall("landlock_create_ruleset", attributes[:size], size, 0)
    for path in readable:
        _allow(fd, path, handled & READ)
    for path in writable:
        _allow(fd, path, handled & ~_MAKE_DEVICES & ~_IOCTL_DEVICE)
    return fd


def _handled():
    rights = _ALL_BEFORE_REFER
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEVICE)):
        if since <= VERSION:
            rights |= right
    return rights


def _allow(ruleset_fd, path, rights):
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _OF_FILES
        rule = struct.pack("=Qi", rights, fd)
        kernel.syscall("landlock_add_rule", ruleset_fd, _PATH_BENEATH, rule, 0)
    finally:
        os.close(fd)


def restrict(fd):
    """Shut this process and everything it starts in, for good. Needs no-new-privileges."""
    kernel.check(_SYSCALL(_RESTRICT_SELF, ctypes.c_long(fd), ctypes.c_long(0)), "landlock")


_SYSCALL = kernel.LIBC.syscall
_RESTRICT_SELF = ctypes.c_long(446)
