"""Revenue figures: of 100,000 customers over 36 months, and of 1,000 through HTTP.

The monthly series and the triangle of cohorts come about in three ways: plain SQL over the versions
in PostgreSQL (raw), the functions of schema analytics (as shipped), and the same plain SQL in
DuckDB, on one thread, from the same rows. All three must say the same.
"""

from __future__ import annotations

import base64
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import httpx
import psycopg

from bench.figures import Figure, WrongEndStateError
from bench.instance import own_instance
from sidecar.tests.faults.rig import cpu_seconds, deploy, own_cluster
from unison_cli.paths import Instance, load_instance
from unison_cli.testing import totp

FEW = 10_000
MANY = 100_000
CALLED = 1_000
"""So many customers there are while figures are asked for through HTTP."""

ROUNDS = 7
POINTS = 15
CALLS = 21
WARM_UP = 2

SQL = Path(__file__).with_name("sql")

PLAIN = {
    name: (SQL / "ledger.sql").read_text() + (SQL / f"{name}.sql").read_text()
    for name in ("movements", "cohorts")
}

SHIPPED = {
    "movements": """
        select
            month, new_mrr * 12, reactivation_mrr * 12, expansion_mrr * 12, contraction_mrr * 12,
            churn_mrr * 12, arr, new_n, reactivation_n, churn_n, customers_end
        from analytics.mrr_movements()
    """,
    "cohorts": """
        select cohort, month, cohort_size, cohort_base_mrr * 12, active, mrr * 12
        from analytics.cohort_retention()
    """,
}
"""The same columns: a year's cents, as the plain SQL has them."""

WORK = {"movements": "monthly series", "cohorts": "triangle of cohorts"}

PAID_AT = """
    select coalesce(sum(arr), 0), count(distinct organization_id)
    from bench.paid where begins_on <= $1 and (ends_on is null or ends_on > $1)
"""

REBUILD = """
    select analytics.rebuild_totals('usd', (util.now() at time zone 'UTC')::date, util.now())
"""

DASHBOARD = (
    "summary",
    "mrr_movements",
    "mrr_breakdown",
    "churn",
    "revenue_retention",
    "cohort_retention",
    "trial_conversion",
    "unit_economics",
    "cancellation_reasons",
    "forecast",
    "mrr_at",
)

Connection = psycopg.Connection[Any]
Answer = list[tuple[Any, ...]]
Seconds = Mapping[str, Sequence[float]]
"""What each way took, round by round."""


@dataclass(frozen=True)
class Book:
    """The same customers in both databases."""

    customers: int
    postgresql: Connection
    duck: duckdb.DuckDBPyConnection

    def ask(self, query: str, *values: object) -> Answer:
        """Ask PostgreSQL."""
        return self.postgresql.execute(query.encode(), values).fetchall()

    def ways(self, figure: str) -> dict[str, Callable[[], Answer]]:
        """Return how a figure is computed, each way."""
        return {
            "raw": lambda: self.ask(PLAIN[figure]),
            "shipped": lambda: self.ask(SHIPPED[figure]),
            "duckdb": lambda: self.duck.execute(PLAIN[figure]).fetchall(),
        }


def measure() -> list[Figure]:
    """Measure the large book beside DuckDB, and the dashboard's calls on a small one."""
    return [*_large(), *_called()]


def _large() -> list[Figure]:
    with (
        own_cluster(settings="") as cluster,
        psycopg.connect(deploy(cluster, [], {}).superuser, autocommit=True) as postgresql,
        duckdb.connect(config={"threads": 1}) as duck,
    ):

        def cpu() -> float:
            return cpu_seconds(cluster.instance, "postgresql")

        duck.execute("set enable_progress_bar = false")
        postgresql.execute((SQL / "book.sql").read_bytes())
        few = Book(FEW, postgresql, duck)
        few_seconds = _fill(few, FEW, cpu)
        few_rounds = {figure: _rounds(few, figure) for figure in PLAIN}
        many = Book(MANY, postgresql, duck)
        many_seconds = _fill(many, MANY - FEW, cpu)
        many_rounds = {figure: _rounds(many, figure) for figure in PLAIN}
        points = [*_points(many, cpu), _breakdown(many, cpu)]
    return [
        *(_beside_duckdb(figure, many_rounds[figure]) for figure in PLAIN),
        *(_growth(figure, few_rounds[figure], many_rounds[figure]) for figure in PLAIN),
        Figure(
            "all totals anew, ten times the customers, CPU",
            many_seconds / few_seconds,
            10,
            8,
            measured=f"{many_seconds:.1f} s",
            floor=f"{few_seconds:.2f} s",
        ),
        *points,
    ]


def _fill(book: Book, more: int, cpu: Callable[[], float]) -> float:
    """Add customers, in both databases; return what the processor did for the totals."""
    with book.postgresql.transaction():
        # As a restore does: what triggers would make of a row is not measured here.
        book.postgresql.execute("set local session_replication_role = replica")
        book.ask("select bench.make_book(%s, %s)", more, more / MANY)
    # These came to be known long ago, which is what totals of before cannot know.
    book.postgresql.execute("delete from analytics.refreshes")
    book.postgresql.execute("vacuum (analyze)")
    with tempfile.NamedTemporaryFile(prefix="unison-bench-", suffix=".csv") as file:
        with book.postgresql.cursor().copy(
            "copy (table bench.paid) to stdout (format csv)"
        ) as rows:
            for block in rows:
                file.write(block)
        file.flush()
        book.duck.execute("create schema if not exists bench")
        book.duck.execute(
            f"""
            create or replace table bench.paid as
            from read_csv('{file.name}', header = false, columns = {{
                organization_id: 'uuid', begins_on: 'date', ends_on: 'date', arr: 'bigint'
            }})
            """
        )
    before = cpu()
    book.ask(REBUILD)
    return cpu() - before


def _rounds(book: Book, figure: str) -> Seconds:
    """Compute a figure in all ways, each round in another order.

    Raises:
        WrongEndStateError: they differ.
    """
    ways = list(book.ways(figure).items())
    seconds: dict[str, list[float]] = {name: [] for name, _ in ways}
    for number in range(WARM_UP + ROUNDS):
        answers = {}
        for name, way in ways[number % 3 :] + ways[: number % 3]:
            took, answer = _timed(way)
            seconds[name].append(took)
            answers[name] = [tuple(map(_whole, row)) for row in answer]
        faults = [
            f"{WORK[figure]} of {book.customers}: {name} {row} instead of {wanted}"
            for name in ("shipped", "duckdb")
            for row, wanted in zip(answers[name], answers["raw"], strict=False)
            if row != wanted
        ] + [
            f"{WORK[figure]} of {book.customers}: {len(answer)} rows, {name}"
            for name, answer in answers.items()
            if len(answer) != len(answers["raw"]) or not answer
        ]
        if faults:
            raise WrongEndStateError(faults)
    return {name: values[WARM_UP:] for name, values in seconds.items()}


def _timed(way: Callable[[], Answer]) -> tuple[float, Answer]:
    began = time.perf_counter()
    answer = way()
    return time.perf_counter() - began, answer


def _whole(value: Any) -> Any:
    """Return a number as whole cents: a twelfth, twelve times, is one but for its last decimals."""
    return value if hasattr(value, "year") else round(value)


def _beside_duckdb(figure: str, rounds: Seconds) -> Figure:
    pairs = zip(rounds["shipped"], rounds["duckdb"], strict=True)
    raw, shipped, duck = (
        1e3 * statistics.median(rounds[name]) for name in ("raw", "shipped", "duckdb")
    )
    return Figure(
        f"{WORK[figure]} of {MANY:,}, beside DuckDB",
        statistics.median(shipped / duck for shipped, duck in pairs),
        2,
        1,
        measured=f"{shipped:.1f} ms (raw {raw:.0f})",
        floor=f"{duck:.0f} ms",
    )


def _growth(figure: str, few: Seconds, many: Seconds) -> Figure:
    """Compare ten times the customers with once as many."""
    before, after = (1e3 * statistics.median(rounds["shipped"]) for rounds in (few, many))
    return Figure(
        f"{WORK[figure]}, ten times the customers",
        after / before,
        10,
        2,
        measured=f"{after:.1f} ms",
        floor=f"{before:.1f} ms",
    )


def _points(book: Book, cpu: Callable[[], float]) -> list[Figure]:
    """Ask for the revenue at instants: now, and in the past as known now and as known then.

    Judged by what the processor did, as the dashboard's calls are.

    Raises:
        WrongEndStateError: the revenue is not DuckDB's.
    """
    [(versions, now)] = book.ask("select count(*), util.now() from billing.subscription_versions")
    midnight = datetime.combine(now.date(), datetime.min.time(), UTC)
    # The last instants of days, for DuckDB has days.
    closes = [midnight - timedelta(days=days, microseconds=1) for days in (90, 365, 730, 1000)]

    def cost(at: datetime, known_at: datetime) -> tuple[float, float]:
        def ask() -> Answer:
            return book.ask(
                "select mrr * 12, customers from analytics.mrr_at(%s, %s)", at, known_at
            )

        [(arr, customers)] = ask()
        [wanted] = book.duck.execute(PAID_AT, [at.date()]).fetchall()
        if known_at == now and (round(arr), customers) != wanted:
            raise WrongEndStateError([f"mrr_at {at}: {arr}, {customers} instead of {wanted}"])
        before = cpu()
        seconds = [_timed(ask)[0] for _ in range(POINTS)]
        return 1e3 * (cpu() - before) / POINTS, 1e3 * statistics.median(seconds)

    def figure(when: str, costs: tuple[float, float], must: float) -> Figure:
        value, clock = costs
        return Figure(
            f"mrr_at of {versions:,} versions, {when}, CPU", value, must, must / 2, "ms",
            measured=f"{clock:.0f} ms by the clock",
        )  # fmt: skip

    return [
        figure("now", cost(now, now), 30),
        figure("any past", max(cost(at, known_at) for at in closes for known_at in (now, at)), 150),
    ]


def _breakdown(book: Book, cpu: Callable[[], float]) -> Figure:
    """Ask what the revenue of today consists of.

    Raises:
        WrongEndStateError: its parts are not the whole.
    """

    def ask() -> Answer:
        return book.ask(
            "select sum(b.mrr), sum(b.customers) from analytics.mrr_breakdown() as b"
            " where b.dimension = 'tier'"
        )

    [whole] = book.ask("select mrr, customers from analytics.mrr_at()")
    if tuple(map(_whole, ask()[0])) != tuple(map(_whole, whole)):
        raise WrongEndStateError([f"mrr_breakdown {ask()}, mrr_at {whole}"])
    before = cpu()
    seconds = [_timed(ask)[0] for _ in range(POINTS)]
    return Figure(
        f"mrr_breakdown of {book.customers:,}, CPU",
        1e3 * (cpu() - before) / POINTS,
        50,
        25,
        "ms",
        measured=f"{1e3 * statistics.median(seconds):.0f} ms by the clock",
    )


def _called() -> list[Figure]:
    """Ask for everything that a dashboard shows, as the staff do."""
    with (
        own_instance() as variables,
        psycopg.connect(variables["DATABASE_URL"], autocommit=True) as database,
        httpx.Client(base_url=variables["API_URL"] + "/", timeout=60) as http,
    ):
        database.execute((SQL / "book.sql").read_bytes())
        database.execute("select bench.make_book(%s, 0.42)", [CALLED])
        for table in (
            "identity.organizations",
            "billing.subscriptions",
            "billing.subscription_versions",
        ):
            database.execute(f"analyze {table}".encode())
        database.execute(REBUILD.encode())
        answer = http.post(
            "rpc/sign_in",
            json={
                "email": variables["ADMIN_EMAIL"],
                "password": variables["ADMIN_PASSWORD"],
                "code": totp(base64.b32decode(variables["ADMIN_TOTP_SECRET"])),
            },
        )
        answer.raise_for_status()
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        http.headers["Accept-Profile"] = "analytics"
        with mock.patch.dict(os.environ, UNISON_STATE=variables["UNISON_STATE"]):
            instance = load_instance()
        return [_call(http, instance, name) for name in DASHBOARD]


def _call(http: httpx.Client, instance: Instance, name: str) -> Figure:
    """Ask for one thing, again and again.

    Judged by what the processor did for an answer: alone on a machine it takes as long, while the
    time that is shown beside it grows with the neighbours.

    Raises:
        WrongEndStateError: it was not answered.
    """

    def ask() -> Answer:
        answer = http.get(f"rpc/{name}")
        if answer.status_code != 200:
            raise WrongEndStateError([f"{name}: {answer.status_code} {answer.text}"])
        return []

    def cpu() -> float:
        programs = ("gateway", "postgrest", "postgresql")
        return sum(cpu_seconds(instance, program) for program in programs)

    for _ in range(WARM_UP):
        ask()
    before = cpu()
    seconds = [_timed(ask)[0] for _ in range(CALLS)]
    return Figure(
        f"{name} of {CALLED:,}, through HTTP, CPU",
        1e3 * (cpu() - before) / CALLS,
        50,
        25,
        "ms",
        measured=f"{1e3 * statistics.median(seconds):.0f} ms by the clock",
    )
