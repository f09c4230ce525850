"""What is watched exists, and what goes wrong in the running system raises its alert."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from unison_cli.paths import ROOT
from unison_cli.testing import Stack

DEPLOY = ROOT / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "unison.json"
JOB = "purge_throttles"

# Of PromQL, and of what the scrape adds by itself.
NO_METRICS = {
    *("sum", "by", "le", "rate", "increase", "histogram_quantile", "scalar", "or", "and"),
    *("outcome", "status", "path", "loop", "job", "state", "up"),
}


def promtool(*words: str | Path) -> str:
    """Run Prometheus' own checks."""
    program = shutil.which("promtool")
    assert program, "scripts/install.sh --tests installs prometheus, which brings promtool"
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def scrape(stack: Stack) -> str:
    """Return what the sidecar and the worker tell."""
    worker = f"http://127.0.0.1:{stack.instance.ports.worker_metrics}"
    return "".join(
        httpx.get(f"{address}/metrics", timeout=20).raise_for_status().text
        for address in (stack["SIDECAR_URL"], worker)
    )


def metrics(text: str) -> set[str]:
    """Return the names of series that a scrape can have, also of those not counted yet."""
    names = set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:4]
            names.add(name)
            if kind == "histogram":
                names |= {f"{name}_bucket", f"{name}_count", f"{name}_sum"}
    return names


def named(expression: str) -> set[str]:
    """Return what an expression of PromQL names besides functions and labels."""
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\{[^}]*\}', " ", expression)
    return set(re.findall(r"\b[a-z_][a-z_0-9]*\b", bare)) - NO_METRICS


def test_the_rules_are_sound() -> None:
    promtool("check", "rules", ALERTS)
    promtool("check", "config", ALERTS.with_name("prometheus.yml"))


def test_alerts_and_dashboard_name_metrics_that_exist(stack: Stack) -> None:
    expressions = re.findall(r"^ *expr: (.*)$", ALERTS.read_text(), flags=re.MULTILINE)
    panels = json.loads(DASHBOARD.read_text())["panels"]
    expressions += [target["expr"] for panel in panels for target in panel.get("targets", ())]
    assert len(expressions) > 30
    assert {name for text in expressions for name in named(text)} <= metrics(scrape(stack))
    assert named("rate(planted_total[5m]) > 1") == {"planted_total"}, "or the test sees nothing"


@contextmanager
def killed_job(database: psycopg.Connection[Any], stack: Stack) -> Iterator[None]:
    """Have a session begin a job and die; the tick takes it up as it does with any such."""
    with psycopg.connect(stack["DATABASE_URL"], autocommit=True) as session:
        assert session.execute("select jobs.start_run(%s, false)", [JOB]).fetchone() != (None,)
        pid = session.info.backend_pid
        database.execute("select pg_terminate_backend(%s, 5000)", [pid])
    began = "select jobs.start_run(%s, false), jobs.release_job(%s)"
    database.execute(began, [JOB, JOB])
    yield
    database.execute("call jobs.run(%s)", [JOB])
    database.execute("delete from jobs.runs where job_name = %s and outcome = 'interrupted'", [JOB])


@contextmanager
def stuck_queue(database: psycopg.Connection[Any], _stack: Stack) -> Iterator[None]:
    """Have a letter wait for an hour, as if nobody sent any."""
    key = f"stuck-{uuid4()}"
    database.execute(
        "insert into notify.emails (kind, recipient, data, dedupe_key, next_attempt_at, created_at)"
        " values ('verify_email', 'a@example.com', '{}', %s,"
        " now() + interval '1 day', now() - interval '1 hour')",
        [key],
    )
    yield
    database.execute("delete from notify.emails where dedupe_key = %s", [key])


@contextmanager
def failed_payment(database: psycopg.Connection[Any], _stack: Stack) -> Iterator[None]:
    """Have a charge for a subscription fail.

    It has not begun, for one that has would need a history: tests beside this one ask the
    invariants of the same instance.
    """
    row = database.execute(
        """
        with organization as (
            insert into identity.organizations (name, created_at) values ('Fails', now())
            returning id
        ),
        subscription as (
            insert into billing.subscriptions (
                organization_id, source, is_primary, status, access, started_at, created_at
            )
            select id, 'manual', true, 'incomplete', 'full', now(), now() from organization
            returning organization_id, id
        ),
        invoice as (
            insert into billing.invoices (
                organization_id, status, currency, subtotal_cents, discount_cents, tax_cents,
                total_cents, amount_due_cents, amount_paid_cents, amount_remaining_cents,
                created_at
            )
            select organization_id, 'open', 'usd', 900, 0, 0, 900, 900, 0, 900, now()
            from subscription
            returning organization_id, id
        )
        insert into billing.dunning_cases (
            organization_id, subscription_id, invoice_id, policy_code, opened_at
        )
        select s.organization_id, s.id, i.id, 'default', util.now()
        from subscription as s cross join invoice as i
        returning organization_id
        """
    ).fetchone()
    yield
    database.execute(
        "update billing.dunning_cases set closed_at = util.now(), outcome = 'canceled'"
        " where organization_id = %s",
        row,
    )


@contextmanager
def broken_invariant(database: psycopg.Connection[Any], _stack: Stack) -> Iterator[None]:
    """Have the check find what must never be."""
    row = database.execute(
        "insert into webhooks.alarms (kind, subject, details, raised_at)"
        " values ('invariant', %s, '{\"name\": \"planted\"}', now()) returning id",
        [f"planted {uuid4()}"],
    ).fetchone()
    yield
    database.execute("delete from webhooks.alarms where id = %s", row)


@pytest.mark.parametrize(
    ("fault", "alert", "labels", "metric"),
    [
        (killed_job, "UnisonJobFailed", {"name": JOB}, "unison_job_f.*"),
        (stuck_queue, "UnisonQueueStuck", {"queue": "emails"}, "sidecar_queue_oldest_.*"),
        (failed_payment, "UnisonPaymentFailed", {}, "unison_payments_failed_recently"),
        (
            broken_invariant,
            "UnisonInvariantBroken",
            {"name": "planted"},
            "unison_invariant_violations.*",
        ),
    ],
)
def test_what_goes_wrong_raises_its_alert(
    fault: Any, alert: str, labels: dict[str, str], metric: str, stack: Stack, tmp_path: Path
) -> None:
    with (
        psycopg.connect(stack["DATABASE_URL"], autocommit=True) as database,
        fault(database, stack),
    ):
        seen = scrape(stack)
    assert raises(alert, labels, seen, tmp_path)
    # Others may have left something behind: what is well looks like this.
    well = re.sub(rf"^({metric}) \S+$", r"\1 0", seen, flags=re.MULTILINE)
    assert well != seen
    assert not raises(alert, labels, well, tmp_path)


def test_a_request_is_followed_from_the_gateway_to_its_statements(stack: Stack) -> None:
    token = str(uuid4())
    answer = httpx.post(f"{stack['API_URL']}/rpc/verify_email", json={"token": token})
    request_id = answer.headers["X-Request-Id"]
    assert answer.status_code == 400
    entries = [
        json.loads(line)
        for line in (stack.instance.log / "gateway-access.log").read_text().splitlines()
        if request_id in line
    ]
    assert [entry["path"] for entry in entries] == ["/api/v1/rpc/verify_email"]
    log = stack.log("postgresql").read_text()
    told = [line for line in log.splitlines() if request_id in line]
    assert any("one_time_token_invalid" in line for line in told)
    # An entry goes on in lines that do not name the request.
    assert token not in log, "parameters stay out of the log"


def raises(alert: str, labels: dict[str, str], text: str, folder: Path) -> bool:
    """Whether promtool finds the alert, when half an hour long nothing but this is scraped."""
    series = [
        {"series": _series(sample.name, {**sample.labels, "job": "sidecar"}), "values": values}
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if (values := f"{sample.value:g}x60") and "_created" not in sample.name
    ]
    # Prometheus adds the job; two processes tell of themselves under the same names.
    series = list({one["series"]: one for one in series}.values())
    expected: dict[str, Any] = {"eval_time": "30m", "alertname": alert, "exp_alerts": []}
    tests = {
        "rule_files": [str(ALERTS)],
        "evaluation_interval": "1m",
        "tests": [{"interval": "1m", "input_series": series, "alert_rule_test": [expected]}],
    }
    path = folder / "alerts_test.yml"
    path.write_text(json.dumps(tests))  # YAML knows JSON
    program = shutil.which("promtool")
    assert program
    done = subprocess.run(
        [program, "test", "rules", path], capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    if done.returncode == 0:
        return False
    assert f"alertname: {alert}" in told, told
    got = told.partition("got:")[2]
    return all(f'{name}="{value}"' in got for name, value in labels.items())


def _series(name: str, labels: dict[str, str]) -> str:
    inside = ",".join(f"{key}={json.dumps(value)}" for key, value in labels.items())
    return f"{name}{{{inside}}}"
