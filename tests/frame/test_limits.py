"""What is beyond a limit is refused before it costs anything, with a sentence and a status that says why."""

from __future__ import annotations

import urllib.error
import urllib.request
import uuid

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import store
from frame import limits, sending
from frame.page import PAGES
from localization import current_language
from tests.browser.conftest import serving
from tests.pages.tiny import MINI, open_page, publish
from tests.waiting import to_its_end

HTML = {"Accept": "text/html,application/xhtml+xml"}


class Server:
    """Answers each request with 200 after it read it; a session lasts until it is closed."""

    def __init__(self):
        self.read = 0

    async def __call__(self, scope, receive, send):
        if scope["type"] == "websocket":
            await receive()
            return
        while True:
            message = await receive()
            self.read += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def answer(app, path, *parts, method="PUT", **headers):
    """Ask a server once; returns the status and the body."""
    waiting, said = [*parts] or [b""], []

    async def receive():
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message):
        said.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    to_its_end(app(scope, receive, send))
    return said[0]["status"], b"".join(one.get("body", b"") for one in said).decode()


@pytest.fixture
def behind(monkeypatch):
    """The limits before a server, and Ann, who may send files in two sessions."""
    monkeypatch.setattr(sending, "_may_send", {"one": "ann@firm.example", "two": "ann@firm.example", "bob": "bob"})
    monkeypatch.setattr(sending, "_refused", set())
    return limits.Limits(Server())


def put(app, session="one", *parts, **headers):
    return answer(app, f"/base/_stcore/upload_file/{session}/{uuid.uuid4()}", *parts, **headers)[0]


def test_one_person_may_send_so_many_files_in_all_their_sessions(behind, monkeypatch):
    monkeypatch.setenv(limits.UPLOAD_FILES, "3")
    assert [put(behind, session) for session in ("one", "two", "one", "two", "bob")] == [200, 200, 200, 429, 200]
    assert sending._refused == {"two"}


def test_so_much_as_was_sent_counts_whatever_was_announced(behind, monkeypatch):
    monkeypatch.setenv(limits.UPLOAD_MB, "2")
    megabyte = b"x" * limits.MEGABYTE
    assert put(behind, "one", megabyte, megabyte, b"x", content_length="7") == 200
    assert put(behind, "two", b"x") == 429
    assert put(behind, "bob", content_length=str(limits.MEGABYTE * 2 + 1)) == 429
    assert put(behind, "bob", b"x", content_length="many") == 200


def test_of_a_file_that_is_refused_no_byte_is_read(behind, monkeypatch):
    monkeypatch.setenv(limits.UPLOAD_FILES, "1")
    assert put(behind, "one", b"12345") == 200
    assert put(behind, "one", b"12345") == 429
    assert behind._app.read == 5


def test_after_ten_minutes_one_may_send_again(monkeypatch):
    monkeypatch.setenv(limits.UPLOAD_FILES, "1")
    sent = limits.Sent()
    sent.begin("ann", 100.0)
    assert not sent.has_room("ann", 0, 699.0)
    assert sent.has_room("ann", 0, 700.0)
    assert not sent._by


def test_zero_is_no_limit(behind, monkeypatch):
    monkeypatch.setenv(limits.UPLOAD_FILES, "0")
    monkeypatch.setenv(limits.UPLOAD_MB, "0")
    assert {put(behind) for _file in range(500)} == {200}


def test_to_whom_no_session_is_known_the_server_answers(behind, monkeypatch):
    monkeypatch.setenv(limits.UPLOAD_FILES, "1")
    assert [put(behind, "nobody") for _file in range(3)] == [200] * 3


def test_the_page_says_that_a_file_was_not_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    publish(tmp_path, orders=MINI)
    refused = iter([True])
    monkeypatch.setattr(sending, "was_refused", lambda: next(refused, False))
    page = open_page("data", dataset="tiny")
    assert any("200 files and 4,096 MB" in one.value for one in page.warning)
    assert not any("4,096" in one.value for one in page.run().warning)


def test_a_question_that_takes_too_long_is_a_sentence_on_a_page(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    publish(tmp_path, orders=MINI)

    def too_slow(*_asked, **_how):
        raise store.TooSlow("It takes longer than 60 seconds")

    monkeypatch.setattr("frame.page.sign_in.badge", too_slow)
    page = open_page(PAGES[0].name, dataset="tiny")
    assert not page.exception
    assert [one.value for one in page.error] == ["It takes longer than 60 seconds"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A real server that takes two sessions and two files of a person."""
    place = tmp_path_factory.mktemp("limited")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(place / "home"))
        patch.setenv(limits.SESSIONS, "2")
        patch.setenv(limits.UPLOAD_FILES, "2")
        publish(place, orders=MINI)
        with serving(place / "home") as where:
            yield where


def asked(address, path, data=None, method="GET", **headers):
    request = urllib.request.Request(f"{address}{path}", data, headers, method=method)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=10) as found:  # noqa: S310
            return found.status, found.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def session(address):
    return connect(f"{address.replace('http', 'ws')}/_stcore/stream", subprotocols=["streamlit"], max_size=None)


def test_one_session_more_than_the_server_takes_is_told_so(address):
    with session(address), session(address):
        with pytest.raises(InvalidStatus) as error:
            session(address)
        assert error.value.response.status_code == 503
        status, said = asked(address, "/retention", **HTML)
        assert (status, "as it takes at once" in said) == (503, True)
        status, said = asked(address, "/", Accept_Language="fa-IR,en;q=0.5".replace("_", "-"), **HTML)
        assert status == 503
        # Its own files, and what looks whether it is well, are not pages.
        assert asked(address, "/_stcore/health")[0] == 200
        assert asked(address, "/calendar/x.ics", **HTML)[0] == 404
    for _attempt in range(50):
        try:
            session(address).close()
            break
        except InvalidStatus:
            continue
    else:
        pytest.fail("no place was given back")
    assert asked(address, "/", **HTML)[0] == 200


def test_it_is_said_in_the_readers_language_which_is_left_to_nobody():
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"accept-language", b"fa-IR,fa;q=0.9")]}
    said = limits._said_full(scope, limits.ALL_TAKEN)
    assert b'lang="fa" dir="rtl"' in said.body
    assert b"at once" not in said.body
    assert current_language() == "en"


def test_a_real_server_takes_no_more_files_of_a_session(address):
    with session(address) as stream:
        asking = BackMsg()
        asking.rerun_script.page_name = "data"
        stream.send(asking.SerializeToString())
        identifier, said = "", ForwardMsg()
        while said.WhichOneof("type") != "script_finished":
            said.ParseFromString(stream.recv(timeout=60))
            identifier = said.new_session.initialize.session_id or identifier
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=10) as found:  # noqa: S310 - our own server
            token = found.headers["Set-Cookie"].partition("_streamlit_xsrf=")[2].partition(";")[0]
        headers = {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token}
        sent = [
            asked(
                address,
                f"/_stcore/upload_file/{identifier}/{at}",
                b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na\r\n--x--\r\n',
                "PUT",
                **{"Content-Type": "multipart/form-data; boundary=x"} | headers,
            )
            for at in range(3)
        ]
        assert [status for status, _said in sent] == [204, 204, 429]
        assert "2 files" in sent[2][1]
        # The page runs anew by itself, and says why.
        shown = b""
        while b"2 files" not in shown:
            shown += stream.recv(timeout=60)
