"""Requests as bytes, for what no client would write."""

from __future__ import annotations

import contextlib
import socket

from unison_cli.testing import Stack


def exchange(stack: Stack, text: str) -> str:
    """Send something to the gateway, and return all that it answers before it hangs up."""
    port = int(stack["API_URL"].split(":")[2].split("/")[0])
    told = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(text.encode())
        with contextlib.suppress(ConnectionResetError):
            while more := connection.recv(65536):
                told += more
    return told.decode(errors="replace")
