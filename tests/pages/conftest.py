"""Data sets for pages: the sample one, published once, and none."""

from __future__ import annotations

import shutil

import pytest

from sample_data import loading


@pytest.fixture(scope="session")
def published_sample(tmp_path_factory):
    """A folder with the sample data set, published once; copy it, never write to it."""
    home = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDEGAR_HOME", str(home))
        loading.publish()
    return home


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
