"""What whoever runs the server is told: well or not, figures, and logs without a word about anybody."""

from __future__ import annotations

import json
import logging
import shutil
import sys
import urllib.error
import urllib.request

import click
import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from streamlit import config
from streamlit.web import cli

import register
import store
from frame import operation
from register import connection
from tests.pages.tiny import MINI, open_page, publish


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    publish(tmp_path, orders=MINI)
    yield tmp_path / "home"
    connection.close()


@pytest.fixture
def served(home):
    figures = operation.Figures()
    REGISTRY.register(figures)
    server = operation.serve("127.0.0.1:0")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    REGISTRY.unregister(figures)


def ask(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def figure(served, name, **labels):
    for family in text_string_to_metric_families(ask(f"{served}/metrics")[1]):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None


def test_it_is_well_while_what_is_behind_it_can_be_read(served, home):
    assert ask(f"{served}/healthz") == (200, '{"home": "ok", "register": "ok"}')
    (home / "register.sqlite").write_bytes(b"no database at all, but long enough to be read" * 100)
    connection.close()
    status, said = ask(f"{served}/healthz")
    assert (status, json.loads(said)["register"]) == (503, "unreadable")
    shutil.move(home, home.with_name("elsewhere"))
    assert ask(f"{served}/healthz") == (503, '{"home": "unreadable", "register": "unknown"}')
    assert not home.exists()  # asking makes nothing


def test_nothing_else_is_answered(served):
    assert ask(f"{served}/")[0] == 404
    assert ask(f"{served}/healthz/../metrics")[0] == 404


def test_figures_count_pages_deeds_and_what_the_engine_holds(served):
    before = figure(served, "mandegar_page_seconds_count", page="overview") or 0
    published = figure(served, "mandegar_deeds_total", kind="publish") or 0
    assert not open_page("overview", dataset="tiny").exception
    assert figure(served, "mandegar_page_seconds_count", page="overview") == before + 1
    operation.keep_trail("publish", dataset="tiny", subject="1")
    assert figure(served, "mandegar_deeds_total", kind="publish") == published + 1
    assert [one.kind for one in register.trail()][:1] == ["publish"]
    store.open("tiny").fetch(store.open("tiny").customers)
    assert figure(served, "mandegar_engine_databases") >= 1
    assert figure(served, "mandegar_engine_memory_bytes") > 0
    assert figure(served, "mandegar_sessions") == 0
    text = ask(f"{served}/metrics")[1]
    assert "tiny" not in text  # no data set by name, nor anybody in it


def test_it_is_off_unless_asked_for(monkeypatch):
    started = []
    monkeypatch.setattr(operation, "serve", started.append)
    monkeypatch.setattr(operation, "_begun", operation.threading.Lock())
    monkeypatch.delenv(operation.FIGURES, raising=False)
    monkeypatch.delenv(operation.LOGS, raising=False)
    operation.begin()
    assert started == []


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.1:many", "127.0.0.1:99999", "256.0.0.1:9464"])
def test_an_address_that_cannot_be_is_said_and_stops_nothing(monkeypatch, caplog, address):
    monkeypatch.setattr(operation, "_begun", operation.threading.Lock())
    monkeypatch.setattr(REGISTRY, "register", lambda _figures: None)
    monkeypatch.setenv(operation.FIGURES, address)
    operation.begin()
    assert "host:port" in caplog.text


def line_of(name, text, *values, error=None):
    exc = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, "place.py", 7, text, values, exc)
    return operation.WithoutPeople().format(record)


def test_a_line_of_the_log_holds_no_value(home):
    try:
        store.open("tiny").fetch(store.open("tiny").customers.filter(store.open("tiny").customers.x == "Ann"))
    except AttributeError as error:
        told = line_of("store.publishing", "What %s wrote", "Ann Example", error=error)
    said = json.loads(told)
    assert "Ann" not in told
    assert said["message"] == "What %s wrote"
    assert (said["level"], said["error"]) == ("error", "AttributeError")
    assert any("test_operation.py" in step for step in said["stack"])
    assert "message" not in json.loads(line_of("streamlit.runtime", "Ann Example was here"))


def test_every_logger_writes_so(capsys, monkeypatch):
    from streamlit import logger as streamlit_logger

    root, before, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    set_up = streamlit_logger.setup_formatter
    kept = {name: one.handlers[:] for name, one in streamlit_logger._loggers.items()}
    servers = {logging.getLogger(name): logging.getLogger(name).propagate for name in operation.SERVER}
    monkeypatch.setenv(operation.RICH, "true")  # is put back with everything else
    for one in servers:
        monkeypatch.setattr(one, "handlers", [logging.StreamHandler(sys.stderr)])
    try:
        operation.write_logs_as_json()
        assert not config.get_option("logger.enableRich")  # else what a page fails in is printed with its values
        # The command line, which starts the server afterwards, reads all settings anew: this one from here.
        run = next(one for one in cli.main.commands["run"].params if one.name == "logger_enableRich")
        assert run.resolve_envvar_value(click.Context(cli.main)) == "false"
        streamlit_logger.get_logger("streamlit.of_this_test").warning("Ann %s", "Example")
        logging.getLogger("mandegar.pages").info("page", extra={"page": "overview", "seconds": 0.25})
        for one in servers:
            try:
                int("Ann Example")
            except ValueError:
                one.exception("Exception in ASGI application\n")
    finally:
        root.handlers[:], streamlit_logger.setup_formatter = before, set_up
        root.setLevel(level)
        for one, goes_up in servers.items():
            one.propagate = goes_up
        for name, handlers in kept.items():
            streamlit_logger._loggers[name].handlers[:] = handlers
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [one["logger"] for one in lines] == ["streamlit.of_this_test", "mandegar.pages", *operation.SERVER]
    assert lines[-1]["error"] == "ValueError"
    assert (lines[1]["message"], lines[1]["page"], lines[1]["seconds"]) == ("page", "overview", 0.25)
    assert "Ann" not in said
