r"""SQL files as the runner reads them: ``\ir`` resolved, statements apart, nothing else of psql.

Statements end where psql ends them, so that a file means the same to both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from unison_cli.errors import UnisonError

LEXEME = re.compile(
    r"""
      (?P<space>   \s+ )
    | (?P<comment> --[^\n]* )
    | (?P<nested>  /\* )
    | (?P<string>  '(?:[^']|'')*' | [eE]'(?:[^'\\]|\\.|'')*' )
    | (?P<dollar>  \$(?P<tag>(?:[^\W\d]\w*)?)\$ .*? \$(?P=tag)\$ )
    | (?P<quoted>  "(?:[^"]|"")*" )
    | (?P<word>    [^\W\d][\w$]* )
    | (?P<number>  \d[\w.]* )
    | (?P<command> \\[^\n]* )
    | (?P<open>    ['"] | \$(?:[^\W\d]\w*)?\$ )
    | (?P<symbol>  . )
    """,
    re.VERBOSE | re.DOTALL,
)
COMMENT_EDGE = re.compile(r"/\*|\*/")
TRANSACTION_CONTROL = {"begin", "start", "commit", "end", "rollback", "abort", "prepare"}
INCLUDE = re.compile(r"\\ir\s+([\w./-]+)\s*")


@dataclass(frozen=True)
class Statement:
    """One statement, without its semicolon."""

    path: Path
    line: int
    text: str
    tokens: tuple[str, ...] = ()
    """All of it outside comments; words in lower case, a string or dollar quote is one token."""
    comment: str = ""
    """The comments before it."""
    expands: bool = False
    """Whether the rows that it returns are statements to execute in turn (psql's \\gexec)."""

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return place(self.path, self.line)


@dataclass(frozen=True)
class Source:
    """A file with everything that it includes."""

    statements: tuple[Statement, ...]
    files: dict[Path, str]
    """The text of each file, in the order of reading."""


@dataclass(frozen=True)
class Include:
    r"""One ``\ir``."""

    target: str
    line: int


class SqlFileError(UnisonError):
    """A SQL file that the runner refuses."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{place(path, line)}: {message}")


def place(path: Path, line: int) -> str:
    """Name a line of a file, briefly if the file is below the working directory."""
    here = Path.cwd()
    return f"{path.relative_to(here) if path.is_relative_to(here) else path}:{line}"


def read_source(path: Path) -> Source:
    r"""Read a file and all that it includes with ``\ir``.

    Raises:
        SqlFileError: another backslash command, transaction control, a file that is missing or
            included twice, or text that does not end (a quotation, a comment, a last statement
            without semicolon).
    """
    files: dict[Path, str] = {}
    return Source(tuple(_read(path, files)), files)


def split(text: str, path: Path) -> Iterator[Statement | Include]:
    """Take a text apart at the semicolons and includes that psql would see.

    A semicolon inside parentheses (rules) or inside `begin atomic … end` ends nothing.
    """
    start: int | None = None
    after = parentheses = blocks = 0
    tokens: list[str] = []
    for kind, lexeme, position in _lexemes(text, path):
        if kind == "command":
            line = _line(text, position)
            if start is not None:
                raise SqlFileError(path, line, f"{lexeme.strip()} inside a statement")
            yield _include(lexeme, path, line)
            after = position + len(lexeme)
        elif lexeme != ";" or parentheses > 0 or blocks > 0:
            start = position if start is None else start
            tokens.append(lexeme.lower() if kind == "word" else lexeme)
            parentheses += {"(": 1, ")": -1}.get(lexeme, 0)
            if parentheses == 0:
                blocks += _block_change(tokens, blocks)
        else:
            if start is not None:
                line = _line(text, start)
                if tokens[0] in TRANSACTION_CONTROL:
                    message = f"{tokens[0]} is refused: the runner begins and ends transactions"
                    raise SqlFileError(path, line, message)
                code, comment = text[start:position].rstrip(), text[after:start].strip()
                yield Statement(path, line, code, tuple(tokens), comment)
            start, after, tokens, parentheses = None, position + 1, [], 0
    if start is not None:
        raise SqlFileError(path, _line(text, start), "the last statement has no semicolon")


def _read(path: Path, files: dict[Path, str]) -> Iterator[Statement]:
    # read_text makes every newline \n: a checkout with CRLF is the same file.
    files[path] = path.read_text(encoding="utf-8")
    for part in split(files[path], path):
        if isinstance(part, Statement):
            yield part
            continue
        included = (path.parent / part.target).resolve()
        if not included.is_file():
            raise SqlFileError(path, part.line, f"there is no file {part.target}")
        if included in files:
            raise SqlFileError(path, part.line, f"{part.target} is included a second time")
        yield from _read(included, files)


def _include(command: str, path: Path, line: int) -> Include:
    match = INCLUDE.fullmatch(command)
    if match is None:
        message = f"{command.strip()} is refused: of psql's commands only \\ir is understood"
        raise SqlFileError(path, line, message)
    return Include(match[1], line)


def _lexemes(text: str, path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield what is neither space nor comment, each with its kind and position."""
    position = 0
    while match := LEXEME.match(text, position):
        kind = str(match.lastgroup)
        if kind == "open":
            raise SqlFileError(path, _line(text, position), "a quotation does not end")
        if kind not in {"space", "comment", "nested"}:
            yield kind, match[0], position
        position = _comment_end(text, position, path) if kind == "nested" else match.end()


def _comment_end(text: str, start: int, path: Path) -> int:
    depth = 0
    for edge in COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    raise SqlFileError(path, _line(text, start), "a comment does not end")


def _block_change(tokens: list[str], blocks: int) -> int:
    """Tell whether the last token opens (1) or closes (-1) a block of a `begin atomic` body."""
    head = [token for token in tokens[:4] if token not in {"or", "replace"}]
    if head[0] != "create" or not {"function", "procedure"}.intersection(head[1:2]):
        return 0
    match tokens[-1]:
        case "begin":
            return 1
        case "case":  # closed by its own `end`
            return 1 if blocks else 0
        case "end":
            return -1 if blocks else 0
        case _:
            return 0


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
