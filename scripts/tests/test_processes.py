"""Programs are started once, recognised for certain, and ended exactly."""

from __future__ import annotations

import dataclasses
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from unison_cli import processes
from unison_cli.errors import UnisonError
from unison_cli.paths import Instance, Memory, Ports
from unison_cli.processes import Service

LISTEN = """
import pathlib, signal, socket, sys
if sys.argv[2:] == ["stubborn"]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    server.accept()[0].close()
"""


@pytest.fixture
def instance(tmp_path: Path, free_ports: Callable[[], int]) -> Iterator[Instance]:
    port = free_ports()
    found = Instance(
        tmp_path, Ports.starting_at(port), Memory(port, "embedded", str(tmp_path), str(tmp_path))
    )
    found.run.mkdir()
    found.log.mkdir()
    yield found
    processes.stop(found, processes.recorded_names(found))


@pytest.fixture
def listener(instance: Instance) -> Service:
    """Return a service that listens on the instance's first port, and does nothing else."""
    port = instance.ports.gateway

    def accepts() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            return False
        return True

    return Service("listener", (sys.executable, "-c", LISTEN, str(port)), port, accepts)


def test_a_service_is_started_once_and_ended(instance: Instance, listener: Service) -> None:
    assert processes.ensure_started(instance, listener)
    processes.await_healthy(instance, listener)
    record = processes.read_record(instance, "listener")
    assert not processes.ensure_started(instance, listener)
    assert processes.read_record(instance, "listener") == record

    assert processes.stop(instance, ["listener"]) == ["listener"]
    assert not listener.healthy()
    assert processes.recorded_names(instance) == []
    assert processes.stop(instance, ["listener"]) == []


def test_a_changed_service_is_started_anew(
    instance: Instance, listener: Service, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_text("one")
    settings = tmp_path / "settings"
    first = dataclasses.replace(listener, sources=(source,), files={settings: "a = 1"})
    processes.ensure_started(instance, first)
    assert settings.read_text() == "a = 1"
    assert settings.stat().st_mode & 0o777 == 0o600

    variants = [
        dataclasses.replace(first, environment={"LEVEL": "2"}),
        dataclasses.replace(first, files={settings: "a = 2"}),
        dataclasses.replace(first, command=(*first.command, "more")),
    ]
    for variant in variants:
        processes.await_healthy(instance, first)
        assert processes.ensure_started(instance, variant)
    source.write_text("two")
    assert processes.ensure_started(instance, variants[-1])
    assert settings.read_text() == "a = 1"


def test_a_pid_that_another_program_has_now_is_left_alone(
    instance: Instance, listener: Service
) -> None:
    processes.ensure_started(instance, listener)
    processes.await_healthy(instance, listener)
    record = processes.read_record(instance, "listener")
    assert record is not None
    with subprocess.Popen(["sleep", "600"]) as stranger:
        processes.stop(instance, ["listener"])
        recycled = dataclasses.replace(record, pid=stranger.pid)
        (instance.run / "listener.pid").write_text(json.dumps(asdict(recycled)))

        assert processes.read_record(instance, "listener") is None
        assert processes.stop(instance, ["listener"]) == []
        assert stranger.poll() is None
        assert processes.recorded_names(instance) == []
        stranger.kill()


def test_what_does_not_end_is_killed(
    instance: Instance, listener: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.2)
    stubborn = dataclasses.replace(listener, command=(*listener.command, "stubborn"))
    processes.ensure_started(instance, stubborn)
    processes.await_healthy(instance, stubborn)
    assert processes.stop(instance, ["listener"]) == ["listener"]
    assert not listener.healthy()


def test_a_service_has_its_own_stop_signal(instance: Instance, listener: Service) -> None:
    polite = dataclasses.replace(
        listener, command=(*listener.command, "stubborn"), stop_signal=signal.SIGINT
    )
    processes.ensure_started(instance, polite)
    processes.await_healthy(instance, polite)
    processes.stop(instance, ["listener"])
    assert "KeyboardInterrupt" in (instance.log / "listener.log").read_text()


def test_a_service_that_ends_is_reported_with_its_log(
    instance: Instance, listener: Service
) -> None:
    broken = dataclasses.replace(
        listener, command=(sys.executable, "-c", "raise SystemExit('no such table')")
    )
    processes.ensure_started(instance, broken)
    with pytest.raises(UnisonError, match=r"(?s)listener ended.*no such table"):
        processes.await_healthy(instance, broken)


def test_a_service_that_never_is_well_is_reported(instance: Instance, listener: Service) -> None:
    ill = dataclasses.replace(listener, healthy=lambda: False, start_seconds=0.1)
    processes.ensure_started(instance, ill)
    with pytest.raises(UnisonError, match=r"not healthy after"):
        processes.await_healthy(instance, ill)


def test_a_taken_port_is_named(instance: Instance, listener: Service) -> None:
    with (
        socket.create_server(("127.0.0.1", listener.port)),
        pytest.raises(UnisonError, match=rf"port {listener.port}.*UNISON_PORT"),
    ):
        processes.ensure_started(instance, listener)
    assert processes.recorded_names(instance) == []
