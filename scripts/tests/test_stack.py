"""The stack as a whole: started twice, beside another, in odd places, and ended without a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from unison_cli import postgres, processes
from unison_cli.paths import (
    ROOT,
    SOCKET_PATH_LIMIT,
    Instance,
    Memory,
    Ports,
    load_instance,
    outside_folder,
    reaches,
    remove_instance,
    service_user,
)
from unison_cli.processes import Record, read_record, recorded_names
from unison_cli.testing import Stack, broken_invariants, slowness

pytestmark = pytest.mark.slow

PROGRAMS = {"postgresql", "stripe", "inbox", "gateway", "postgrest", "sidecar", "worker"}


def attempt(state: Path, port: int, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command for an instance, with nothing of the tests' own environment but the path."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "UNISON_STATE": str(state),
        "UNISON_PORT": str(port),
        "UNISON_DEMO": "0",
        **more,
    }
    return subprocess.run(
        [str(ROOT / "scripts" / "unison"), *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def unison(state: Path, port: int, *words: str, **more: str) -> str:
    """Run the command for an instance and return what it says; it must succeed."""
    done = attempt(state, port, *words, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def load(state: Path) -> Instance:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNISON_STATE", str(state))
        return load_instance()


def remove(state: Path, port: int) -> None:
    unison(state, port, "stack", "down")
    remove_instance(load(state))


def running(instance: Instance) -> dict[str, Record]:
    records = {name: read_record(instance, name) for name in recorded_names(instance)}
    return {name: record for name, record in records.items() if record is not None}


def pids(instance: Instance) -> dict[str, int]:
    return {name: record.pid for name, record in running(instance).items()}


def demo_standing(instance: Instance) -> dict[str, tuple[str, int]]:
    """Return the status of the demo's organizations, and how many invoices each has paid."""
    with psycopg.connect(Stack(instance)["DATABASE_URL"]) as connection:
        query = """
            select distinct on (o.name)
                o.name,
                s.status,
                (
                    select count(*)
                    from billing.invoices as i
                    where i.organization_id = o.id and i.status = 'paid'
                )
            from identity.organizations as o
            inner join billing.subscriptions as s on o.id = s.organization_id
            where o.is_demo
            order by o.name, s.is_primary desc, s.created_at desc
        """
        return {name: (status, paid) for name, status, paid in connection.execute(query)}


def listeners(instance: Instance) -> set[tuple[str, int]]:
    """Return all addresses (as the kernel writes them) and ports of the instance's block."""
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    entries = [line.split() for table in tables for line in table]
    listening = [entry[1].partition(":") for entry in entries if entry[3] == "0A"]
    found = {(address, int(port, 16)) for address, _, port in listening}
    return {(address, port) for address, port in found if port in instance.ports}


@pytest.fixture(scope="module")
def state(open_folder: Callable[[], Path]) -> Path:
    """Name a folder whose path has a space, and is too long for a socket."""
    folder = open_folder() / ("state of an instance, whose name goes on " + "and on " * 12).strip()
    assert len(str(folder)) > SOCKET_PATH_LIMIT
    return folder


@pytest.fixture(scope="module")
def port(free_ports: Callable[[], int]) -> int:
    return free_ports()


@pytest.fixture(scope="module")
def instance(state: Path, port: int) -> Iterator[Instance]:
    """Start a second instance beside the one that the other tests use."""
    try:
        unison(state, port, "stack", "up")
        yield load(state)
    finally:
        remove(state, port)


def test_everything_runs(instance: Instance) -> None:
    assert pids(instance).keys() == PROGRAMS
    assert httpx.get(f"{instance.api_url}/health").status_code == 200
    assert len(httpx.get(f"{instance.api_url}/plans").json()) == 3


def test_a_shell_can_source_the_variables(instance: Instance) -> None:
    done = subprocess.run(
        ["sh", "-euc", '. "$1"; echo "$API_URL"; psql -XAtc "select 1" "$ANALYST_DATABASE_URL"',
         "sh", str(instance.state / "env")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == [instance.api_url, "1"]
    assert (instance.state / "env").stat().st_mode & 0o077 == 0
    assert (instance.state / "secrets.env").stat().st_mode & 0o077 == 0


def test_up_again_is_quick_and_changes_nothing(instance: Instance) -> None:
    def facts() -> object:
        files = [path for path in instance.state.rglob("*.conf") if "pg" not in path.parts]
        files += [instance.state / name for name in ("env", "secrets.env", "instance.json")]
        with psycopg.connect(Stack(instance)["DATABASE_URL"]) as connection:
            ledger = connection.execute("select count(*), max(applied_at) from deploy.migrations")
            releases = ledger.fetchone()
        return pids(instance), {path: path.stat().st_mtime_ns for path in files}, releases

    before = facts()
    began = time.monotonic()
    output = unison(instance.state, instance.ports.gateway, "stack", "up")
    assert time.monotonic() - began < 10 * slowness()
    assert "everything was running already" in output
    assert facts() == before


def test_up_starts_what_died_and_nothing_else(instance: Instance) -> None:
    before = pids(instance)
    os.kill(before["worker"], signal.SIGKILL)
    unison(instance.state, instance.ports.gateway, "stack", "up")
    after = pids(instance)
    assert after.keys() == PROGRAMS
    assert {name for name in PROGRAMS if after[name] != before[name]} == {"worker"}


def test_status_tells_what_is_not_well(instance: Instance) -> None:
    assert unison(instance.state, instance.ports.gateway, "stack", "status").count(" well ") == 7


def test_the_cluster_is_durable_and_private(instance: Instance) -> None:
    with psycopg.connect(Stack(instance)["DATABASE_URL"]) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            row = connection.execute("select current_setting(%s)", (name,)).fetchone()
            assert row == ("on",)
    assert instance.socket_folder.stat().st_mode & 0o077 == 0
    nobody = f"host=127.0.0.1 port={instance.ports.postgresql} user=postgres dbname=unison"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(nobody)


def test_pg_cron_runs_the_jobs_as_its_own_role(instance: Instance) -> None:
    """Entries follow the registry, every tick succeeds, and what each does is noted."""
    with psycopg.connect(postgres.superuser_url(instance), autocommit=True) as connection:
        row = connection.execute("show cron.host").fetchone()
        assert row == (str(instance.socket_folder),)
        deadline = time.monotonic() + 75
        began = connection.execute("select clock_timestamp()").fetchone()
        assert began is not None
        while True:
            runs = connection.execute(
                "select status, return_message from cron.job_run_details"
                " where username = 'cron_runner' and status in ('succeeded', 'failed')"
                # The entries are there before what they call: until the first deploy they fail.
                " and start_time > %s",
                began,
            ).fetchall()
            done = connection.execute(
                "select from jobs.runs where run_by = 'cron_runner' and outcome = 'succeeded'"
            ).rowcount
            if any(run[0] == "failed" for run in runs) or (runs and done):
                break
            # What is due by the minute is only begun at its entry a minute later.
            connection.execute(
                "update jobs.registry set requested_at = now() where name = 'purge_job_runs'"
            )
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert {run[0] for run in runs} == {"succeeded"}, runs
        entries = connection.execute(
            "select j.jobname, j.schedule, j.command from cron.job as j"
            " where j.username = 'cron_runner' and j.command <> 'call jobs.tick()'"
        ).fetchall()
        wanted = connection.execute("select * from jobs.cron_entries()").fetchall()
        assert sorted(entries) == sorted(wanted)


def test_the_tick_tidies_pg_crons_entries_and_notes(instance: Instance) -> None:
    with psycopg.connect(postgres.superuser_url(instance), autocommit=True) as connection:
        connection.execute(
            "insert into cron.job_run_details (jobid, runid, username, status, start_time)"
            " select 0, -n, 'cron_runner', 'failed', now() - n * interval '25 hours'"
            " from generate_series(1, 9) as n"
        )
        connection.execute("set session authorization cron_runner")
        connection.execute("select cron.schedule('gone', '0 0 * * *', $$call jobs.run('gone')$$)")
        connection.execute("select cron.schedule('a_dba', '0 0 * * *', 'select 1')")
        connection.execute("select cron.unschedule('purge_job_runs')")
        connection.execute("call jobs.tick()")
        rows = connection.execute("select jobname from cron.job").fetchall()
        names = {row[0] for row in rows}
        assert {"a_dba", "purge_job_runs"} <= names
        assert "gone" not in names
        connection.execute("select cron.unschedule('a_dba')")
        kept = connection.execute("select runid from cron.job_run_details where jobid = 0")
        assert len(kept.fetchall()) == 6
        connection.execute("delete from cron.job_run_details where jobid = 0")


def test_the_demo_is_brought_in_once(instance: Instance, state: Path, port: int) -> None:
    assert Stack(instance)["DEMO_EMAIL"] == ""
    unison(state, port, "stack", "up", UNISON_DEMO="1")
    known = Stack(instance)
    standing = {
        "Demo Works": ("active", 1),
        "Demo Trial": ("trialing", 0),
        "Demo Annual": ("active", 1),
        "Demo Downgrade": ("active", 1),
        "Demo Leaver": ("active", 1),
        "Demo Declined": ("active", 1),
    }
    assert demo_standing(instance) == standing
    account = {"email": known["DEMO_EMAIL"], "password": known["DEMO_PASSWORD"]}
    assert httpx.post(f"{instance.api_url}/rpc/sign_in", json=account).status_code == 200

    # Once is enough, however often it is asked for, also where nobody remembers.
    unison(state, port, "demo", "load")
    (state / "env").unlink()
    unison(state, port, "stack", "up", UNISON_DEMO="1")
    assert demo_standing(instance) == standing
    assert Stack(instance).variables == known.variables


def test_more_than_a_year_passes_for_the_demo(instance: Instance, state: Path, port: int) -> None:
    output = unison(state, port, "demo", "advance", "--days", "400")
    assert "400 days have passed; it is " in output
    # Thirteen months are billed after the first, and one year.
    assert demo_standing(instance) == {
        "Demo Works": ("active", 14),
        "Demo Trial": ("suspended", 0),
        "Demo Annual": ("active", 2),
        "Demo Downgrade": ("active", 14),
        "Demo Leaver": ("canceled", 1),
        "Demo Declined": ("canceled", 1),
    }
    inbox = httpx.get(f"{Stack(instance)['INBOX_URL']}/email", timeout=30).json()

    def letters(name: str) -> list[str]:
        """Return what somebody got after the letter that asks to confirm the address."""
        found = [one["subject"] for one in inbox if one["to"][0]["address"].startswith(f"{name}@")]
        assert found[0] == "Confirm your e-mail address"
        return found[1:]

    assert letters("demo") == ["Payment received: 199.00 USD"] * 14
    assert letters("trial") == [
        "Your trial ends in 7 days",
        "Your trial ends in 3 days",
        "Your trial ends in 1 day",
        "Your trial has ended",
    ]
    assert letters("annual") == ["Payment received: 2,149.00 USD"] * 2
    # The change comes with the renewal, before it is billed.
    assert letters("downgrade") == [
        "Payment received: 199.00 USD",
        "Your subscription has changed",
        *["Payment received: 49.00 USD"] * 13,
    ]
    assert letters("leaver") == ["Payment received: 49.00 USD", "Your subscription is canceled"]
    assert letters("declined") == [
        "Payment received: 49.00 USD",
        "Payment failed: 49.00 USD",
        "Still unpaid: 49.00 USD",
        "Still unpaid: 49.00 USD",
        "Your subscription is canceled",
    ]
    assert broken_invariants(Stack(instance)["DATABASE_URL"]) == set()


def test_everything_listens_on_this_machine_alone(instance: Instance) -> None:
    assert listeners(instance) == {("0100007F", port) for port in instance.ports}


def test_down_ends_what_up_started_and_nothing_else(
    instance: Instance, stack: Stack, state: Path, port: int
) -> None:
    others = pids(stack.instance)
    ours = running(instance)
    assert others.keys() == ours.keys() == PROGRAMS

    unison(state, port, "stack", "down")
    assert not [name for name, record in ours.items() if record.alive()]
    assert listeners(instance) == set()
    assert recorded_names(instance) == []
    assert pids(stack.instance) == others
    assert httpx.get(f"{stack['API_URL']}/health").status_code == 200

    # The data is still there, and so are the passwords.
    env = (state / "env").read_text()
    unison(state, port, "stack", "up")
    assert (state / "env").read_text() == env


def test_a_state_folder_that_only_root_can_enter(free_ports: Callable[[], int]) -> None:
    if service_user("postgres") is None:
        pytest.skip("only for root are PostgreSQL and nginx' workers somebody else")
    closed = Path("/root") / f"unison-test-{os.getpid()}"
    closed.mkdir(mode=0o700)
    state, port = closed / "state", free_ports()
    try:
        unison(state, port, "stack", "up")
        instance = load(state)
        assert not instance.home.is_relative_to(closed)
        assert reaches("postgres", instance.home)
        assert httpx.get(f"{instance.api_url}/health").status_code == 200
        assert httpx.get(instance.web_url).status_code == 200
    finally:
        remove(state, port)
        closed.rmdir()
    assert not outside_folder(state).exists()


def test_a_server_of_your_own(
    open_folder: Callable[[], Path], free_ports: Callable[[], int]
) -> None:
    folder, port = open_folder(), free_ports()
    (folder / "run").mkdir()
    (folder / "log").mkdir()
    memory = Memory(free_ports(), "embedded", str(folder), str(folder / "socket"))
    yours = Instance(folder, Ports.starting_at(memory.port), memory)
    postgres.make_cluster(yours)
    server = postgres.server(yours)
    processes.ensure_started(yours, server)
    processes.await_healthy(yours, server)
    state = folder / "state"
    address = f"postgresql://unison_owner:your-word@127.0.0.1:{yours.ports.postgresql}/unison"
    try:
        refused = attempt(state, port, "stack", "up", DATABASE_URL=address)
        assert "BOOTSTRAP_DATABASE_URL" in refused.stderr

        superuser = postgres.superuser_url(yours)
        unison(state, port, "stack", "up", DATABASE_URL=address, BOOTSTRAP_DATABASE_URL=superuser)
        instance = load(state)
        assert pids(instance).keys() == PROGRAMS - {"postgresql"}
        assert Stack(instance)["DATABASE_URL"] == address
        assert not (state / "pg").exists()

        # Later on the instance knows which server it uses, and needs no superuser.
        assert "running already" in unison(state, port, "stack", "up")
        unison(state, port, "stack", "down")
        assert server.healthy()
    finally:
        attempt(state, port, "stack", "down")
        processes.stop(yours, ["postgresql"])
