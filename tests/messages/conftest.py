"""Data sets for messages: the sample, and shops in which one thing happens that is not as usual."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

import ingest
import store
from localization import use_language

CUSTOMERS = 120
MONTHS = [date(2022 + n // 12, n % 12 + 1, 10) for n in range(20)]
ALERTING = MONTHS[-1]


@pytest.fixture(autouse=True)
def english():
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A MANDEGAR_HOME that holds nothing yet."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def sample(published_sample, tmp_path, monkeypatch):
    """A MANDEGAR_HOME of this test alone, with the sample data set in it."""
    copied = tmp_path / "home"
    shutil.copytree(published_sample, copied)
    monkeypatch.setenv("MANDEGAR_HOME", str(copied))
    return copied


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Folders with a shop in which nothing happens, and with one that half of the customers left; published once."""
    folders = {}
    for name, last_month in (("quiet", 1.0), ("half", 0.5)):
        folders[name] = tmp_path_factory.mktemp(name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MANDEGAR_HOME", str(folders[name] / "home"))
            publish(folders[name], orders=orders(last_month))
    return folders


@pytest.fixture
def quiet(published, home):
    """A folder of this test alone with the quiet shop."""
    shutil.copytree(published["quiet"] / "home", home / "home")
    return home


@pytest.fixture
def half(published, home):
    """A folder of this test alone with the shop that half of the customers left in the last month."""
    shutil.copytree(published["half"] / "home", home / "home")
    return home


def orders(last_month=1.0, revenue=100):
    """Everybody buys every month but for a fifth, another one each time; of the last month only a part is there."""
    lines = ["customer_id,ordered_on,order_id,revenue"]
    for number, day in enumerate(MONTHS):
        for customer in range(CUSTOMERS):
            is_away = (customer + 7 * number) % 5 == 0
            is_gone = day == ALERTING and customer >= CUSTOMERS * last_month
            if not is_away and not is_gone:
                name = "<b>&amp;Öl" if customer == CUSTOMERS - 2 else f"c{customer}"
                lines.append(f"{name},{day},{number}-{customer},{revenue}")
    return "\n".join(lines) + "\n"


def publish(folder, dataset="shop", **tables):
    """Publish texts, each a file of the table it is named by, as one version, complete to the last month's end."""
    with store.draft(dataset) as draft:
        for table, text in tables.items():
            path = folder / f"{table}.csv"
            path.write_text(text, encoding="utf-8")
            source = ingest.inspect(path)
            mapping = ingest.Mapping(columns={name: name for name in source.columns})
            draft.apply(ingest.load(draft.connection, source, table, mapping))
        draft.settings = replace(draft.settings, complete_up_to=date(2023, 8, 31), currency="EUR")
        draft.publish()
