"""Whose a domain is, as its DNS says. What that means is for SQL to decide."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import dns.asyncresolver
import dns.exception
import dns.resolver
import structlog
from prometheus_client import Counter

from sidecar.database import Database

log = structlog.get_logger()

DOMAIN_CHECKS = Counter("sidecar_domain_checks", "Looked-up domains by their end.", ["outcome"])

CHECKS_AT_ONCE = 8

LOOK_UP_SECONDS = 5.0
"""How long the DNS may take."""

LEASE_SECONDS = 30

Report = Callable[[Callable[[], Awaitable[str]]], Awaitable[str]]


class DomainChecks:
    """Looks up the TXT records by which organizations prove that a domain is theirs."""

    def __init__(self, database: Database, report: Report, server: str | None) -> None:
        """`server` is host:port of a DNS server, if not the system's."""
        self._database = database
        self._report = report
        self._resolver = dns.asyncresolver.Resolver(configure=server is None)
        if server is not None:
            host, _, port = server.rpartition(":")
            self._resolver.nameservers = [host]
            self._resolver.port = int(port)

    async def take(self) -> bool:
        """Look up what is due; True if more may wait."""
        claimed = await self._database.claim_domain_checks(CHECKS_AT_ONCE, LEASE_SECONDS)
        await asyncio.gather(
            *(self._check(c.organization_id, c.domain, c.record_name) for c in claimed)
        )
        return len(claimed) == CHECKS_AT_ONCE

    async def _check(self, organization_id: UUID, domain: str, record_name: str) -> None:
        texts: list[str] = []
        error: str | None = None
        try:
            texts = await self._look_up(record_name)
        except (dns.exception.DNSException, OSError) as fault:
            error = f"{type(fault).__name__}: {fault}"
        outcome = await self._report(
            lambda: self._database.record_domain_check(organization_id, domain, texts, error)
        )
        DOMAIN_CHECKS.labels(outcome).inc()
        log.info("domain", domain=domain, outcome=outcome, error=error)

    async def _look_up(self, name: str) -> list[str]:
        """Return what the TXT records of a name say; none if there is no such name."""
        try:
            answer = await self._resolver.resolve(
                f"{name}.", "TXT", lifetime=LOOK_UP_SECONDS, search=False
            )
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        return [b"".join(record.strings).decode(errors="replace") for record in answer]
