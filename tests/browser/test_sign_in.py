"""A real dashboard, a real OpenID Connect provider on this machine, a real browser."""

from __future__ import annotations

import logging
import re
import time
from datetime import timedelta

import pytest
from oidc_provider_mock import User, run_server_in_thread

from tests.browser.conftest import becomes, says, serving, settle
from tests.pages.tiny import MINI, publish

BRIEF = 30
pytestmark = pytest.mark.browser
PEOPLE = (
    User(sub="ann", claims={"email": "ann@firm.example", "name": "Ann Example"}),
    User(sub="bob", claims={"email": "bob@firm.example", "groups": ["sales"]}),
    User(sub="eve", claims={"email": "eve@evil.example", "role": "admin"}),
)
RULES = """
[[rule]]
role = "admin"
email = "ann@firm.example"
[[rule]]
role = "viewer"
groups = "sales"
"""
PROVIDER = """
[auth.{name}]
client_id = "mandegar"
client_secret = "marked-secret-7f3a"
server_metadata_url = "http://localhost:{port}/.well-known/openid-configuration"
"""


@pytest.fixture
def served(tmp_path):
    """The dashboard, where people sign in with a provider whose word holds for an hour, or one of half a minute."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    home = tmp_path / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(home))
        publish(tmp_path, orders=MINI)
    (home / "access.toml").write_text(RULES)
    secrets = tmp_path / "secrets.toml"
    shared = '[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "0123456789abcdef0123"\n'
    with (
        run_server_in_thread(user_claims=PEOPLE) as usual,
        run_server_in_thread(user_claims=PEOPLE, access_token_max_age=timedelta(seconds=BRIEF)) as brief,
    ):
        both = (("keycloak", usual.server_port), ("brief", brief.server_port))
        secrets.write_text(shared + "".join(PROVIDER.format(name=name, port=port) for name, port in both))
        with serving(home, "--secrets.files", str(secrets)) as address:
            yield address


def sign_in(page, who, provider="Keycloak"):
    page.get_by_role("button", name=f"Sign in with {provider}").click()
    page.get_by_role("button", name=who, exact=True).click()
    settle(page)


def sign_out(page):
    """Sign out here and at the provider, which asks once more."""
    leave = page.get_by_role("button", name="Sign out")
    if not leave.count():
        page.locator(".st-key-person button").first.click()
    leave.click()
    page.wait_for_url("**/oauth2/end_session**")
    page.locator("form button").first.click()
    settle(page)
    becomes(page, lambda: title(page), "Sign in")
    assert "_streamlit_user" not in {one["name"] for one in page.context.cookies()}


# Sends bytes the way a file field does, without one.
SEND = """async ([session, kind]) => {
  const token = document.cookie.match(/_streamlit_xsrf=([^;]+)/)[1];
  const body = new FormData();
  body.append("file", new Blob(["customer_id"], {type: "text/csv"}), "orders.csv");
  const place = `/_stcore/upload_file/${session}/${kind}`;
  const answer = await fetch(place, {method: "PUT", body, headers: {"X-Xsrftoken": token}});
  return answer.status;
}"""


def sending_bytes(page, received):
    """What the server answers to bytes sent to each session that it has spoken of to this page."""
    said = b"".join(one if isinstance(one, bytes) else one.encode() for one in received)
    sessions = {one.decode() for one in re.findall(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", said)}
    return {page.evaluate(SEND, [session, f"file-{place}"]) for place, session in enumerate(sorted(sessions))}


def title(page):
    return page.locator("h1").inner_text()


def test_signing_in_and_out(served, page, chromium):
    page.route("**://cdn.jsdelivr.net/**", lambda route: route.abort())  # the provider's own style sheet
    received = []

    def receive(frame):
        received.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", receive))
    page.goto(f"{served}/data?dataset=tiny&version=1")
    settle(page)
    becomes(page, lambda: title(page), "Sign in")
    assert page.get_by_test_id("stFileUploader").count() == 0
    sent = b"".join(one if isinstance(one, bytes) else one.encode() for one in received)
    assert b"Sign in to see this dashboard" in sent
    assert b"complete to" not in sent
    assert b"marked-secret" not in sent

    brief = chromium.new_context(locale="en-US").new_page()
    brief.route("**://cdn.jsdelivr.net/**", lambda route: route.abort())
    brief.goto(served)
    settle(brief)
    sign_in(brief, "bob", "Brief")
    ends_at = time.time() + BRIEF
    becomes(brief, lambda: title(brief), "Overview")

    sign_in(page, "ann")
    page.wait_for_url("**/data?dataset=tiny&version=1**")  # the page that was asked for
    settle(page)
    becomes(page, lambda: title(page), "Data")
    assert 204 in sending_bytes(page, received)
    page.locator(".st-key-person button").first.click()
    page.get_by_text("ann@firm.example").wait_for()
    says(page.get_by_test_id("stPopoverBody"), "administrator")
    kept = {one["name"]: one for one in page.context.cookies()}["_streamlit_user"]
    assert kept["httpOnly"]
    assert kept["sameSite"] == "Lax"

    page.goto(f"{served}/top_customers?dataset=tiny")
    settle(page)
    with page.expect_download() as waiting:
        page.locator('[class*="_csv"] button').first.click()
    taken = waiting.value.url
    assert "/media/" in taken
    assert page.context.request.get(taken).status == 200
    nobody = chromium.new_context()
    assert nobody.request.get(taken).status == 404
    nobody.close()

    forged = chromium.new_context(locale="en-US")
    changed = kept["value"][:-6] + ("000000" if not kept["value"].endswith("000000") else "111111")
    forged.add_cookies([{**kept, "value": changed}])
    stranger = forged.new_page()
    stranger.goto(f"{served}/data")
    settle(stranger)
    becomes(stranger, lambda: title(stranger), "Sign in")
    forged.close()

    sign_out(page)

    sign_in(page, "bob")
    assert page.context.request.get(taken).status == 404
    del received[:]
    page.goto(f"{served}/data")
    settle(page)
    becomes(page, lambda: title(page), "Data")
    said = page.get_by_test_id("stAlert").first.inner_text().replace("\N{WORD JOINER}", "")  # parts addresses
    assert "bob@firm.example in the role “viewer”" in said
    assert page.get_by_test_id("stFileUploader").count() == 0
    assert sending_bytes(page, received) == {400}
    sign_out(page)

    brief.wait_for_timeout(max(0.0, 1000 * (ends_at - time.time())))
    brief.get_by_role("link", name="Cohorts").first.click()
    brief.wait_for_selector(".st-key-providers")
    says(brief.get_by_test_id("stText").first, "Your sign-in ended on")
    brief.context.close()

    sign_in(page, "eve")
    becomes(page, lambda: title(page), "Sign in")
    says(page.get_by_test_id("stText").first, "no rule fits")
    sign_out(page)
