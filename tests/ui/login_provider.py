"""A provider of OpenID Connect for tests: whoever asks is the person it was started for, with the claims given."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT = {"client_id": "planner", "client_secret": "for-tests-only"}


def answers(handler: BaseHTTPRequestHandler, address: str, key: jwk.RSAKey, claims: dict[str, Any]) -> Any:
    """What is answered to a request; a string is an address to go on to."""
    path, query = urlsplit(handler.path).path, parse_qs(urlsplit(handler.path).query)
    if path == "/.well-known/openid-configuration":
        ends = {name: f"{address}/{name.split('_')[0]}" for name in ("authorization_endpoint", "token_endpoint")}
        ways = {"response_types_supported": ["code"], "id_token_signing_alg_values_supported": ["RS256"]}
        return {"issuer": address, "jwks_uri": f"{address}/jwks", **ends, **ways}
    if path == "/authorization":  # the nonce travels in the code, so that nothing is kept here
        code = base64.urlsafe_b64encode(query["nonce"][0].encode()).decode()
        return f"{query['redirect_uri'][0]}?{urlencode({'code': code, 'state': query['state'][0]})}"
    if path == "/jwks":
        return {"keys": [key.as_dict(private=False)]}
    form = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
    now = int(time.time())
    about = {"iss": address, "aud": CLIENT["client_id"], "iat": now, "exp": now + 600, "sub": claims["email"]}
    nonce = base64.urlsafe_b64decode(form["code"][0]).decode()
    token = jwt.encode({"alg": "RS256", "kid": key.kid}, about | {"nonce": nonce} | claims, key)
    return {"access_token": "opaque", "token_type": "Bearer", "expires_in": 600, "id_token": token}


@contextlib.contextmanager
def provider(claims: dict[str, Any]) -> Iterator[str]:
    """A provider on a free port; gives its address."""
    key = jwk.RSAKey.generate_key(2048, auto_kid=True)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers(self, address, key, claims)
            self.send_response(302 if isinstance(answer, str) else 200)
            if isinstance(answer, str):
                self.send_header("Location", answer)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            if not isinstance(answer, str):
                self.wfile.write(json.dumps(answer).encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


def secrets(address: str, app: str) -> str:
    """What .streamlit/secrets.toml says for an app at an address that logs people in here."""
    lines = CLIENT | {
        "redirect_uri": f"{app}/oauth2callback",
        "cookie_secret": "only-for-tests-0123456789abcdefghij",
        "server_metadata_url": f"{address}/.well-known/openid-configuration",
    }
    return "[auth]\n" + "\n".join(f"{name} = {json.dumps(value)}" for name, value in lines.items())
