"""A book from another tool, from file to files: `history import`, `analytics export`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from unison_cli.paths import ROOT

DATA = ROOT / "db" / "tests" / "data" / "metrics"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_book_comes_out_as_expected(run: Run, tmp_path: Path) -> None:
    book = DATA / "book2"
    as_of = (book / "as_of.txt").read_text().strip()
    trials = tmp_path / "trials.csv"
    trials.write_text(
        "customer_id,trial_start,trial_end,converted_on\n"
        "T1,2024-12-01,2024-12-15,2024-12-11\nT2,2024-12-02,2024-12-16,\nT3,2025-02-10,,\n"
    )
    assert run("history", "import-trials", trials).returncode == 0
    done = run("history", "import", book / "intervals.csv")
    assert (done.returncode, done.stdout) == (
        0,
        "606 rows: 603 subscriptions of 274 customers.\n",
    )

    done = run("analytics", "export", tmp_path / "out", "--as-of", as_of)
    assert done.returncode == 0, done.stderr
    for name in ("monthly.csv", "movements.csv", "cohort.csv"):
        written = (tmp_path / "out" / name).read_bytes()
        assert written == (book / "expected" / name).read_bytes(), name
    assert (tmp_path / "out" / "trials.csv").read_text().splitlines()[1:] == [
        "2024-12-01,2,2,1,1,0.5,0.5,0,10,10",
        "2025-02-01,1,0,0,0,,0,1,,",
    ]
    forecast = (tmp_path / "out" / "forecast.csv").read_text().splitlines()
    assert forecast[0] == "month,horizon,mrr,lo80,hi80,lo95,hi95,is_low_confidence"
    assert len(forecast) == 13

    again = run("history", "import", book / "intervals.csv")
    assert again.returncode == 2
    assert "book_not_empty" in again.stderr


def test_amounts_may_be_monthly(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text(
        "customer_id,mrr_cents,start_date,end_date\n"
        "A,4408.3333333333,2025-01-01,\nB,4900,2025-01-15,2025-02-01\n"
    )
    assert run("history", "import", file).returncode == 0
    assert run("analytics", "export", tmp_path, "--as-of", "2025-01-31").returncode == 0
    assert (tmp_path / "movements.csv").read_text().splitlines()[1:] == [
        "2025-01-01,A,new,4408.3333333333,0,4408.3333333333",
        "2025-01-15,B,new,4900,0,4900",
    ]


REFUSED = {
    "customer_id,start_date,end_date\nA,2025-01-01,\n": "no column arr_cents",
    "customer_id,arr_cents,start_date,end_date\nA,12,2025-13-01,\n": "line 2",
    "customer_id,arr_cents,start_date,end_date\nA,a lot,2025-01-01,\n": "line 2: a lot is no",
    "customer_id,arr_cents,start_date,end_date\nA,12,2025-01-01\n": "line 2",
    "customer_id,arr_cents,start_date,end_date\nA,-12,2025-01-01,\n": "invalid_argument",
    "customer_id,arr_cents,start_date,end_date\n,12,2025-01-01,\n": "invalid_argument",
}


def test_what_cannot_be_read_is_refused_as_a_whole(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    for text, complaint in REFUSED.items():
        file.write_text(text)
        refused = run("history", "import", file)
        assert refused.returncode == 2
        assert complaint in refused.stderr
