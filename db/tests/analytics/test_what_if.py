"""What-ifs take no lock that anybody could wait for."""

from __future__ import annotations

from db.tests.analytics.books import Connection, ask, import_book, read_book, undone


def test_what_ifs_lock_nothing(owner: Connection) -> None:
    rows, _ = read_book("book1")
    with undone(owner):
        import_book(owner, rows)
        before = locks(owner)
        ask(owner, "select * from analytics.what_if_price_change('starter', 10)")
        ask(owner, "select * from analytics.what_if_migration('starter', 'professional')")
        ask(owner, "select * from analytics.what_if_dunning(7)")
        assert {mode for _, mode in locks(owner) - before} <= {"AccessShareLock"}


def locks(owner: Connection) -> set[tuple[str, str]]:
    found = ask(
        owner,
        """
        select coalesce(l.relation::regclass::text, l.locktype) as target, l.mode
        from pg_locks as l where l.pid = pg_backend_pid()
        """,
    )
    return {(row["target"], row["mode"]) for row in found}
