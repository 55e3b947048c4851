"""A PostgreSQL server of a job's own: copied, reached by a unix socket, killed with the job.

Making a cluster takes most of a second, so it is made once and every job copies it: in the image of
level ``docker`` when that is built, elsewhere by the worker when it imports this module, before it
shuts itself in. Where neither can be, a job makes its own.
"""

import glob
import os
import pwd
import resource
import shutil
import signal
import subprocess
import sys
import time

from sandboxes import postgres_wire, sql_rows

OF_IMAGE, OF_WORKER = "/app/cluster", "/box/1/cluster"
"""Where a cluster to copy is."""
PORT = 5432
_START_SECONDS = 30.0
_ADDRESS_SPACE_MIB = 224
"""Of one process of the server: what it maps by itself, and about 128 for a query."""
_FOLDERS = (
    "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/lib/postgresql*/bin",
    "/usr/local/pgsql/bin",
)  # fmt: skip
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "6",
    "superuser_reserved_connections": "1",
    "shared_buffers": "4MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "4MB",
    "temp_buffers": "1MB",
    "temp_file_limit": "16MB",
    "dynamic_shared_memory_type": "mmap",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2MB",
    "min_wal_size": "2MB",
    "max_worker_processes": "0",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "autovacuum": "off",
    "jit": "off",
    "checkpoint_timeout": "1h",
    "log_min_messages": "fatal",
    "max_stack_depth": "1MB",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "cursor_tuple_fraction": "1",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "lc_messages": "C",
}
# Waiting, settings, files, other sessions and locks are nobody's business here.
_REVOKED = (
    "pg_sleep", "pg_sleep_for", "pg_sleep_until", "set_config", "pg_notify", "lo_create",
    "lo_creat", "lo_from_bytea", "lo_import", "lo_export", "lo_put", "lowrite", "lo_open",
    "pg_advisory_lock", "pg_advisory_xact_lock", "pg_advisory_lock_shared",
    "pg_advisory_xact_lock_shared", "pg_try_advisory_lock", "pg_cancel_backend",
    "pg_terminate_backend", "pg_export_snapshot", "query_to_xml", "cursor_to_xml",
    "table_to_xml", "database_to_xml", "schema_to_xml",
)  # fmt: skip
ROLES = """
CREATE ROLE filler LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
CREATE ROLE reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE reader SET default_transaction_read_only = on;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE template1 TO filler;
GRANT CONNECT ON DATABASE template1 TO reader;
DROP SCHEMA public CASCADE;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
REVOKE USAGE ON LANGUAGE sql FROM PUBLIC;
DO $$ DECLARE one regprocedure; BEGIN
  FOR one IN SELECT oid FROM pg_proc WHERE proname IN ({names}) LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || one || ' FROM PUBLIC';
  END LOOP;
END $$;
"""


def binaries():
    """The folder of the newest server.

    Raises:
        Missing: there is none.
    """
    found = [folder for pattern in _FOLDERS for folder in glob.glob(pattern)]
    usable = [folder for folder in found if os.access(f"{folder}/postgres", os.X_OK)]
    if not usable:
        raise sql_rows.Missing("no PostgreSQL server is installed")
    return max(usable, key=_version)


def _version(folder):
    digits = "".join(one if one.isdigit() else " " for one in folder).split()
    return [int(one) for one in digits] or [0]


def make_cluster(folder, **how):
    """A new cluster with the two roles, and nobody's data.

    Raises:
        Missing: no server is there, or it does not run.
    """
    bin_folder = binaries()
    command = [
        f"{bin_folder}/initdb", "--pgdata", folder, "--no-sync", "--no-instructions",
        "--wal-segsize=1", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C",
    ]  # fmt: skip
    _checked(command, b"", **how)
    names = ", ".join(f"'{name}'" for name in _REVOKED)
    script = ROLES.replace("{names}", names).replace("\n", " ").replace("; ", ";\n")
    script = _joined_blocks(script)
    single = [f"{bin_folder}/postgres", "--single", "-D", folder, "-c", "fsync=off", "template1"]
    _checked(single, script.encode(), **how)
    for unused in ("4", "5"):  # the oids of template0 and postgres
        for file in glob.glob(f"{folder}/base/{unused}/*"):
            os.unlink(file)


def _joined_blocks(script):
    """In single-user mode a line is a statement, so a block must stay on one."""
    start = script.index("DO $$")
    return script[:start] + script[start:].replace("\n", " ").strip() + "\n"


def _checked(command, text, **how):
    done = subprocess.run(
        command, input=text, capture_output=True, timeout=60, check=False,
        env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}, **how,
    )  # fmt: skip
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode or "ERROR:" in said:
        raise sql_rows.Missing(f"PostgreSQL's {os.path.basename(command[0])} fails: {said[-400:]}")


def template():
    """The cluster that jobs copy; empty if there is none."""
    found = (one for one in (OF_IMAGE, OF_WORKER) if os.path.isdir(f"{one}/base"))
    return next(found, "")


def make_template(folder, user, group):
    """A cluster that everybody may copy.

    Raises:
        Missing: no server is there, or it does not run.
    """
    how = {"user": user, "group": group} if os.getuid() == 0 else {}
    make_cluster(folder, cwd=os.path.dirname(folder), **how)
    for base, _, files in os.walk(folder):
        os.chmod(base, 0o755)
        for name in files:
            os.chmod(f"{base}/{name}", 0o644)


def prepare_template():
    """In the worker, while it may still write; a failure only makes every job slower."""
    home = os.path.dirname(OF_WORKER)
    try:
        owner = os.stat(home)
        if owner.st_uid == 0 or template():
            return
        make_template(OF_WORKER, owner.st_uid, owner.st_gid)
        os.chmod(home, 0o755)
    except (sql_rows.Missing, OSError, subprocess.SubprocessError):
        shutil.rmtree(OF_WORKER, ignore_errors=True)


def prepare_image():
    """While the image is built: a cluster, if its base has the server.

    Raises:
        Missing: the server is there and does not run.
    """
    if not any(map(glob.glob, _FOLDERS)):
        sys.stdout.write("PostgreSQL: not in the base image\n")
        return
    nobody = pwd.getpwnam("nobody")  # the server refuses to run as root, or as a nameless user
    os.mkdir(OF_IMAGE)
    os.chown(OF_IMAGE, nobody.pw_uid, nobody.pw_gid)
    make_template(OF_IMAGE, nobody.pw_uid, nobody.pw_gid)
    sys.stdout.write(f"PostgreSQL: {binaries()}\n")


def _limit():
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE_MIB << 20,) * 2)


class Server:
    """A running server in the job's folder."""

    def __init__(self):
        self.home = os.getcwd()
        self.data = f"{self.home}/cluster"
        if copied := template():
            shutil.copytree(copied, self.data, copy_function=shutil.copyfile)
            os.chmod(self.data, 0o700)
        else:
            make_cluster(self.data)
        words = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        command = [f"{binaries()}/postgres", "-D", self.data, "-k", self.home, *words]
        with open(f"{self.home}/log", "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_limit,
                env={"LC_ALL": "C", "TZ": "UTC"},
            )  # fmt: skip

    def session(self, user, caps, **settings):
        """A connection, once the server takes one.

        Raises:
            Missing: the server ended instead.
        """
        path = f"{self.home}/.s.PGSQL.{PORT}"
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                return postgres_wire.Session(path, user, settings, caps)
            except (OSError, postgres_wire.Lost, postgres_wire.ServerError) as error:
                starting = getattr(error, "state", "57P03") == "57P03"
                if not starting or self.process.poll() is not None or time.monotonic() > deadline:
                    raise sql_rows.Missing(
                        f"the server does not start: {self._log() or error}"
                    ) from error
            time.sleep(0.005)

    def _log(self):
        with open(f"{self.home}/log", "rb") as log:
            return log.read()[-400:].decode("utf-8", "replace").strip()

    def stop(self):
        """At once: nothing of it is kept."""
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()


if __name__ == "__main__":
    prepare_image()
else:
    prepare_template()
