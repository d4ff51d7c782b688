"""The demo city and its files, made once for all tests of this folder."""

import pytest

from sample.city import build
from sample.model import City
from sample.write import files


@pytest.fixture(scope="session")
def city() -> City:
    return build()


@pytest.fixture(scope="session")
def delivery(city: City) -> dict[str, bytes]:
    return files(city)
