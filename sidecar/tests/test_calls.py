"""The sidecar decides nothing: its SQL is calls of functions of its schema, all in one module."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import sidecar

PACKAGE = Path(sidecar.__file__).parent
STATEMENT = re.compile(r"\s*(select|insert|update|delete|merge|with|call|do|set)\s", re.IGNORECASE)
CALL = re.compile(r"(select (\* from )?|call )sidecar\.\w+\((%[sb](, %[sb])*)?\)")


def statements(path: Path) -> list[str]:
    """Return the text of every string in a module that reads like SQL, docstrings aside."""
    tree = ast.parse(path.read_text())
    spoken = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in spoken
        and STATEMENT.match(node.value)
    ]


def test_sql_is_calls_in_one_module() -> None:
    found = {path.name: statements(path) for path in PACKAGE.glob("*.py")}
    assert [name for name, texts in found.items() if texts] == ["database.py"]
    assert [text for text in found["database.py"] if not CALL.fullmatch(text)] == []


def test_a_longer_statement_would_be_seen(tmp_path: Path) -> None:
    module = tmp_path / "clever.py"
    module.write_text(
        '"""Select nothing from here."""\nSQL = "update billing.plans set rank = 1"\n'
    )
    assert statements(module) == ["update billing.plans set rank = 1"]
    assert not CALL.fullmatch("select * from billing.invoices")
    assert CALL.fullmatch("select * from sidecar.claim_emails(%s, %s)")
    assert CALL.fullmatch("call sidecar.tick()")
