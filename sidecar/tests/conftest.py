"""Real servers for the sidecar to talk to: PostgreSQL, SMTP, and a Stripe that fails on request."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings

from sidecar.settings import Settings
from sidecar.tests.servers import Cluster, Place, ScriptedStripe, Sink, free_port
from unison_cli import postgres
from unison_cli.deploy import bootstrap, migrate
from unison_cli.paths import Instance, Memory, Ports

INTERNAL_KEY = "a-key-for-tests-of-at-least-32-characters"
# How long an example takes says more about the machine than about what is tried.
hypothesis_settings.register_profile("tests", deadline=None)
hypothesis_settings.load_profile("tests")

STAND_IN = Path(__file__).with_name("stand_in.sql")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a cluster of these tests' own, for some of them stop it."""
    state = Path(tempfile.mkdtemp(prefix="unison-sidecar-", dir="/tmp"))
    state.chmod(0o755)
    for name in ("run", "log"):
        (state / name).mkdir()
    memory = Memory(free_port(Ports._fields.index("postgresql")), "embedded", str(state),
                    str(state / "socket"))  # fmt: skip
    found = Cluster(Instance(state, Ports.starting_at(memory.port), memory))
    postgres.make_cluster(found.instance)
    # It is deleted in the end: what it survives is stopping, not the loss of power.
    with (found.instance.home / "pg" / "postgresql.auto.conf").open("a") as file:
        file.write("fsync = off\n")
    found.start()
    try:
        yield found
    finally:
        found.abandon()
        shutil.rmtree(state)


@pytest.fixture(scope="session")
def real_template(cluster: Cluster) -> Place:
    """Deploy all of db/ into a database, to be copied."""
    found = cluster.create_database("real")
    bootstrap(found.superuser)
    migrate(found.address("unison_owner"))
    with psycopg.connect(found.superuser) as connection:
        # A worker runs what is due; nothing is, however late a test comes.
        connection.execute("update jobs.registry set schedule = '0 0 29 2 *'")
    return found


@pytest.fixture(scope="session")
def stand_in_template(cluster: Cluster) -> Place:
    """Make a database with the stand-in, to be copied."""
    found = cluster.create_database("stand_in")
    with psycopg.connect(found.superuser) as connection:
        connection.execute(STAND_IN.read_bytes())
    return found


@pytest.fixture
def place(cluster: Cluster, stand_in_template: Place) -> Place:
    """Return a database of this test's own, with the stand-in for schema sidecar."""
    return cluster.create_database(f"test_{secrets.token_hex(4)}", stand_in_template)


@pytest.fixture
def real(cluster: Cluster, real_template: Place) -> Place:
    """Return a database of this test's own, with all that the product has."""
    return cluster.create_database(f"test_{secrets.token_hex(4)}", real_template)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Start a mail server that keeps what it gets."""
    with Sink().running() as found:
        yield found


@pytest.fixture
def stripe_server() -> Iterator[ScriptedStripe]:
    """Start a Stripe that answers as told, and remembers what it was asked."""
    with ScriptedStripe().running() as found:
        yield found


@pytest.fixture
def make_settings(
    request: pytest.FixtureRequest,
) -> Callable[..., Settings]:
    """Return a function that makes settings for the servers that this test uses."""

    def make(**changes: object) -> Settings:
        values: dict[str, object] = {
            "sidecar_database_url": "postgresql://sidecar@127.0.0.1:1/nowhere",
            "internal_api_key": INTERNAL_KEY,
            "stripe_api_key": "sk_test_tests",
            "stripe_webhook_secrets": "whsec_current,whsec_previous",
            "smtp_port": 1,
            "worker_metrics_port": free_port(),
        }
        for name, key in (
            ("place", "sidecar_database_url"),
            ("real", "sidecar_database_url"),
            ("sink", "smtp_port"),
            ("stripe_server", "stripe_api_base"),
        ):
            if name in request.fixturenames:
                values[key] = request.getfixturevalue(name).setting
        return Settings.model_validate(values | changes)

    return make
