"""The HTTP side, over real sockets and with a real database."""

from __future__ import annotations

import json
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from sidecar.database import Database
from sidecar.http import create_app
from sidecar.settings import Settings
from sidecar.stripe_webhook import MAX_BODY_BYTES
from sidecar.tests.conftest import INTERNAL_KEY
from sidecar.tests.servers import Place, served, wait_until
from sidecar.tests.signing import EVENT, NONSENSE, SECRETS, sign, wrong_signatures

MALFORMED = 'sidecar_stripe_webhooks_total{outcome="malformed"}'

SettingsMaker = Callable[..., Settings]


@pytest.fixture
def client(place: Place, make_settings: SettingsMaker) -> Iterator[httpx.Client]:
    """Serve the application, and talk to it."""
    database = Database(place.setting, connections=4, application_name="tests", timeout_seconds=0.5)
    with (
        served(create_app(make_settings(), database)) as address,
        httpx.Client(base_url=address, trust_env=False) as found,
    ):
        yield found


def send(
    client: httpx.Client, body: bytes | Iterator[bytes], signature: str | None
) -> httpx.Response:
    headers = {} if signature is None else {b"Stripe-Signature": signature.encode("latin-1")}
    return client.post("/webhooks/stripe", content=body, headers=headers)


def stored(place: Place) -> list[str]:
    return [row["body"] for row in place.rows("select body from sidecar.stripe_events order by id")]


def value(client: httpx.Client, sample: str) -> float | None:
    """Return one figure of /metrics."""
    lines = dict(
        line.rsplit(" ", 1)
        for line in client.get("/metrics").text.splitlines()
        if not line.startswith("#")
    )
    return float(lines[sample]) if sample in lines else None


# Webhooks


@pytest.mark.parametrize("secret", SECRETS)
def test_a_signed_event_is_stored_as_it_came(
    client: httpx.Client, place: Place, secret: str
) -> None:
    body = '{ "object": "event",\n "id": "evt_1", "name": "Zoë \\u00e9" }'.encode()
    answer = send(client, body, sign(body, secret))
    assert (answer.status_code, answer.json()["outcome"]) == (200, "applied")
    assert stored(place) == [body.decode()]


def test_a_repeated_event_is_answered_and_not_stored_again(
    client: httpx.Client, place: Place
) -> None:
    assert send(client, EVENT, sign(EVENT)).json()["outcome"] == "applied"
    assert send(client, EVENT, sign(EVENT)).json()["outcome"] == "duplicate"
    assert len(stored(place)) == 1


def test_the_matrix_of_malformed_webhooks(client: httpx.Client, place: Place) -> None:
    """Whatever is wrong is answered with 400, and nothing is stored."""
    answers = {name: send(client, body, sign(body)) for name, body in NONSENSE.items()}
    answers |= {name: send(client, EVENT, header) for name, header in wrong_signatures().items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        answers, 400
    )
    assert all(answer.json()["reason"] for answer in answers.values())
    assert stored(place) == []


@pytest.mark.parametrize(("length", "status"), [(MAX_BODY_BYTES, 200), (MAX_BODY_BYTES + 1, 400)])
def test_the_longest_body(client: httpx.Client, place: Place, length: int, status: int) -> None:
    frame = b'{"id":"evt_1","object":"event","x":"%s"}'
    body = frame % (b"x" * (length - len(frame) + 2))
    assert len(body) == length
    assert send(client, body, sign(body)).status_code == status
    assert len(stored(place)) == (status == 200)


def test_a_body_without_end_is_refused_and_not_kept(client: httpx.Client) -> None:
    tracemalloc.start()
    try:
        assert send(client, (b"x" * 100_000 for _ in range(300)), "t").status_code == 400
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_a_sender_that_hangs_up_stores_nothing(client: httpx.Client, place: Place) -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as raw:
        head = f"POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nStripe-Signature: {sign(EVENT)}\r\n"
        before = value(client, MALFORMED) or 0
        raw.sendall(head.encode() + b"Content-Length: 1000\r\n\r\n" + EVENT)
    wait_until(lambda: value(client, MALFORMED) == before + 1)
    assert stored(place) == []


def test_other_methods_have_no_business_there(client: httpx.Client) -> None:
    assert client.get("/webhooks/stripe").status_code == 405


def test_a_refusal_of_the_database_is_passed_on(client: httpx.Client, place: Place) -> None:
    place.rows(
        "create or replace function sidecar.receive_stripe_event(payload text) returns json"
        " language sql as $$ select json_build_object("
        "'status', 400, 'outcome', 'refused', 'reason', 'livemode') $$"
    )
    answer = send(client, EVENT, sign(EVENT))
    assert (answer.status_code, answer.json()["reason"]) == (400, "livemode")


def test_503_when_the_database_fails(client: httpx.Client, place: Place) -> None:
    place.break_function("receive_stripe_event")
    assert send(client, EVENT, sign(EVENT)).status_code == 503
    place.mend()
    assert send(client, EVENT, sign(EVENT)).status_code == 200


def test_503_when_the_database_does_not_answer(client: httpx.Client, place: Place) -> None:
    with psycopg.connect(place.superuser) as blocker:
        blocker.execute("lock table sidecar.stripe_events")
        assert send(client, EVENT, sign(EVENT)).status_code == 503
    assert stored(place) == []
    assert send(client, EVENT, sign(EVENT)).status_code == 200


def test_503_while_the_database_is_away_and_200_when_it_is_back(
    client: httpx.Client, place: Place
) -> None:
    assert send(client, EVENT, sign(EVENT)).status_code == 200
    with place.cluster.stopped():
        assert [send(client, EVENT, sign(EVENT)).status_code for _ in range(6)] == [503] * 6
        assert send(client, b"[]", sign(b"[]")).status_code == 400
    assert send(client, EVENT, sign(EVENT)).json()["outcome"] == "duplicate"


def test_a_restart_of_the_database_costs_no_webhook(client: httpx.Client, place: Place) -> None:
    """Every connection is dead, and still no sender is turned away."""
    bodies = [json.dumps({"id": f"evt_{n}", "object": "event"}).encode() for n in range(40)]
    with ThreadPoolExecutor(8) as senders:
        list(senders.map(lambda body: send(client, body, sign(body)), bodies[:20]))
        assert place.end_sessions() > 0
        answers = list(senders.map(lambda body: send(client, body, sign(body)), bodies[20:]))
    assert {answer.status_code for answer in answers} == {200}
    assert len(stored(place)) == 40


# Internal endpoints


@pytest.mark.parametrize("path", ["/internal/ping", "/internal/", "/internal/nothing"])
@pytest.mark.parametrize("key", [None, "", "wrong", INTERNAL_KEY[:-1], INTERNAL_KEY + "x", "é"])
def test_internal_endpoints_are_closed(client: httpx.Client, path: str, key: str | None) -> None:
    headers = {} if key is None else {b"X-Internal-Key": key.encode()}
    assert client.post(path, headers=headers).status_code == 401


def test_internal_endpoints_open_with_the_key(client: httpx.Client) -> None:
    key = {"X-Internal-Key": INTERNAL_KEY}
    assert client.post("/internal/ping", headers=key).json() == {"pong": True}
    assert client.get("/internal/ping", headers=key).status_code == 405
    assert client.post("/internal/nothing", headers=key).status_code == 404


def test_services_with_an_address_only_give_the_key_as_its_password(client: httpx.Client) -> None:
    def ping(password: str) -> int:
        return client.post("/internal/ping", auth=("sns", password)).status_code

    assert ping(INTERNAL_KEY) == 200
    assert ping("wrong") == 401
    for authorization in ("Basic", "Basic !", f"Bearer {INTERNAL_KEY}", "Basic c25z"):
        answer = client.post("/internal/ping", headers={"Authorization": authorization})
        assert answer.status_code == 401


# Health and metrics


def test_health_and_readiness(client: httpx.Client, place: Place) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    with place.cluster.stopped():
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert client.get("/health").json() == {"status": "unavailable"}
    assert client.get("/readyz").status_code == 200
    assert client.get("/health").json() == {"status": "ok"}


def test_metrics_of_queues(client: httpx.Client, place: Place) -> None:
    depth, age = (f'sidecar_queue_{n}{{queue="emails"}}' for n in ("depth", "oldest_age_seconds"))
    assert (value(client, depth), value(client, age)) == (0, 0)
    place.rows("insert into sidecar.emails (due_at) values (now() - interval '90 seconds')")
    assert value(client, depth) == 1
    assert 90 <= (value(client, age) or 0) < 100
    failed_runs = 'unison_job_failed_runs{name="purge_sessions"}'
    assert (value(client, failed_runs), value(client, "unison_dunned_invoices")) == (1, 2)
    assert value(client, 'sidecar_database_connections{state="in_use"}') == 0
    measured = 'sidecar_request_seconds_count{path="/metrics",status="200"}'
    assert (value(client, measured) or 0) > 0
    with place.cluster.stopped():
        # A figure that is not known is not shown.
        assert value(client, depth) is None
        assert value(client, failed_runs) is None
        assert value(client, "sidecar_database_up") == 0
    assert value(client, "sidecar_database_up") == 1


def test_metrics_of_webhooks(client: httpx.Client) -> None:
    def counts() -> list[float]:
        names = [
            'sidecar_stripe_webhooks_total{outcome="applied"}',
            MALFORMED,
            "sidecar_stripe_webhook_seconds_count",
        ]
        return [value(client, name) or 0 for name in names]

    before = counts()
    send(client, EVENT, sign(EVENT))
    send(client, EVENT, "t=1,v1=00")
    assert [after - was for after, was in zip(counts(), before, strict=True)] == [1, 1, 2]
