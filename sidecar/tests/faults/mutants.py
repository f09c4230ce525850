"""Variations that look like an implementation, and are wrong: each must be seen by the checks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from sidecar.tests.servers import Place


@dataclass(frozen=True)
class Rewrite:
    """A change in the text of a function: exactly one place must match."""

    function: str
    pattern: str
    replacement: str


@dataclass(frozen=True)
class Mutant:
    """What is done to a throw-away database and to the sidecar at it."""

    name: str
    symptom: str
    """What the checks must say of it, among other things: a regular expression."""
    rewrites: Sequence[Rewrite] = ()
    statements: Sequence[str] = ()
    fault: str | None = None
    """A fault of `sidecar.tests.faults.mutated`."""

    @property
    def module(self) -> str:
        """What `python -m` runs."""
        return f"sidecar.tests.faults.mutated {self.fault}" if self.fault else "sidecar"

    def apply(self, place: Place) -> None:
        """Change the database."""
        with psycopg.connect(place.superuser) as connection:
            for rewrite in self.rewrites:
                rows = connection.execute(
                    "select pg_get_functiondef(p.oid) from pg_proc as p"
                    " where p.oid = to_regproc(%s)",
                    [rewrite.function],
                ).fetchall()
                ((before,),) = rows
                after, matches = re.subn(
                    rewrite.pattern, rewrite.replacement, before, flags=re.DOTALL
                )
                assert matches == 1, f"{rewrite.function}: {rewrite.pattern}"
                connection.execute(after.encode())
            for statement in self.statements:
                connection.execute(statement.replace("{name}", place.name).encode())


def _trigger(body: str) -> str:
    """Return what changes every snapshot before it is kept."""
    return f"""
        create sequence billing.arrivals;
        create function billing.misplace_snapshot() returns trigger language plpgsql
        security definer as $$
        begin
            new.is_terminal = false;
            new.rank = 0;
            {body}
            return new;
        end
        $$;
        create trigger stripe_snapshots_misplace before insert on billing.stripe_snapshots
        for each row execute function billing.misplace_snapshot();
    """


MUTANTS = (
    Mutant(
        "acknowledge before commit",
        symptom="^lost: ",
        fault="acknowledge-before-commit",
    ),
    Mutant(
        "apply and mark in two transactions",
        symptom="^(subscriptions|invoices|customers|stripe_snapshots) lacks ",
        rewrites=[
            Rewrite(
                "sidecar.receive_stripe_event",
                r"receive_stripe_event\((.*)billing\.try_stripe_event\(v_event\)",
                r"store_stripe_event(\1'applied'",
            )
        ],
        statements=[
            """
            create function sidecar.apply_stripe_event(payload text) returns text
            language sql security definer as $$
                select billing.try_stripe_event(webhooks.parse_stripe_event(payload))
            $$;
            grant execute on all functions in schema sidecar to sidecar;
            """
        ],
        fault="mark-before-applying",
    ),
    Mutant(
        "asynchronous commit",
        symptom="^lost: ",
        statements=["alter role sidecar in database {name} set synchronous_commit = off"],
    ),
    Mutant(
        "no dedupe",
        symptom="^stored twice: ",
        rewrites=[
            Rewrite(
                "webhooks.store_stripe_event",
                "on conflict on constraint stripe_events_pkey do nothing",
                "",
            ),
            Rewrite(
                "billing.record_snapshot",
                "on conflict on constraint stripe_snapshots_pkey do nothing",
                "",
            ),
        ],
        statements=[
            "alter table webhooks.stripe_events drop constraint stripe_events_pkey cascade",
            "alter table billing.stripe_snapshots drop constraint stripe_snapshots_pkey cascade",
        ],
    ),
    Mutant(
        "last delivery wins",
        symptom="^(in_|sub_|cus_).* is .*, not ",
        statements=[_trigger("new.created_at = clock_timestamp();")],
    ),
    Mutant(
        "newer created wins",
        symptom="^(in_|sub_|cus_).* is .*, not ",
        statements=[_trigger("new.tie_break = nextval('billing.arrivals');")],
    ),
    Mutant(
        "no lock per object",
        symptom="^(in_|sub_|cus_|cs_|subscription|invoice|stripe_objects|payments)",
        rewrites=[
            Rewrite("billing.claim_stripe_object", r"perform pg_advisory_xact_lock\(.*?\);", ""),
            Rewrite(
                "billing.claim_stripe_object", r"perform billing\.lock_organization\(.*?\);", ""
            ),
        ],
    ),
    Mutant(
        "effects keyed by event instead of transition",
        symptom="^told too often",
        rewrites=[
            Rewrite("billing.project_invoice", "if state = previous_state then", "if false then"),
            Rewrite(
                "billing.project_invoice",
                r"if \(v_old\.status, v_old\.attempt_count\) is distinct from .*? then",
                "if true then",
            ),
            Rewrite(
                "billing.queue_payment_email",
                r"and \(old\)\.status is distinct from 'paid'",
                "",
            ),
            Rewrite(
                "billing.queue_payment_email",
                r"concat_ws\(':', v_kind, v_occasion, .*?\.email\)\)",
                "gen_random_uuid()::text",
            ),
        ],
    ),
)
