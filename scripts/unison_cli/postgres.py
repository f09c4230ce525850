"""The embedded PostgreSQL cluster: made once, configured from `deploy/postgresql`."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg

from unison_cli.errors import UnisonError
from unison_cli.paths import (
    ROOT,
    Instance,
    account_of,
    identity_of,
    own_folder,
    render,
    service_user,
)
from unison_cli.processes import Service

DATABASE = "unison"
SETTINGS = ROOT / "deploy" / "postgresql"
SUPPORTED = ("17", "16", "15")


def make_cluster(instance: Instance) -> None:
    """Make the cluster if there is none, and the private folder of its socket.

    The database is created before the first real start, for pg_cron's launcher looks for it; the
    folder takes its place only when complete.

    Raises:
        UnisonError: no supported server is installed, or initdb failed.
    """
    owner = service_user("postgres")
    uid = account_of(owner).pw_uid
    own_folder(instance.socket_folder, 0o700, uid)
    data = _data_folder(instance)
    if data.exists():
        return
    binaries = _binaries(None)
    draft = data.with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    own_folder(draft, 0o700, uid)
    log = instance.log / "initdb.log"
    log.unlink(missing_ok=True)
    initdb = ("-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums",
              "--auth-local=trust", "--auth-host=scram-sha-256")  # fmt: skip
    _run((binaries / "initdb", "-D", draft, *initdb), owner, log)
    words = f"create database {DATABASE}\n"
    _run((binaries / "postgres", "--single", "-D", draft, "postgres"), owner, log, words)
    with (draft / "postgresql.conf").open("a") as file:
        file.write("\ninclude 'unison.conf'\n")
    draft.rename(data)


def server(instance: Instance) -> Service:
    """PostgreSQL, configured from `deploy/postgresql`.

    Raises:
        UnisonError: the version that made the cluster is not installed.
    """
    data = _data_folder(instance)
    owner = service_user("postgres")
    binaries = _binaries((data / "PG_VERSION").read_text().strip())
    values = {
        "PORT": str(instance.ports.postgresql),
        "SOCKET_FOLDER": str(instance.socket_folder),
        "DATABASE": DATABASE,
        "SYSTEM_USER": account_of(owner).pw_name,
    }
    return Service(
        name="postgresql",
        command=(str(binaries / "postgres"), "-D", str(data)),
        port=instance.ports.postgresql,
        healthy=lambda: _accepts(instance),
        files={data / path.name: render(path, values) for path in SETTINGS.glob("*.conf")},
        user=owner,
        # Fast shutdown: sessions are ended, a checkpoint is written.
        stop_signal=signal.SIGINT,
    )


def superuser_url(instance: Instance, database: str = DATABASE) -> str:
    """Return the superuser's address: through the private socket, without a password."""
    folder = quote(str(instance.socket_folder), safe="")
    return f"postgresql://postgres@/{database}?host={folder}&port={instance.ports.postgresql}"


def _data_folder(instance: Instance) -> Path:
    return instance.home / "pg"


def _run(command: tuple[object, ...], user: str | None, log: Path, words: str = "") -> None:
    with log.open("ab") as output:
        done = subprocess.run(
            [str(word) for word in command],
            cwd="/",
            input=words.encode(),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **identity_of(user),
        )
    if done.returncode:
        raise UnisonError(f"the cluster could not be made; see {log}")


def _binaries(major: str | None) -> Path:
    """Return the folder of the server's programs: of that major version, or the newest."""
    for version in [major] if major else SUPPORTED:
        folder = Path("/usr/lib/postgresql") / version / "bin"
        if (folder / "postgres").exists():
            return folder
    wanted = f"{major}, which made this cluster," if major else "15 to 17"
    raise UnisonError(f"PostgreSQL {wanted} is not installed; run scripts/install.sh")


def _accepts(instance: Instance) -> bool:
    try:
        psycopg.connect(superuser_url(instance), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
