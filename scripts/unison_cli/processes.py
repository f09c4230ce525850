"""Long-running programs: started once, recognised for certain, ended exactly.

A process is recorded by its pid together with the moment it began, so that a pid which the kernel
has given to another program since is never taken for ours. It is signalled through a file
descriptor of the process itself (pidfd), which closes the gap between looking and acting.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from unison_cli.errors import UnisonError
from unison_cli.paths import (
    ROOT,
    Instance,
    account_of,
    identity_of,
    make_folder,
    write_atomically,
)

LOOK_AGAIN_SECONDS = (0.05, 0.5)
"""Between two looks at a program's health: at first, and at most."""

STOP_SECONDS = 60.0
LOG_LINES_IN_ERROR = 15
LOG_BYTES_KEPT = 20_000_000

# Those that this very process started, if it lives on to end them: a child has to be waited for.
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Service:
    """A program of the stack and how to tell that it is well."""

    name: str
    command: tuple[str, ...]
    port: int
    healthy: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[Path, int] = field(default_factory=dict)
    """Folders to make before the start, with their modes."""
    files: Mapping[Path, str] = field(default_factory=dict)
    """Settings files to write before the start, readable by the program's user alone."""
    sources: tuple[Path, ...] = ()
    """Other files that the program reads at its start: a change asks for a restart."""
    user: str | None = None
    stop_signal: int = signal.SIGTERM
    start_seconds: float = 60.0

    def fingerprint(self) -> str:
        """Digest of all that decides how the program runs."""
        files = {str(path): text for path, text in self.files.items()}
        facts = [self.command, dict(self.environment), self.user, files]
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
        for path in self.sources:
            digest.update(path.read_bytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class Record:
    """What is known of a started process; one JSON file each in the run folder."""

    pid: int
    began: str
    fingerprint: str
    stop_signal: int

    def alive(self) -> bool:
        """Tell whether this very process still runs."""
        return _began(self.pid) == self.began


class ServiceError(UnisonError):
    """A program did not become healthy."""


def read_record(instance: Instance, name: str) -> Record | None:
    """Return the record of a service's process if that process is alive."""
    path = instance.run / f"{name}.pid"
    if not path.exists():
        return None
    record = Record(**json.loads(path.read_text()))
    return record if record.alive() else None


def recorded_names(instance: Instance) -> list[str]:
    """Return the names of all services that were started, in the order of their starts."""
    records = sorted(instance.run.glob("*.pid"), key=lambda path: path.stat().st_mtime_ns)
    return [path.stem for path in records]


def ensure_started(instance: Instance, service: Service) -> bool:
    """Start a service unless it runs as it should; tell whether it was started.

    Raises:
        UnisonError: its port is taken by a program that is not ours.
    """
    fingerprint = service.fingerprint()
    record = read_record(instance, service.name)
    if record is not None and record.fingerprint == fingerprint:
        return False
    stop(instance, [service.name])
    _require_free(service)
    account = account_of(service.user)
    for folder, mode in service.folders.items():
        make_folder(folder, mode)
    for path, text in service.files.items():
        write_atomically(path, text, mode=0o600)
        shutil.chown(path, account.pw_uid, account.pw_gid)
    log = instance.log / f"{service.name}.log"
    if log.exists() and log.stat().st_size > LOG_BYTES_KEPT:
        log.replace(log.with_suffix(".log.1"))
    home = {"HOME": account.pw_dir, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    with log.open("ab") as output:
        process = subprocess.Popen(
            service.command,
            cwd="/" if service.user else ROOT,
            env={**home, **service.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **identity_of(service.user),
        )
    _children.append(process)
    began = _began(process.pid)
    if began is not None:
        new = Record(process.pid, began, fingerprint, service.stop_signal)
        write_atomically(instance.run / f"{service.name}.pid", json.dumps(asdict(new)))
    return True


def await_healthy(instance: Instance, service: Service) -> None:
    """Return as soon as a started service is healthy.

    Raises:
        ServiceError: it ended, or is not healthy within its time; the message ends with its log.
    """
    deadline = time.monotonic() + service.start_seconds
    record = read_record(instance, service.name)
    handle = _open(record) if record else None
    if handle is None:
        raise _failure(instance, service, "ended at once")
    pause, longest_pause = LOOK_AGAIN_SECONDS
    try:
        while not service.healthy():
            # The pause ends at once if the program does.
            if _ended(handle, pause):
                raise _failure(instance, service, "ended before it was healthy")
            if time.monotonic() > deadline:
                why = f"is not healthy after {service.start_seconds:.0f} s"
                raise _failure(instance, service, why)
            pause = min(pause * 1.5, longest_pause)
    finally:
        os.close(handle)


def stop(instance: Instance, names: Iterable[str]) -> list[str]:
    """End services together and wait until they are gone; return those that ran."""
    handles: dict[str, int] = {}
    records: dict[str, Record] = {}
    for name in names:
        record = read_record(instance, name)
        handle = _open(record) if record else None
        if record is not None and handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, record.stop_signal)
            handles[name], records[name] = handle, record
        else:
            (instance.run / f"{name}.pid").unlink(missing_ok=True)
    deadline = time.monotonic() + STOP_SECONDS
    for name, handle in handles.items():
        if not _ended(handle, max(0.0, deadline - time.monotonic())):
            # The leader still runs, so the group's id is certainly that of ours.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(records[name].pid, signal.SIGKILL)
            _ended(handle, STOP_SECONDS)
        os.close(handle)
        (instance.run / f"{name}.pid").unlink(missing_ok=True)
    forget_ended()
    return list(handles)


def forget_ended() -> None:
    """Take leave of children that have ended, whoever ended them."""
    _children[:] = [child for child in _children if child.poll() is None]


def answers(
    port: int, path: str, *, headers: Mapping[str, str] | None = None, below: int = 300
) -> bool:
    """Tell whether a loopback HTTP server answers a path with a status below the given one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        return connection.getresponse().status < below
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _began(pid: int) -> str | None:
    """Return the moment a process began, in the kernel's own terms; None if it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name in parentheses may hold anything; the fields after it do not. 3 is the state and 22
    # the start in clock ticks since the boot.
    fields = stat.rpartition(")")[2].split()
    if fields[0] in "ZX":
        return None
    return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()} {fields[19]}"


def _open(record: Record) -> int | None:
    """Return a descriptor of the recorded process, or None if it has ended."""
    try:
        handle = os.pidfd_open(record.pid)
    except ProcessLookupError:
        return None
    if record.alive():
        return handle
    os.close(handle)
    return None


def _ended(handle: int, seconds: float) -> bool:
    """Wait for a process to end, at most so long; tell whether it did."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _require_free(service: Service) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", service.port))
        except OSError as error:
            taken = f"port {service.port}, wanted for {service.name}, is taken by another program"
            raise UnisonError(f"{taken}; choose another UNISON_PORT") from error


def _failure(instance: Instance, service: Service, what: str) -> ServiceError:
    log = instance.log / f"{service.name}.log"
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES_IN_ERROR:]
    return ServiceError("\n".join([f"{service.name} {what}; the end of {log}:", *lines]))
