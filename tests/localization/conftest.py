import pytest

from localization import use_language


@pytest.fixture(autouse=True)
def _english_again():
    yield
    use_language("en")
