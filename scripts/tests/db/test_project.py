"""This project's own db/: it keeps the runner's rules, and a running instance can be redeployed."""

from __future__ import annotations

import pytest

from tests.db.conftest import Cluster
from tests.db.load import Request, load_on
from unison_cli.deploy import DATABASE_FOLDER, bootstrap, migrate
from unison_cli.drift import compare_schema_file, find_drift, fresh_schema
from unison_cli.functions import created_object
from unison_cli.postgres import DATABASE
from unison_cli.sqlfile import read_source
from unison_cli.testing import Stack, hire

FUNCTIONS = DATABASE_FOLDER / "functions"
DEPLOYS = 5
REQUESTS_BETWEEN = 40


def test_every_file_is_in_one_load_file() -> None:
    listed = read_source(FUNCTIONS / "load.sql").files

    assert set(FUNCTIONS.rglob("*.sql")) == set(listed)


def test_a_file_holds_the_object_that_it_is_named_after() -> None:
    misnamed = [
        f"{statement.place}: {created.schema}.{created.name}"
        for statement in read_source(FUNCTIONS / "load.sql").statements
        if (created := created_object(statement))
        and (created.schema, created.name) != (statement.path.parent.name, statement.path.stem)
    ]

    assert misnamed == []


@pytest.fixture(scope="module")
def project(cluster: Cluster) -> tuple[str, str]:
    """Return the addresses (owner's, superuser's) of a database that is deployed.

    It is the one that can have pg_cron, which no shadow database can.
    """
    owner, superuser = cluster.address("unison_owner", DATABASE), cluster.superuser(DATABASE)
    bootstrap(superuser)
    assert migrate(owner).release == 1
    return owner, superuser


def test_the_kept_schema_is_that_of_the_files(project: tuple[str, str]) -> None:
    """If it is not: `scripts/unison db schema` writes it."""
    fresh = fresh_schema(*project)

    assert compare_schema_file(DATABASE_FOLDER / "schema.sql", fresh) in ((), None)


def test_it_can_be_deployed_again_and_does_not_drift(project: tuple[str, str]) -> None:
    owner, superuser = project
    bootstrap(superuser)
    assert not migrate(owner).changed
    assert migrate(owner, force=True).release == 2

    assert find_drift(owner, superuser) == ()


@pytest.mark.slow
def test_a_running_instance_serves_while_it_is_redeployed(stack: Stack) -> None:
    api = stack["API_URL"]
    staff = {
        "Authorization": f"Bearer {hire(stack)['access_token']}",
        "Accept-Profile": "admin",
    }
    requests = (
        Request("GET", "/plans"),
        Request("GET", "/features"),
        Request("GET", "/organizations", headers=staff),
        Request("GET", "/subscriptions", headers=staff),
    )
    with load_on(api, requests) as load:
        for _ in range(DEPLOYS):
            load.await_more(REQUESTS_BETWEEN)
            assert migrate(stack["DATABASE_URL"], force=True).release
        load.await_more(REQUESTS_BETWEEN)

    assert load.failures == []
