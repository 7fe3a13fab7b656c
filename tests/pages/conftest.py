"""Data sets for pages: a copy of the sample one, and none."""

from __future__ import annotations

import shutil
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

import store
from sample_data import loading
from tests import once


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once():
    """AppTest reads what every installed package says of itself whenever a page is opened, longer than a page takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def _the_sample_data_are_built_once(monkeypatch):
    """Where a page is the first that is opened, the sample data are copied and not built: tests/frame builds them."""
    build = loading.publish

    def publish(progress=None, name=loading.NAME):
        if store.datasets():
            return build(progress, name)
        shutil.copytree(once.sample(build), store.home(), dirs_exist_ok=True)
        return 1

    monkeypatch.setattr(loading, "publish", publish)


@pytest.fixture
def sample_home(published_sample, tmp_path, monkeypatch):
    """A MANDEGAR_HOME of this test alone, with the sample data set in it."""
    home = tmp_path / "home"
    shutil.copytree(published_sample, home)
    monkeypatch.setenv("MANDEGAR_HOME", str(home))
    return home


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder for files, with a MANDEGAR_HOME inside that holds nothing yet."""
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    return tmp_path
