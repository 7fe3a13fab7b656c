"""Tokens are believed only from the provider that they are asked of, for this dashboard, and while they hold."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient
from streamlit import auth_util, config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes

OURS, ANOTHER = (RSAKey.generate_key(2048, {"kid": "1"}) for _ in range(2))
COOKIE = "_streamlit_user"


class Provider(BaseHTTPRequestHandler):
    """A provider that gives whatever token it was told to."""

    make = staticmethod(lambda nonce: "")
    nonce = ""

    def answer(self, said):
        content = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.startswith("/.well-known"):
            self.answer(
                {
                    "issuer": here,
                    "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token",
                    "jwks_uri": f"{here}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        else:
            self.answer({"keys": [OURS.as_dict(private=False)]})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": type(self).make(type(self).nonce)})

    def log_message(self, *_said):
        """Keep the test's output to itself."""


@pytest.fixture(scope="module")
def provider():
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(provider, tmp_path):
    """The routes of signing in, as the server has them, with secrets that name the provider."""
    file = tmp_path / "secrets.toml"
    file.write_text(
        f'[auth]\nredirect_uri = "http://testserver/oauth2callback"\ncookie_secret = "{"0123456789abcdef" * 2}"\n'
        f'client_id = "mandegar"\nclient_secret = "x"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(file)])
    secrets_singleton._reset()
    app = Starlette(
        routes=create_auth_routes(""), middleware=[Middleware(SessionMiddleware, secret_key="0123456789abcdef" * 2)]
    )
    yield TestClient(app, follow_redirects=False)
    config.set_option("secrets.files", before)
    secrets_singleton._reset()


def claims(provider, nonce, **said):
    now = int(time.time())
    return {"iss": provider, "aud": "mandegar", "sub": "1", "iat": now, "exp": now + 600, "nonce": nonce, **said}


def signed(said, key=OURS, **header):
    return jwt.encode({"alg": "RS256", "kid": "1", **header}, said, key)


def unsigned(said):
    from base64 import urlsafe_b64encode

    parts = ({"alg": "none"}, said)
    return ".".join(urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts) + "."


def sign_in(client, make, *, state=None):
    """Go the whole way of signing in; returns whether the server took the token for somebody's."""
    Provider.make = staticmethod(make)
    sent = client.get("/auth/login", params={"provider": auth_util.encode_provider_token("default")})
    assert sent.status_code == 302
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    Provider.nonce = asked["nonce"][0]
    answer = client.get("/oauth2callback", params={"code": "c", "state": state or asked["state"][0]})
    assert answer.status_code == 302
    return any(one.startswith(f"{COOKIE}=") and len(one) > 200 for one in answer.headers.get_list("set-cookie"))


def test_a_token_of_the_provider_for_this_dashboard_is_taken(client, provider):
    assert sign_in(client, lambda nonce: signed(claims(provider, nonce)))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("forged", lambda provider, nonce: signed(claims(provider, nonce), ANOTHER)),
        ("unsigned", lambda provider, nonce: unsigned(claims(provider, nonce))),
        ("of another audience", lambda provider, nonce: signed(claims(provider, nonce, aud="another"))),
        ("of another issuer", lambda provider, nonce: signed(claims(provider, nonce, iss="https://evil.example"))),
        ("expired", lambda provider, nonce: signed(claims(provider, nonce, exp=int(time.time()) - 600))),
        ("of another sign-in", lambda provider, _nonce: signed(claims(provider, "another"))),
        ("no token", lambda _provider, _nonce: "abc"),
    ],
)
def test_any_other_token_is_not(client, provider, name, make):
    assert not sign_in(client, lambda nonce: make(provider, nonce)), name


def test_an_answer_that_nobody_asked_for_is_not_taken(client, provider):
    assert not sign_in(client, lambda nonce: signed(claims(provider, nonce)), state="another")
