"""Imports what every profile promises while the image is built: a lack shows then, not in a run."""

import pathlib
import subprocess
import sys
import tomllib

IMPORT = """
import importlib, sys
sys.path[:0] = ["/app", sys.argv[1]]
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


def main():
    for path in sorted(pathlib.Path("/app/sandboxes/profiles").glob("*.toml")):
        warm = tomllib.loads(path.read_text())["warm"]
        command = [sys.executable, "-S", "-P", "-c", IMPORT, f"/packages/{path.stem}", *warm]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
