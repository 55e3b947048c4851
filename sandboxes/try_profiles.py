"""Imports what every profile promises, in the image: a lack shows here and not in a run.

Without arguments it tries the profiles whose packages are there; with names it tries those, and
fails when one has no packages.
"""

import os
import pathlib
import subprocess
import sys
import tomllib

PACKAGES = "/packages"
IMPORT = """
import importlib, sys
sys.path[:0] = ["/app", sys.argv[1]]
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


def main(wanted):
    tables = {
        path.stem: tomllib.loads(path.read_text())
        for path in sorted(pathlib.Path("/app/sandboxes/profiles").glob("*.toml"))
    }
    for name, table in tables.items():
        folder = os.path.join(PACKAGES, name)
        if name in wanted if wanted else os.path.isdir(folder) or not table["packages"]:
            command = [sys.executable, "-S", "-P", "-c", IMPORT, folder, *table["warm"]]
            subprocess.run(command, check=True)
            sys.stdout.write(f"profile {name}: everything imports\n")


if __name__ == "__main__":
    main(sys.argv[1:])
