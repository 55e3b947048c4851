"""Write a base image as a tar on stdout, made from this machine's Debian Python.

usage: /usr/bin/python3 .ci/host_base.py | docker import - verisynth-base:host

The image holds the interpreter, its standard library, time zones, a shell with a few commands,
Debian's PostgreSQL server if it is installed, and every shared library any of them links to. It is
meant for tests on machines that reach no registry.
"""

import glob
import io
import os
import re
import subprocess
import sys
import sysconfig
import tarfile

COMMANDS = ("sh", "cat", "chmod", "cp", "echo", "env", "id", "ls", "mkdir", "mv", "rm", "sleep")
LEFT_OUT = {
    *("__pycache__", "ensurepip", "idlelib", "lib2to3", "test", "tkinter", "turtledemo"),
    *("bitcode", "locale", "man", "pgxs"),
}
WHEELS_NEED = ("libdl.so.2", "libgcc_s.so.1", "libpthread.so.0", "librt.so.1", "libstdc++.so.6")
ZONES = "/usr/share/zoneinfo"
POSTGRES = ("/usr/lib/postgresql/*/bin", "/usr/lib/postgresql/*/lib", "/usr/share/postgresql/*")
USERS = b"root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/nonexistent:/bin/sh\n"
FOLDERS = ("dev", "etc", "proc", "root", "sys", "tmp", "var/tmp", "usr/local/bin", "usr/lib64")


def libraries(binaries):
    """Every shared library the binaries load, found by the dynamic linker itself."""
    found = set()
    for binary in binaries:
        listing = subprocess.run(["ldd", binary], capture_output=True, text=True, check=False)
        found.update(re.findall(r"(/\S+)", listing.stdout))
    return {path for path in found if os.path.isfile(path)}


def promised_to_wheels():
    """The libraries every compiled wheel may expect of a system."""
    listing = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True)
    found = dict(re.findall(r"^\s*(\S+) \(libc6,[^)]*\) => (\S+)", listing.stdout, re.M))
    return [found[name] for name in WHEELS_NEED]


def under_usr(path):
    """``/lib/x`` is ``/usr/lib/x``: the image has the same links as the machine."""
    path = os.path.normpath(path).lstrip("/")
    return path if path.startswith("usr/") else f"usr/{path}"


class Image:
    """A tar that makes parent folders as needed."""

    def __init__(self, tar):
        self.tar = tar
        self.known = set()

    def folder(self, path, mode=0o755):
        """A folder and its parents, once."""
        if not path or path in self.known:
            return
        self.folder(os.path.dirname(path))
        self.known.add(path)
        entry = tarfile.TarInfo(path)
        entry.type, entry.mode = tarfile.DIRTYPE, mode
        self.tar.addfile(entry)

    def link(self, path, target):
        """A symbolic link."""
        entry = tarfile.TarInfo(path)
        entry.type, entry.linkname = tarfile.SYMTYPE, target
        self.tar.addfile(entry)

    def file(self, source, path):
        """A file's bytes, following links, owned by root."""
        if path in self.known:
            return
        with open(source, "rb") as handle:
            self.bytes(path, handle.read(), 0o755 if os.access(source, os.X_OK) else 0o644)

    def bytes(self, path, data, mode=0o644):
        """A file of these bytes."""
        self.folder(os.path.dirname(path))
        self.known.add(path)
        entry = tarfile.TarInfo(path)
        entry.size, entry.mode = len(data), mode
        self.tar.addfile(entry, io.BytesIO(data))


def files_of(folder):
    """The files of a folder, without tests and without compiled leftovers."""
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        yield from (os.path.join(base, name) for name in sorted(names) if not name.endswith(".a"))


def postgres():
    """The files of the servers that are installed, but for their compiler, a library of 100 MB."""
    folders = [folder for pattern in POSTGRES for folder in glob.glob(pattern)]
    files = [path for folder in folders for path in files_of(folder)]
    return [path for path in files if os.path.isfile(path) and "llvm" not in os.path.basename(path)]


def main():
    """Write the image."""
    python, stdlib = os.path.realpath(sys.executable), sysconfig.get_path("stdlib")
    commands = [f"/usr/bin/{name}" for name in COMMANDS if os.path.exists(f"/usr/bin/{name}")]
    modules = [path for path in files_of(stdlib) if os.path.isfile(path)]
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as tar:
        fill(Image(tar), python, commands, modules)


def fill(image, python, commands, modules):
    """Folders first, as on the machine: ``/lib`` and its like are links into ``/usr``."""
    compiled = [path for path in modules if path.endswith(".so")]
    for name in FOLDERS:
        image.folder(name, 0o1777 if name.endswith("tmp") else 0o755)
    for name in ("bin", "lib", "lib64", "sbin"):
        image.link(name, f"usr/{name}")
    server = postgres()
    programs = [path for path in server if path.endswith(".so") or "/bin/" in path]
    loaded = [python, *commands, *compiled, *programs, *promised_to_wheels()]
    for source in [
        python,
        *commands,
        *sorted({*libraries(loaded), *promised_to_wheels()}),
        *modules,
        *server,
    ]:
        image.file(source, under_usr(source))
    image.bytes("etc/passwd", USERS)
    for source in files_of(ZONES):
        if os.path.isfile(source):
            image.file(source, under_usr(source))
    image.link("usr/bin/python3", os.path.basename(python))


if __name__ == "__main__":
    main()
