"""Real servers on this machine: one that takes mail, with TLS or without, and one that takes webhooks and gives CSV."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
Security = Literal["none", "starttls", "tls"]


class Mailbox:
    """Keeps every mail that the server has taken whole."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def certificate(folder: Path) -> Path:
    """A key and a certificate for this machine, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(HOST))])
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2)).add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(text + built.public_bytes(pem))
    return file


@contextmanager
def mail_server(
    security: Security = "none", pem: Path | None = None, port: int | None = None, password: str | None = None
) -> Iterator[tuple[Mailbox, int]]:
    """A mail server until the block ends; with a password nobody mails without it."""
    box, chosen = Mailbox(), port or free_port()
    how: dict[str, Any] = {}
    if security != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(pem))
        how = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    if password is not None:

        def login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
            wanted = isinstance(data, LoginPassword) and data.password == password.encode()
            return AuthResult(success=wanted)

        how |= {"authenticator": login, "auth_required": True, "auth_require_tls": security == "starttls"}
    controller = Controller(box, hostname=HOST, port=chosen, **how)
    controller.start()
    try:
        yield box, chosen
    finally:
        controller.stop()


class Web:
    """Answers GET with `csv`, keeps what is posted; `status` is what it says to that."""

    def __init__(self) -> None:
        self.csv, self.status = "", 200
        self.posted: list[tuple[dict[str, str], dict[str, Any]]] = []


@contextmanager
def web_server() -> Iterator[tuple[Web, str]]:
    """A web server until the block ends, and its address."""
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(web.csv)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if web.status == 200:
                web.posted.append((dict(self.headers), json.loads(body)))
            self._answer("")

        def _answer(self, text: str) -> None:
            self.send_response(web.status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web, f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
