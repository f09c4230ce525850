"""The documents that are written from the database say what it says."""

from __future__ import annotations

from pathlib import Path

from unison_cli import docs, web_files
from unison_cli.paths import ROOT
from unison_cli.testing import Stack


def test_the_documents_are_up_to_date(stack: Stack) -> None:
    assert web_files.can_render_types()
    assert docs.find_stale(ROOT, docs.render(stack["DATABASE_URL"])) == []


def test_a_document_that_says_something_else_is_found(tmp_path: Path) -> None:
    documents = {"errors.md": "as it is", "roles.md": "as it is", "new.md": "not written yet"}
    (tmp_path / "errors.md").write_text("as it is")
    (tmp_path / "roles.md").write_text("as it was")

    assert docs.find_stale(tmp_path, documents) == ["roles.md", "new.md"]
