"""The inbox of Stripe's events: every order of arrival gives one state and one history.

Ten organizations' lives at Stripe, in the shapes of two API versions, go through the function that
the sidecar calls, into databases of their own.
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from unison_cli import postgres
from unison_cli.deploy import bootstrap, migrate
from unison_cli.testing import Stack, stack

__all__ = ["stack"]

DATA = Path(__file__).parent / "data" / "stripe"
EXPECTED = json.loads((DATA / "expected.json").read_text())
PRICES = json.loads((DATA / "catalog.json").read_text())["prices"]
ORGANIZATIONS = sorted({customer["org_id"] for customer in EXPECTED["customers"].values()})
SHAPES = ["endive", "2023-08-16"]
SUBSCRIPTION = "sub_1FMhIvqv9SBEJTF8hUz8jTyS"

REFETCH_REASON: LiteralString = (
    "select refetch_reason from billing.stripe_objects where stripe_id = %s"
)

Event = dict[str, Any]
Connection = psycopg.Connection[tuple[Any, ...]]


class Inbox:
    """A database with the ten organizations in it, to which events are delivered."""

    def __init__(self, superuser: str) -> None:
        self.superuser = superuser
        self.owner = psycopg.connect(superuser, autocommit=True)
        self.owner.execute("set role unison_owner")

    def connect(self) -> Connection:
        """Open a connection with the sidecar's rights, and no other."""
        connection = psycopg.connect(self.superuser, autocommit=True)
        connection.execute("set role sidecar")
        return connection

    def ask(self, query: LiteralString, *values: Any) -> Any:
        """Return the first value of the first row, as the owner."""
        row = self.owner.execute(query, values or None).fetchone()
        return row[0] if row else None

    def rows(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """Return all rows, as the owner."""
        return self.owner.execute(query, values or None).fetchall()

    def found(self, organization_id: str) -> None:
        """Make an organization, with a founder and a trial."""
        self.owner.execute(
            """
            with founded as (
                insert into identity.organizations (id, name, created_at)
                values (%s, 'A customer', now())
            ), founder as (
                insert into identity.users (email, full_name, password_hash, created_at)
                values (%s, 'Founder', '-', now())
                returning id
            )
            select id from founder
            """,
            [organization_id, f"{organization_id}@example.com"],
        )
        self.owner.execute(
            "select billing.start_trial(%s, id) from identity.users where email like %s",
            [organization_id, f"{organization_id}%"],
        )

    def deliver(self, *events: Event) -> list[str]:
        """Deliver events one after the other, and return what became of each."""
        with self.connect() as connection:
            return [receive(connection, event)["outcome"] for event in events]

    def settle(self) -> None:
        """Do what the worker does, until nothing waits to be tried any more."""
        with self.connect() as worker:
            while self.ask(
                "select true from webhooks.stripe_events where status = 'pending' limit 1"
            ):
                worker.execute("select sidecar.apply_pending_events()")

    def state(self) -> Any:
        """Return what our tables say, in Stripe's words."""
        return self.ask("select billing.stripe_state()")

    def history(self) -> list[tuple[Any, ...]]:
        """Return what was true when, as known now. Trials begin today: theirs is without times."""
        return self.rows(
            """
            select
                v.organization_id, s.stripe_subscription_id, v.status, v.access, v.status_reason,
                v.plan_version_id is not null, v.cycle, v.currency, v.discount::text,
                v.list_arr_cents, v.net_arr_cents, v.items -> 0 -> 'code', v.items -> 1 -> 'code',
                case when s.source = 'stripe' then v.valid_during::text end,
                case when v.caused_by not like 'fact:%' then v.caused_by end
            from billing.subscription_versions as v
            inner join billing.subscriptions as s
                on v.organization_id = s.organization_id and v.subscription_id = s.id
            where upper_inf(v.known_during)
            order by v.organization_id, s.stripe_subscription_id, lower(v.valid_during)
            """
        )

    def statuses(self, stripe_id: str = SUBSCRIPTION) -> list[str]:
        """Return a subscription's statuses in valid time, as known now."""
        found = self.rows(
            """
            select v.status
            from billing.subscription_versions as v
            inner join billing.subscriptions as s
                on v.organization_id = s.organization_id and v.subscription_id = s.id
            where s.stripe_subscription_id = %s and upper_inf(v.known_during)
            order by lower(v.valid_during)
            """,
            stripe_id,
        )
        return [status for (status,) in found]

    def differences(self) -> list[tuple[Any, ...]]:
        """Return where our tables say something else than all events together."""
        return self.rows(
            """
            select o.id, d.*
            from (select null as id union all select id from identity.organizations) as o
            cross join lateral billing.replay_differences(o.id) as d
            """
        )

    def unsettled(self) -> list[tuple[Any, ...]]:
        """Return the events that are neither applied nor of no interest."""
        return self.rows(
            """
            select id, type, status, error from webhooks.stripe_events
            where status not in ('applied', 'ignored')
            """
        )

    def alarms(self) -> set[tuple[str, str]]:
        """Return the open alarms, but for that of the API version."""
        found = self.rows("select kind, subject from webhooks.alarms where resolved_at is null")
        return {(kind, subject) for kind, subject in found if kind != "api_version"}

    def snapshot_of_everything(self) -> list[Any]:
        """Return all rows that events can change, and all alarms."""
        tables = self.rows(
            """
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname = 'billing' or tablename in ('stripe_events', 'alarms')
            order by 1
            """
        )
        return [
            self.owner.execute(
                sql.SQL("select jsonb_agg(to_jsonb(t) order by to_jsonb(t)) from {} as t").format(
                    sql.SQL(name)
                )
            ).fetchone()
            for (name,) in tables
        ]


def receive(connection: Connection, event: Event) -> dict[str, Any]:
    """Hand over one event as the sidecar does."""
    row = connection.execute(
        "select sidecar.receive_stripe_event(%s)", [json.dumps(event)]
    ).fetchone()
    assert row is not None
    return dict(row[0])


def receive_together(connection: Connection, *payloads: str) -> list[dict[str, Any]]:
    """Hand over what has come meanwhile as the sidecar does."""
    row = connection.execute("call sidecar.receive_stripe_events(%b)", [list(payloads)]).fetchone()
    assert row is not None
    return list(row[0])


def read_events(shape: str) -> list[Event]:
    """Return the lives in the shape of an API version, in the order of what happened."""
    lines = (DATA / f"lifecycle.{shape}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def arrange(events: list[Event], order: str) -> list[Event]:
    """Return events as they might arrive; a number is the seed of a shuffle with duplicates."""
    if order == "as it happened":
        return events
    if order == "backwards":
        return events[::-1]
    chance = random.Random(order)
    arrived = events + chance.sample(events, len(events) // 5)
    chance.shuffle(arrived)
    return arrived


def changed(event: Event, **changes: Any) -> Event:
    """Copy an event with another id, and fields of its object replaced."""
    copy: Event = json.loads(json.dumps(event))
    copy["id"] = f"evt_{secrets.token_hex(12)}"
    copy["data"]["object"] |= changes
    return copy


def first(events: Sequence[Event], event_type: str, object_id: str | None = None) -> Event:
    """Return the first event of a type, of an object."""
    return next(
        event
        for event in events
        if event["type"] == event_type and object_id in (None, event["data"]["object"]["id"])
    )


def of_organization(events: Sequence[Event], organization_id: str) -> list[Event]:
    """Return the events that name an organization or its customer."""
    customers = {
        stripe_id
        for stripe_id, customer in EXPECTED["customers"].items()
        if customer["org_id"] == organization_id
    }
    return [
        event
        for event in events
        if any(word in json.dumps(event) for word in (organization_id, *customers))
    ]


def assert_expected(state: Any, shape: str) -> None:
    """Compare with what Stripe would say; the payloads do not carry everything."""
    unknown = {"discount_percent"} | ({"pause_reason"} if shape != "endive" else set())

    def known(objects: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {
            stripe_id: {name: value for name, value in fields.items() if name not in unknown}
            for stripe_id, fields in objects.items()
        }

    for kind, objects in EXPECTED.items():
        assert known(state[kind] or {}) == known(objects), kind


@pytest.fixture(scope="session")
def template(stack: Stack) -> Iterator[str]:
    """Deploy a database once, with the ten organizations and the prices."""
    name = f"inbox_{secrets.token_hex(4)}"
    administration = postgres.superuser_url(stack.instance)
    address = postgres.superuser_url(stack.instance, name)
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        bootstrap(address)
        migrate(address.replace("//postgres@", "//unison_owner@"), report=lambda _: None)
        inbox = Inbox(address)
        for organization_id in ORGANIZATIONS:
            inbox.found(organization_id)
        for lookup_key, price in PRICES.items():
            inbox.owner.execute(
                "select catalog.link_stripe_price(%s, %s, %s)",
                [lookup_key, price["id"], price["product"]],
            )
        inbox.owner.close()
        yield name
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def make_inbox(stack: Stack, template: str) -> Iterator[Callable[[], Inbox]]:
    """Return a function that makes inboxes, each in a copy of the template."""
    made: dict[str, Inbox] = {}
    administration = postgres.superuser_url(stack.instance)
    with psycopg.connect(administration, autocommit=True) as connection:

        def make() -> Inbox:
            name = f"{template}_{len(made)}"
            connection.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
            made[name] = Inbox(postgres.superuser_url(stack.instance, name))
            return made[name]

        yield make
        for name, inbox in made.items():
            inbox.owner.close()
            connection.execute(
                sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
            )


@pytest.fixture
def inbox(make_inbox: Callable[[], Inbox]) -> Inbox:
    """Return an inbox into which nothing has been delivered."""
    return make_inbox()


@pytest.fixture(scope="session")
def reference() -> dict[str, list[tuple[Any, ...]]]:
    """Hold the history of each shape, as the first order that was tried gave it."""
    return {}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("order", ["as it happened", "backwards", "1", "2", "3", "4", "5"])
def test_any_order_gives_one_state_and_one_history(
    shape: str, order: str, inbox: Inbox, reference: dict[str, list[tuple[Any, ...]]]
) -> None:
    arrived = arrange(read_events(shape), order)
    outcomes = inbox.deliver(*arrived)
    inbox.settle()

    assert set(outcomes) <= {"applied", "parked", "duplicate", "ignored"}
    assert inbox.unsettled() == []
    assert inbox.alarms() == set()
    assert_expected(inbox.state(), shape)
    assert inbox.differences() == []
    assert inbox.history() == reference.setdefault(shape, inbox.history())


def test_both_shapes_tell_the_same_history(make_inbox: Callable[[], Inbox]) -> None:
    histories = []
    for shape in SHAPES:
        inbox = make_inbox()
        inbox.deliver(*read_events(shape))
        histories.append([row[:-1] for row in inbox.history()])
    # In the old shape a pause does not say why.
    assert histories[0] == histories[1]


@pytest.mark.parametrize("shape", SHAPES)
def test_everything_again_changes_nothing(shape: str, inbox: Inbox) -> None:
    events = read_events(shape)
    inbox.deliver(*arrange(events, "6"))
    inbox.settle()
    before = inbox.snapshot_of_everything()

    assert set(inbox.deliver(*arrange(events, "7"))) == {"duplicate"}
    inbox.settle()
    assert inbox.snapshot_of_everything() == before


@pytest.mark.parametrize("seed", ["8", "9"])
def test_four_senders_and_a_worker_at_once(seed: str, inbox: Inbox) -> None:
    arrived = arrange(read_events("endive"), seed)

    def send(number: int) -> list[str]:
        return inbox.deliver(*arrived[number::4])

    with ThreadPoolExecutor(5) as pool:
        sent = [pool.submit(send, number) for number in range(4)]
        while not all(future.done() for future in sent):
            pool.submit(inbox.settle).result()
    outcomes = {outcome for future in sent for outcome in future.result()}
    inbox.settle()

    assert outcomes <= {"applied", "parked", "duplicate", "ignored", "pending"}
    assert inbox.unsettled() == []
    assert_expected(inbox.state(), "endive")


def invoice_life() -> dict[str, Event]:
    """Return the events of the first invoice, by type."""
    invoice = first(read_events("endive"), "invoice.created")["data"]["object"]["id"]
    return {
        event["type"]: event
        for event in read_events("endive")
        if event["data"]["object"]["id"] == invoice
    }


def test_two_events_of_one_object_take_turns(inbox: Inbox) -> None:
    life = invoice_life()
    inbox.deliver(life["invoice.created"])
    with inbox.connect() as slow, ThreadPoolExecutor(1) as pool:
        slow.autocommit = False
        assert receive(slow, life["invoice.paid"])["outcome"] == "applied"
        late = pool.submit(inbox.deliver, life["invoice.finalized"])
        while not inbox.ask("select true from pg_locks where not granted"):
            assert not late.done()
        slow.commit()
        assert late.result() == ["applied"]
    assert inbox.ask("select status from billing.invoices") == "paid"


def test_who_waits_too_long_is_stored_and_applied_later(inbox: Inbox) -> None:
    life = invoice_life()
    inbox.deliver(life["invoice.created"])
    with inbox.connect() as slow:
        slow.autocommit = False
        assert receive(slow, life["invoice.finalized"])["outcome"] == "applied"
        assert inbox.deliver(life["invoice.paid"]) == ["pending"]
        slow.commit()
    assert inbox.ask("select status from billing.invoices") == "open"
    inbox.settle()
    assert inbox.ask("select status from billing.invoices") == "paid"


def test_each_of_several_is_committed_before_the_next(inbox: Inbox) -> None:
    life = invoice_life()
    other = next(
        event
        for event in read_events("endive")
        if event["type"] == "customer.created"
        and event["data"]["object"]["id"] != life["invoice.created"]["data"]["object"]["customer"]
    )
    inbox.deliver(life["invoice.created"])
    with inbox.connect() as slow, inbox.connect() as many, ThreadPoolExecutor(1) as pool:
        slow.autocommit = False
        assert receive(slow, life["invoice.finalized"])["outcome"] == "applied"
        late = pool.submit(
            receive_together,
            many,
            json.dumps(other),
            "{",
            json.dumps(life["invoice.paid"]),
            json.dumps(other),
        )
        while not inbox.ask("select true from pg_locks where not granted"):
            assert not late.done()
        stored = "select status from webhooks.stripe_events where id = %s"
        assert inbox.ask(stored, other["id"]) == "applied"
        slow.commit()
    outcomes = [answer["outcome"] for answer in late.result()]
    # The third may have had enough of waiting.
    assert outcomes[2] in ("applied", "pending")
    assert [*outcomes[:2], outcomes[3]] == ["applied", "refused", "duplicate"]


def test_states_within_one_second_follow_their_chain(inbox: Inbox) -> None:
    created = first(read_events("endive"), "customer.subscription.created", SUBSCRIPTION)
    steps = ["active", "past_due", "active", "unpaid"]
    life = [created]
    for before, after in zip(["trialing", *steps], steps, strict=False):
        update = changed(created, status=after)
        update |= {"type": "customer.subscription.updated", "created": created["created"] + 60}
        update["data"]["previous_attributes"] = {"status": before}
        life.append(update)

    for number, arrived in enumerate(random.Random(12).sample([*permutations(life)], 24)):
        stripe_id = f"{SUBSCRIPTION}{number}"
        inbox.deliver(*(changed(event, id=stripe_id) for event in arrived))
        assert inbox.statuses(stripe_id) == ["trialing", "suspended"], arrived
        assert inbox.ask(REFETCH_REASON, stripe_id) is None


def invent_life(chance: random.Random) -> tuple[list[Event], list[tuple[int, str, int]]]:
    """Return the events of a subscription that changes often, and what is true from each second."""
    created = first(read_events("endive"), "customer.subscription.created", SUBSCRIPTION)
    standing = created["data"]["object"]["status"]
    life, truth = [created], {0: (standing, 1)}
    now = 0
    for _ in range(chance.randrange(3, 9)):
        before = life[-1]["data"]["object"]
        now += chance.choice([0, 0, 1, 3600])
        update = changed(life[-1])
        after = update["data"]["object"]
        update |= {"type": "customer.subscription.updated", "created": created["created"] + now}
        if chance.random() < 0.6:
            statuses = {"active", "past_due", "unpaid", "trialing"} - {before["status"]}
            after["status"] = chance.choice(sorted(statuses))
            previous: dict[str, Any] = {"status": before["status"]}
        else:
            after["items"]["data"][0]["quantity"] += 1
            after["quantity"] = after["items"]["data"][0]["quantity"]
            previous = {"quantity": before["quantity"], "items": {"data": before["items"]["data"]}}
        update["data"]["previous_attributes"] = previous
        life.append(update)
        # A "trial" of somebody who pays only moves the next bill.
        if after["status"] != "trialing" or standing not in {"active", "past_due"}:
            standing = after["status"]
        truth[now] = (standing, after["quantity"])
    if chance.random() < 0.5:
        ended = changed(life[-1], status="canceled", ended_at=created["created"] + now)
        ended["data"].pop("previous_attributes", None)
        ended |= {"type": "customer.subscription.deleted", "created": created["created"] + now}
        life.append(ended)
        truth[now] = ("canceled", truth[now][1])
    if chance.random() < 0.3:
        # One change may be told twice.
        life.append(json.loads(json.dumps(life[1])) | {"id": f"evt_{secrets.token_hex(12)}"})
    told = [(second, *what) for second, what in sorted(truth.items())]
    return life, [
        now
        for now, then in zip(told, [None, *told], strict=False)
        if then is None or now[1:] != then[1:]
    ]


@pytest.mark.parametrize("seed", range(3))
def test_an_invented_life_in_any_order_is_told_as_it_was(seed: int, inbox: Inbox) -> None:
    chance = random.Random(seed)
    for number in range(3):
        life, truth = invent_life(chance)
        for order in range(3):
            organization_id = str(UUID(int=(seed << 16) + (number << 8) + order))
            inbox.found(organization_id)
            name = f"{SUBSCRIPTION}{number}{order}"
            text = json.dumps(life).replace(SUBSCRIPTION, name)
            text = text.replace(life[0]["data"]["object"]["customer"], f"cus_{name}")
            text = text.replace(EXPECTED["subscriptions"][SUBSCRIPTION]["org_id"], organization_id)
            arrived = json.loads(text)
            for event in arrived:
                event["id"] += f"{number}{order}"
            chance.shuffle(arrived)
            inbox.deliver(*arrived)
            inbox.settle()
            told = inbox.rows(
                """
                select
                    extract(epoch from lower(v.valid_during))::bigint - %s,
                    case v.status when 'suspended' then 'unpaid' else v.status end,
                    (v.items -> 0 ->> 'quantity')::integer
                from billing.subscription_versions as v
                inner join billing.subscriptions as s
                    on v.organization_id = s.organization_id and v.subscription_id = s.id
                where s.stripe_subscription_id = %s and upper_inf(v.known_during)
                order by v.valid_during
                """,
                life[0]["created"],
                name,
            )
            assert told == truth, arrived
            assert inbox.ask(REFETCH_REASON, name) is None
    assert inbox.unsettled() == []
    assert inbox.differences() == []


def test_a_tie_that_nothing_decides_asks_for_a_look_at_stripe(inbox: Inbox) -> None:
    events = read_events("endive")
    created = first(events, "customer.subscription.created", SUBSCRIPTION)
    for status in ("active", "past_due"):
        update = changed(created, status=status)
        update |= {"type": "customer.subscription.updated", "created": created["created"] + 60}
        assert inbox.deliver(update) == ["applied"]
    assert inbox.ask(REFETCH_REASON, SUBSCRIPTION) == "undecided_order"

    later = changed(created, status="active")
    inbox.deliver(
        later | {"type": "customer.subscription.updated", "created": created["created"] + 61}
    )
    assert inbox.ask(REFETCH_REASON, SUBSCRIPTION) is None


def test_a_late_event_corrects_the_past_and_keeps_what_was_known(inbox: Inbox) -> None:
    events = [
        event for event in read_events("endive") if event["data"]["object"]["id"] == SUBSCRIPTION
    ]
    late = first(events, "customer.subscription.updated")
    inbox.deliver(*(event for event in events if event is not late))
    known = inbox.history()
    instant = inbox.ask("select clock_timestamp()")
    inbox.deliver(late)

    assert inbox.history() != known
    remembered = inbox.ask(
        """
        select count(*) from billing.subscription_versions as v
        where v.known_during @> %s::timestamptz
        """,
        instant,
    )
    assert remembered == len(known)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_unknown_organization_parks_and_its_founding_releases(shape: str, inbox: Inbox) -> None:
    stranger = "5ba1e0a5-0000-4000-8000-000000000001"
    life = json.loads(
        json.dumps(of_organization(read_events(shape), ORGANIZATIONS[0])).replace(
            ORGANIZATIONS[0], stranger
        )
    )
    assert set(inbox.deliver(*life)) <= {"parked", "ignored", "applied"}
    assert ("unknown_organization", stranger) in {
        (kind, subject) for kind, subject in inbox.alarms()
    } | {
        ("unknown_organization", row[0])
        for row in inbox.rows("select subject from webhooks.stripe_event_waits")
    }
    inbox.settle()
    assert inbox.unsettled() != []

    inbox.found(stranger)
    inbox.settle()
    assert inbox.unsettled() == []
    assert inbox.alarms() == set()


def test_an_unknown_price_parks_and_its_link_releases(inbox: Inbox) -> None:
    created = json.loads(
        json.dumps(
            first(read_events("endive"), "customer.subscription.created", SUBSCRIPTION)
        ).replace(PRICES["starter_monthly"]["id"], "price_elsewhere")
    )
    assert inbox.deliver(created) == ["parked"]
    assert inbox.alarms() == {("unknown_price", "price_elsewhere")}

    inbox.owner.execute(
        "select catalog.link_stripe_price('starter_monthly', 'price_elsewhere', 'prod_elsewhere')"
    )
    inbox.settle()
    assert inbox.statuses() == ["trialing"]
    assert inbox.alarms() == set()


def test_a_missing_field_parks_until_somebody_releases_it(inbox: Inbox) -> None:
    created = first(read_events("endive"), "customer.subscription.created", SUBSCRIPTION)
    broken = changed(created)
    del broken["data"]["object"]["status"]
    assert inbox.deliver(broken, created) == ["parked", "applied"]
    assert inbox.alarms() == {("missing_field", broken["id"])}
    error = inbox.ask("select error from webhooks.stripe_events where id = %s", broken["id"])
    assert error["message"] == "This subscription has no status"

    assert inbox.ask("select webhooks.release_parked('missing_field')") == 1
    inbox.settle()
    assert [row[2] for row in inbox.unsettled()] == ["parked"]


def test_poison_is_tried_eight_times_while_others_flow(inbox: Inbox) -> None:
    events = read_events("endive")
    poison = changed(first(events, "invoice.created"), id="in_poison", currency="dollars")
    assert inbox.deliver(poison, *events[:40])[0] == "pending"
    assert [row[0] for row in inbox.unsettled()] == [poison["id"]]

    for attempt in range(2, 9):
        inbox.owner.execute(
            "update webhooks.stripe_events set next_attempt_at = now() where status = 'failed'"
        )
        with inbox.connect() as worker:
            worker.execute("select sidecar.apply_pending_events()")
        assert (
            inbox.ask("select attempts from webhooks.stripe_events where id = %s", poison["id"])
            == attempt
        )
    assert [row[2] for row in inbox.unsettled()] == ["parked"]
    assert inbox.alarms() == {("poison", poison["id"])}


def test_what_is_not_for_us_is_refused_and_leaves_nothing(inbox: Inbox) -> None:
    event = first(read_events("endive"), "customer.created")
    inbox.owner.execute(
        "update util.settings set value = '\"acct_1\"' where key = 'stripe_account'"
    )
    with inbox.connect() as connection:
        for foreign, reason in [
            (event | {"livemode": True, "account": "acct_1"}, "wrong_livemode"),
            (event | {"account": "acct_2"}, "wrong_account"),
            (event, "wrong_account"),
            (event | {"object": "list", "account": "acct_1"}, "not_an_event"),
        ]:
            answer = receive(connection, foreign)
            assert (answer["status"], answer["reason"]) == (400, reason)
        assert receive(connection, event | {"account": "acct_1"})["outcome"] == "applied"
    assert inbox.ask("select count(*) from webhooks.stripe_events") == 1


def test_one_id_tells_one_story(inbox: Inbox) -> None:
    new, old = (first(read_events(shape), "customer.created") for shape in SHAPES)
    assert new["id"] == old["id"] or old | {"id": new["id"]}
    old = old | {"id": new["id"]}
    assert inbox.deliver(
        new,
        new | {"pending_webhooks": 0},
        old,
        new | {"created": new["created"] + 1},
        changed(new, name="Somebody else") | {"id": new["id"]},
    ) == ["applied", "duplicate", "duplicate", "refused", "refused"]
    assert inbox.alarms() == {("other_body", new["id"])}


def test_an_older_api_version_raises_an_alarm_and_is_read(inbox: Inbox) -> None:
    event = first(read_events("2023-08-16"), "customer.created")
    assert inbox.deliver(event) == ["applied"]
    assert inbox.rows("select kind, subject from webhooks.alarms") == [
        ("api_version", "2023-08-16")
    ]


@pytest.mark.parametrize("order", ["as it happened", "backwards", "10"])
def test_metadata_that_only_the_customer_has_is_enough(order: str, inbox: Inbox) -> None:
    events = read_events("endive")
    for event in events:
        if not event["type"].startswith("customer.created"):
            for place in (
                event["data"]["object"],
                (event["data"]["object"].get("parent") or {}).get("subscription_details") or {},
            ):
                place.pop("metadata", None)
            event["data"]["object"].pop("client_reference_id", None)
    inbox.deliver(*arrange(events, order))
    inbox.settle()
    assert inbox.unsettled() == []
    assert inbox.alarms() == set()
    assert_expected(inbox.state(), "endive")


MUTANTS: dict[str, tuple[LiteralString, LiteralString, LiteralString]] = {
    "the newest created wins": (
        "billing.order_snapshots(text)",
        "order by s.is_terminal, s.created_at, s.rank, s.tie_break, s.event_id",
        "order by s.created_at, s.event_id",
    ),
    "the last delivery wins": (
        "billing.record_snapshot(jsonb, text, text, timestamptz, text)",
        "<= (v_before.is_terminal, v_before.created_at, v_before.rank, v_before.tie_break)",
        "is null",
    ),
    "what was given up is not later than what is open": (
        "billing.snapshot_rank(text, text, text)",
        "WHEN 'uncollectible'::text THEN 2",
        "WHEN 'uncollectible'::text THEN 0",
    ),
}


def break_function(inbox: Inbox, signature: str, right: str, wrong: str) -> None:
    """Replace a part of a function's text."""
    text = inbox.ask("select pg_get_functiondef(%s::regprocedure)", signature)
    assert right in text
    inbox.owner.execute(text.replace(right, wrong))


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_order_is_noticed(mutant: str, inbox: Inbox) -> None:
    break_function(inbox, *MUTANTS[mutant])
    inbox.deliver(*arrange(read_events("endive"), "11"))
    inbox.settle()
    with pytest.raises(AssertionError):
        assert_expected(inbox.state(), "endive")


def test_a_missing_chain_is_noticed(inbox: Inbox) -> None:
    break_function(inbox, "billing.order_snapshots(text)", "select o.has_ties", "select false")
    with pytest.raises(AssertionError):
        test_states_within_one_second_follow_their_chain(inbox)


def test_missing_locks_are_noticed(inbox: Inbox) -> None:
    for signature in ("billing.claim_stripe_object(jsonb)", "billing.lock_organization(uuid)"):
        break_function(inbox, signature, "pg_advisory_xact_lock(", "hashint8(")
    with pytest.raises(AssertionError):
        test_two_events_of_one_object_take_turns(inbox)
