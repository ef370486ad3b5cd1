"""A PostgreSQL server of its own for tests: in a folder of its own, on a socket only its owner reaches.

The server refuses to run as root, so root runs it as another user. It is told to stop when the process that
started it ends, however that ends.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

HINT = "these tests need PostgreSQL's server. Debian, Ubuntu: sudo apt-get install postgresql"
QUIET = ("-c", "listen_addresses=", "-c", "logging_collector=off", "-c", "log_min_messages=panic")


def program(name: str) -> str:
    """The path of one of the server's programs, the newest where there are several."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: len(path.parts))
    found = shutil.which(name) or next((str(path) for path in reversed(packaged)), None)
    if found is None:
        raise FileNotFoundError(HINT)
    return found


def owner() -> pwd.struct_passwd:
    """Whom the server runs as."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def is_running(pid: str) -> bool:
    """Whether that process has not ended yet, be it that nobody has taken note of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Server:
    """A cluster in `folder`, which can be started, killed and started again."""

    def __init__(self, folder: Path, options: Sequence[str] = (), limit: int | None = None) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.options = options
        self.limit = limit
        """The size in bytes that no file of the server may outgrow once it is started."""
        self.process: subprocess.Popen[bytes] | None = None

    def make(self, *arguments: str) -> None:
        """Makes the cluster's files."""
        os.chown(self.folder, owner().pw_uid, owner().pw_gid)
        command = [program("initdb"), "-D", str(self.data), "-U", "duecare", "--auth=trust", "-E", "UTF8"]
        command += ["--locale=C", "--no-sync", *arguments]
        subprocess.run(self._as_owner(command), check=True, capture_output=True, cwd=self.folder, timeout=120)

    def start(self) -> None:
        """Starts the server, and waits until it answers; a crash before this is recovered from."""
        command = self._as_owner(
            [program("postgres"), "-D", str(self.data), "-k", str(self.folder), *QUIET, *self.options]
        )
        if self.limit is not None:
            command = ["prlimit", f"--fsize={self.limit}", *command]
        self.process = subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.dsn, connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise AssertionError(f"the server did not start: {error}") from error
                time.sleep(0.05)

    def kill(self) -> None:
        """Kills the server and each of its processes as they are."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in (self.process.pid, *map(int, children)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(timeout=30)
        while any(is_running(pid) for pid in children):
            time.sleep(0.01)

    def stop(self) -> None:
        """Stops the server in order: what it holds is written to its files. One that hangs is killed."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def dsn(self) -> str:
        """What libpq connects by."""
        return f"host={self.folder} user=duecare dbname=postgres"

    def url(self, schema: str) -> str:
        """The database URL of an empty schema of that name, which is made."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        return f"postgresql://duecare@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"

    def _as_owner(self, command: list[str]) -> list[str]:
        became = [] if os.geteuid() else [f"--reuid={owner().pw_uid}", f"--regid={owner().pw_gid}"]
        groups = [] if os.geteuid() else ["--clear-groups"]
        return ["setpriv", *became, *groups, "--pdeathsig=QUIT", *command]


@contextmanager
def serving(
    options: Sequence[str] = (),
    limit: int | None = None,
    made_with: Sequence[str] = (),
    inside: Path | None = None,
) -> Iterator[Server]:
    """A running server in a folder of its own, `inside` another where one is given, both gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="duecare-postgresql-", dir=inside))
    if inside is not None:
        inside.chmod(0o755)
    server = Server(folder, options, limit)
    try:
        server.make(*made_with)
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)
