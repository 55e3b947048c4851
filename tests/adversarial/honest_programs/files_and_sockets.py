"""Files, archives and databases of its own; sockets, which are refused politely."""

import contextlib
import json
import os
import sys

from tests.adversarial.honest import honest


@honest([[1, "a"], [2, "b"]])
def sqlite_in_memory_and_in_a_file():
    import sqlite3

    for where in (":memory:", "base.sqlite"):
        with contextlib.closing(sqlite3.connect(where)) as base:
            base.execute("create table t (n integer, s text)")
            base.executemany("insert into t values (?, ?)", [(1, "a"), (2, "b")])
            base.commit()
            rows = base.execute("select * from t order by n").fetchall()
    return [list(row) for row in rows]


@honest(["naïve.txt", "日本語.txt", "😀"])
def unicode_paths():
    for name in ("naïve.txt", "日本語.txt", "😀"):
        with open(name, "w", encoding="utf-8") as file:
            file.write(name)
    return sorted(os.listdir("."))


@honest(2000)
def many_small_files():
    os.mkdir("many")
    for number in range(2000):
        with open(f"many/{number}", "w") as file:
            file.write(str(number))
    return len(os.listdir("many"))


@honest(20_000_000)
def a_large_file():
    with open("large", "wb") as file:
        for _ in range(20):
            file.write(b"x" * 1_000_000)
    return os.path.getsize("large")


@honest(["first", "second"], may_be_refused=True)
def temporary_files_and_folders():
    import pathlib
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "x.txt")
        path.write_text("first")
        shutil.copy(path, pathlib.Path(folder, "y.txt"))
        shutil.move(str(path), "z.txt")
        first = pathlib.Path("z.txt").read_text()
    with tempfile.NamedTemporaryFile("w+") as file, tempfile.TemporaryFile("w+") as other:
        file.write("second")
        other.write("x")
        file.seek(0)
        return [first, file.read()]


@honest({"a": [1, 2]}, may_be_refused=True)
def shelves_pickles_and_archives():
    import gzip
    import pickle
    import shelve
    import zipfile

    with shelve.open("shelf") as shelf:
        shelf["a"] = [1, 2]
    with shelve.open("shelf") as shelf:
        kept = pickle.loads(pickle.dumps(dict(shelf)))
    with gzip.open("x.gz", "wb") as file:
        file.write(json.dumps(kept).encode())
    with zipfile.ZipFile("x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write("x.gz")
        inner = archive.read("x.gz")
    return json.loads(gzip.decompress(inner))


@honest(7)
def files_mapped_into_memory():
    import mmap

    with open("mapped", "w+b") as file:
        file.write(b"x" * 8192)
        file.flush()
        with mmap.mmap(file.fileno(), 8192) as area:
            area[0:7] = b"changed"
            return area.find(b"x")


@honest(6)
def module_of_its_own():
    with open("mine.py", "w") as file:
        file.write("def double(n):\n    return 2 * n\n")
    sys.path.insert(0, os.getcwd())
    import importlib

    return importlib.import_module("mine").double(3)


@honest("polite")
def connection_to_nobody():
    import socket

    try:
        with socket.create_connection(("127.0.0.1", 9), timeout=0.5):
            return "connected"
    except OSError:
        return "polite"


@honest("polite")
def web_page_that_cannot_be_had():
    import urllib.error
    import urllib.request

    try:
        urllib.request.urlopen("http://example.com", timeout=0.5)
    except (urllib.error.URLError, OSError):
        return "polite"
    return "connected"


@honest(b"ping".decode())
def pair_of_sockets():
    import socket

    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"ping")
        return other.recv(4).decode()
