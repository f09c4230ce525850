"""Where an instance lives: its folders, its ports, and the few decisions that it remembers."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple, TypedDict

from unison_cli.errors import UnisonError

ROOT = Path(__file__).resolve().parents[2]
"""The repository."""

DEFAULT_PORT = 8080

# sun_path holds 108 bytes with the closing zero; PostgreSQL names its socket .s.PGSQL.<port>.
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.65535")

# These would need a quoting of their own in each of the configuration files.
FORBIDDEN_IN_PATHS = re.compile(r"""["'\\$@\x00-\x1f]""")


class Ports(NamedTuple):
    """The ports of an instance; all derive from the first, and all are on the loopback address."""

    gateway: int
    postgrest: int
    postgrest_admin: int
    sidecar: int
    stripe: int
    inbox: int
    smtp: int
    postgresql: int
    worker_metrics: int

    @classmethod
    def starting_at(cls, first: int) -> Ports:
        """Return the block of consecutive ports that begins at `first`."""
        return cls(*range(first, first + len(cls._fields)))


@dataclass(frozen=True)
class Memory:
    """What an instance decided when it was first started; kept in `instance.json`."""

    port: int
    database: str
    """`embedded` or `external`."""
    home: str
    """Folder of what runs as another user than the caller: the cluster, nginx's temporary files."""
    socket_folder: str


@dataclass(frozen=True)
class Instance:
    """One instance: a state folder and a block of ports."""

    state: Path
    ports: Ports
    memory: Memory

    @property
    def home(self) -> Path:
        """The folder that service users reach; the state folder wherever that is possible."""
        return Path(self.memory.home)

    @property
    def socket_folder(self) -> Path:
        """The private folder of the cluster's socket."""
        return Path(self.memory.socket_folder)

    @property
    def embedded(self) -> bool:
        """Whether the instance has a PostgreSQL cluster of its own."""
        return self.memory.database == "embedded"

    @property
    def run(self) -> Path:
        """Folder of the process records."""
        return self.state / "run"

    @property
    def log(self) -> Path:
        """Folder of the log files."""
        return self.state / "log"

    @property
    def web_url(self) -> str:
        """Address of the gateway."""
        return f"http://127.0.0.1:{self.ports.gateway}"

    @property
    def api_url(self) -> str:
        """Address of the API behind the gateway."""
        return f"{self.web_url}/api/v1"

    @property
    def sidecar_url(self) -> str:
        """Address of the sidecar's HTTP server."""
        return f"http://127.0.0.1:{self.ports.sidecar}"

    @property
    def stripe_url(self) -> str:
        """Address of the embedded Stripe."""
        return f"http://127.0.0.1:{self.ports.stripe}"

    @property
    def inbox_url(self) -> str:
        """Address of the development inbox."""
        return f"http://127.0.0.1:{self.ports.inbox}"


def state_folder() -> Path:
    """Return the folder that UNISON_STATE names; a relative one is taken from the repository."""
    folder = Path(os.path.abspath(ROOT / os.environ.get("UNISON_STATE", ".state")))  # noqa: PTH100
    for path in (folder, ROOT):
        if FORBIDDEN_IN_PATHS.search(str(path)):
            raise UnisonError(f"the path {path!s} holds a quote, $, @, or \\: choose another")
    return folder


def make_folder(path: Path, mode: int) -> None:
    """Make a folder with exactly this mode; one that exists keeps its own."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(mode)


def own_folder(path: Path, mode: int, uid: int) -> None:
    """Make a folder that belongs to the user, in a place where others may write.

    Raises:
        UnisonError: somebody else made it before.
    """
    if not path.exists():
        path.mkdir(mode=0o700, parents=True)
        os.chown(path, uid, -1)
    if path.is_symlink() or not path.is_dir() or path.stat().st_uid != uid:
        raise UnisonError(f"{path} belongs to somebody else")
    path.chmod(mode)


def outside_folder(state: Path) -> Path:
    """Return the folder of what an instance cannot keep in its state folder."""
    key = hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
    if os.geteuid() == 0:
        return Path("/var/lib/unison-commerce") / key
    return Path("/tmp") / f"unison-{os.geteuid()}-{key}"  # noqa: S108  (own_folder guards it)


def remove_instance(instance: Instance) -> None:
    """Delete all files of an instance that does not run."""
    shutil.rmtree(outside_folder(instance.state), ignore_errors=True)
    shutil.rmtree(instance.state)


def service_user(name: str) -> str | None:
    """Return the user that a service which must not be root runs as; None is the caller."""
    return name if os.geteuid() == 0 else None


def account_of(user: str | None) -> pwd.struct_passwd:
    """Return the account of a service user; None is the caller."""
    return pwd.getpwuid(os.geteuid()) if user is None else pwd.getpwnam(user)


class Identity(TypedDict):
    """The arguments that make subprocess run a program as somebody."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


def identity_of(user: str | None) -> Identity:
    """Return what makes a program run as the user, with that user's groups and no others."""
    if user is None:
        return {"user": None, "group": None, "extra_groups": None}
    account = account_of(user)
    groups = os.getgrouplist(user, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": groups}


def reaches(user: str | None, path: Path) -> bool:
    """Tell whether the user can read and enter a folder."""
    command = ["/usr/bin/test", "-r", str(path), "-a", "-x", str(path)]
    return subprocess.run(command, check=False, **identity_of(user)).returncode == 0


def load_instance() -> Instance:
    """Return the instance that the environment names; it must have been started once."""
    state = state_folder()
    memory = _recall(state)
    if memory is None:
        raise UnisonError(f"there is no instance in {state}; `make up` starts one")
    return Instance(state, Ports.starting_at(memory.port), memory)


def open_instance() -> Instance:
    """Return the instance that the environment names, made ready to be started.

    Raises:
        UnisonError: the port is no number, or leaves no room for the block.
    """
    state = state_folder()
    known = _recall(state)
    port = _requested_port() or (known.port if known else DEFAULT_PORT)
    make_folder(state, 0o755)
    make_folder(state / "run", 0o755)
    make_folder(state / "log", 0o700)
    memory = _decide(state, port) if known is None else Memory(**{**asdict(known), "port": port})
    if memory != known:
        write_atomically(state / "instance.json", json.dumps(asdict(memory), indent=4) + "\n")
    return Instance(state, Ports.starting_at(port), memory)


@contextmanager
def locked(state: Path) -> Iterator[None]:
    """Hold the instance's lock, so that two commands never start or stop it at once."""
    with (state / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write_atomically(path: Path, text: str, mode: int = 0o644) -> bool:
    """Give a file its content in one step, unless it has it already; tell whether it changed."""
    if path.exists() and path.read_text() == text:
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(draft, "w", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(text)
    draft.replace(path)
    return True


def render(template: Path, values: dict[str, str]) -> str:
    """Fill a template's `@NAME@` marks; a mark without a value is an error.

    Raises:
        KeyError: the template has a mark that `values` lacks.
    """
    return re.sub(r"@([A-Z_]+)@", lambda mark: values[mark[1]], template.read_text())


def _requested_port() -> int | None:
    text = os.environ.get("UNISON_PORT")
    if not text:
        return None
    if not text.isdecimal() or not 1024 <= int(text) <= 65500:
        raise UnisonError(f"UNISON_PORT is {text!r}; it takes a number from 1024 to 65500")
    return int(text)


def _recall(state: Path) -> Memory | None:
    path = state / "instance.json"
    return Memory(**json.loads(path.read_text())) if path.exists() else None


def _decide(state: Path, port: int) -> Memory:
    """Choose the folders of a new instance.

    Run by root, PostgreSQL and nginx's workers are other users: where those cannot enter the state
    folder (below /root, say), their files go outside. A socket's path has to be short for the
    kernel, so with a long state path the socket goes there too.
    """
    root = os.geteuid() == 0
    home = state
    if root and not all(reaches(user, state) for user in ("postgres", "www-data")):
        home = outside_folder(state)
    socket_folder = home / "socket"
    if len(os.fsencode(socket_folder)) > SOCKET_PATH_LIMIT:
        socket_folder = outside_folder(state) / "socket"
    database = "external" if os.environ.get("DATABASE_URL") else "embedded"
    return Memory(port, database, str(home), str(socket_folder))
