"""A register of its own for each test: on SQLite, and on PostgreSQL where a test asks for both."""

from __future__ import annotations

import os
from datetime import date

import pytest
import sqlalchemy as sa

import register
from register import connection
from tests.ingest.reading import postgres

STARTS = date(2026, 1, 5)


@pytest.fixture(scope="session")
def server():
    """The URL of a PostgreSQL server; skipped, loudly, without one, failed where REQUIRE_DATABASE is set."""
    binaries = postgres.programs()
    if binaries is None:
        message = "NO POSTGRESQL ON THIS MACHINE: the register on it was not tested"
        if os.environ.get("REQUIRE_DATABASE"):
            pytest.fail(message)
        pytest.skip(message)
    with postgres.server(binaries) as url:
        yield url


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The folder with the register of this test."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path))
    monkeypatch.delenv("MANDEGAR_REGISTER", raising=False)
    yield tmp_path
    connection.close()


@pytest.fixture
def on_postgres(server, monkeypatch):
    """Put the register of this test on an empty PostgreSQL."""
    engine = sa.create_engine(server.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as opened:
        opened.execute(sa.text("DROP SCHEMA public CASCADE"))
        opened.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    monkeypatch.setenv("MANDEGAR_REGISTER", server)
    return server


@pytest.fixture(params=["sqlite", "postgres"])
def anywhere(request):
    """Put the register of this test on either database."""
    if request.param == "postgres":
        request.getfixturevalue("on_postgres")
    return request.param


def take_on(*customers, **said):
    """An action of “shop” for some customers."""
    chosen = [one if isinstance(one, register.Chosen) else register.Chosen(one) for one in customers or ("ann",)]
    return register.take_on("shop", **{"title": "Call them", "customers": chosen, "starts_on": STARTS, **said})
