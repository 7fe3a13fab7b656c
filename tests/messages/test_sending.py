"""Messages go out: by a real SMTP server on this machine, and to a web address; what does not go is told."""

from __future__ import annotations

import json
import socket
import threading
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from messages import sending

PICTURE = b"\x89PNG\r\n\x1a\nnot really"
MESSAGE = sending.Message(
    "گزارش کوتاه: shop",
    "متن ساده\nhttps://m.example/overview?dataset=shop&lang=fa",
    '<html dir="rtl"><body><p>سلام</p><img src="cid:usual"></body></html>',
    {"usual": PICTURE},
)


class Box:
    """Keeps what a server is handed."""

    def __init__(self):
        self.mails, self.logins = [], []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # aiosmtpd's own name
        if "refused@example.com" in envelope.rcpt_tos:
            return "554 No such box here"
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def login(self, _server, _session, _envelope, _mechanism, data):
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


@pytest.fixture
def server():
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, authenticator=box.login, auth_require_tls=False)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def webhook():
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if "refuse" in self.path else 200)
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running.server_port, got
    running.shutdown()
    thread.join()
    running.server_close()


def mailto(server, to="ann@example.com", login="user:right@"):
    return f"mailto://{login}127.0.0.1:{server.port}?from=mandegar@example.com&to={to}&mode=insecure"


def test_a_mail_has_a_plain_twin_and_its_picture_inside(server):
    sending.send([mailto(server)], MESSAGE)
    ((to, mail),) = server.mails
    assert to == ["ann@example.com"]
    assert mail["Subject"] == MESSAGE.subject
    assert mail["From"].addresses[0].addr_spec == "mandegar@example.com"
    assert mail["Message-ID"]
    assert mail["Date"]
    assert mail.get_content_type() == "multipart/alternative"
    plain, related = mail.iter_parts()
    assert plain.get_content().split() == MESSAGE.plain.split()
    assert related.get_content_type() == "multipart/related"
    html, picture = related.iter_parts()
    assert html.get_content().strip() == MESSAGE.html
    assert picture["Content-ID"] == "<usual>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == PICTURE
    assert server.logins == [(b"user", b"right")]


def test_each_of_several_people_gets_one_of_their_own(server):
    sending.send([mailto(server, "ann@example.com,bob@example.com")], MESSAGE)
    assert sorted(to for to, _mail in server.mails) == [["ann@example.com"], ["bob@example.com"]]
    assert {mail["To"] for _to, mail in server.mails} == {"ann@example.com", "bob@example.com"}


def test_a_web_address_gets_the_plain_text(webhook):
    port, got = webhook
    sending.send([f"json://127.0.0.1:{port}/hook"], MESSAGE)
    (received,) = got
    assert received["title"] == MESSAGE.subject
    assert received["message"].startswith("متن ساده")


def test_what_is_refused_is_told_and_the_others_go(server, webhook):
    port, got = webhook
    with pytest.raises(sending.SendingError) as told:
        sending.send(
            [mailto(server, "refused@example.com"), f"json://127.0.0.1:{port}/refuse", mailto(server)], MESSAGE
        )
    assert "No such box here" in str(told.value)
    assert "json://127.0.0.1" in str(told.value)
    assert len(server.mails) == 1
    assert len(got) == 1


def test_no_server_there_is_a_sentence_without_the_password(server):
    with pytest.raises(sending.SendingError) as told:
        sending.send(["mailto://user:hush@127.0.0.1:9?from=a@example.com&to=b@example.com&mode=insecure"], MESSAGE)
    assert "did not go" in str(told.value)
    assert "hush" not in str(told.value)
    with pytest.raises(sending.SendingError) as told:
        sending.send([mailto(server, login="user:wrong@")], MESSAGE)
    assert "wrong" not in str(told.value)


@pytest.mark.parametrize("address", ["nonsense", "", "foo://bar:secret@x", "mailto://"])
def test_an_address_that_is_none_is_told_before_anything_goes(server, address):
    with pytest.raises(sending.SendingError) as told:
        sending.check([mailto(server), address])
    assert str(told.value).startswith("Address 2 (")
    assert "secret" not in str(told.value)


def test_a_line_break_in_a_subject_adds_no_header():
    bad = sending.Message("hello\r\nBcc: eve@example.com", "x", "<p>x</p>")
    mail = sending.as_mail(bad, sender=("", "a@example.com"), to=("", "b@example.com"))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "hello Bcc: eve@example.com"
