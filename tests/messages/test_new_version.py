"""What follows a new version: its first answers are kept beside it, its alerts are sent once, and nothing stops it."""

from __future__ import annotations

import access
import register
import store
from messages import brief, experiments, mail_page, new_version, sending, sent, watched
from messages.watched import Looked
from store import answers, folders, following
from store.answers import Answers
from tests.messages.conftest import orders, publish

TO = "json://127.0.0.1:9/hook"


def outbox(monkeypatch):
    kept = []

    def send(addresses, message):
        if "broken" in addresses[0]:
            raise sending.SendingError("It is broken.")
        kept.append((addresses[0], message))

    monkeypatch.setattr(sending, "send", send)
    return kept


def unreachable(*_asked, **_options):
    raise register.RegisterError("It does not answer.")


def configure(text):
    (store.home() / "messages.toml").write_text(text, encoding="utf-8")


def page():
    return mail_page.page(brief.brief(Looked.at(store.open("sample"))))


def test_kept_answers_say_what_fresh_ones_say_and_nothing_is_asked_again(sample, monkeypatch):
    snapshot = store.open("sample")
    fresh = mail_page.page(brief.brief(Looked.at(snapshot, known=Answers({}))))
    new_version.keep(new_version.look(snapshot))
    monkeypatch.setattr(watched, "evaluate", lambda *_asked, **_options: 1 / 0)
    assert page() == fresh


def test_whoever_may_not_see_names_is_answered_anew(sample):
    new_version.keep(new_version.look(store.open("sample")))
    name = brief.brief_of("sample").sections[0].table.rows[0][0]
    with access.acting_as(access.VIEWER):
        assert name not in page()
    assert name.strip("\u2068\u2069") in page()


def test_whoever_is_held_to_some_customers_is_answered_from_those(sample):
    new_version.keep(new_version.look(store.open("sample")))
    held = access.Person(
        "agent", access.ROLES["agent"], "Mina", is_signed_in=True, held_to=(("segment", ("executives",)),)
    )
    with access.acting_as(held):
        assert not answers.read(store.open("sample")).found


def test_answers_of_another_program_or_another_version_are_not_taken(sample, monkeypatch):
    snapshot = store.open("sample")
    new_version.keep(new_version.look(snapshot))
    assert answers.read(snapshot).found
    monkeypatch.setattr(answers, "_program", lambda: "newer")
    assert not answers.read(snapshot).found
    monkeypatch.undo()
    folders.answers_file(snapshot.path).write_bytes(b"half a fi")
    assert not answers.read(snapshot).found


def test_answers_of_another_program_are_found_anew_and_others_left_alone(sample, monkeypatch):
    snapshot = store.open("sample")
    assert new_version.renew() == [], "nothing was ever kept"
    new_version.keep(new_version.look(snapshot))
    assert new_version.renew() == [], "what is kept can be used"
    monkeypatch.setattr(answers, "_program", lambda: "newer")
    assert new_version.renew() == ["sample"]
    assert answers.read(snapshot).found
    folders.answers_file(snapshot.path).write_bytes(b"half a fi")
    assert new_version.renew() == []


def test_alerts_of_a_version_are_sent_once_in_the_language_of_the_place(half, monkeypatch):
    kept = outbox(monkeypatch)
    monkeypatch.setenv("TEAM", TO)
    configure(f'[[alerts]]\nto = ["env:TEAM"]\nlang = "fa"\n[[alerts]]\nto = "{TO}/b"\ndataset = "another"\n')
    done = new_version.follow("shop", 1)
    assert done.alerts >= 2
    assert (done.sent, done.failed) == (1, ())
    assert "مشتریان" in kept[0][1].plain
    assert sent.outcome("shop", 1) == sent.Outcome(1, 1, ())
    assert new_version.follow("shop", 1).sent == 0
    assert len(kept) == 1


def test_what_does_not_go_is_said_and_goes_the_next_time(half, monkeypatch):
    kept = outbox(monkeypatch)
    configure(f'[[alerts]]\nto = ["json://localhost/broken", "{TO}"]\n')
    assert new_version.follow("shop", 1).failed == ("It is broken.",)
    assert [address for address, _message in kept] == [TO]
    assert sent.outcome("shop", 1).failed == ("It is broken.",)
    monkeypatch.setattr(sending, "send", lambda addresses, message: kept.append((addresses[0], message)))
    assert new_version.follow("shop", 1).sent == 1
    assert kept[1][0].endswith("broken")


def test_without_the_register_alerts_go_and_answers_are_kept(half, monkeypatch):
    kept = outbox(monkeypatch)
    configure(f'[[alerts]]\nto = "{TO}"\n')
    monkeypatch.setattr(experiments.register, "actions", unreachable)
    done = new_version.follow("shop", 1)
    assert (done.sent, done.failed, len(kept)) == (1, (), 1)
    assert answers.read(store.open("shop")).found
    last = brief.brief_of("shop").sections[-1]
    assert (last.title, last.said, last.table) == ("Did it work?", "It does not answer.", None)


def test_whatever_keeps_answers_from_being_kept_alerts_go(half, monkeypatch):
    outbox(monkeypatch)
    configure(f'[[alerts]]\nto = "{TO}"\n')
    monkeypatch.setattr(new_version, "brief", lambda _looked: 1 / 0)
    assert (new_version.follow("shop", 1).sent, new_version.follow("shop", 1).failed) == (1, ())


def test_a_file_with_a_mistake_is_said(half):
    for text, said in (("[[alerts]]\nto = 3\n", "a place has"), ("x", "cannot be read"), ("x = 1", "nothing but")):
        configure(text)
        assert said in new_version.follow("shop", 1).failed[0]
    configure('[[alerts]]\nto = "nonsense"\n')
    assert "cannot be understood" in new_version.follow("shop", 1).failed[0]


def test_whatever_goes_wrong_the_version_is_published(home):
    def broken(_dataset, _version):
        raise RuntimeError("anything")

    with following.following_with(broken):
        publish(home, orders=orders())
    assert store.open("shop").version == 1


def test_a_version_that_goes_takes_its_answers_along(home):
    with following.following_with(new_version.follow):
        publish(home, orders=orders())
        with store.draft("shop") as draft:
            draft.publish()
    first, second = (folders.answers_file(folders.version_file("shop", number)) for number in (1, 2))
    assert first.exists()
    folders.prune("shop", 1)
    assert (first.exists(), second.exists()) == (False, True)
