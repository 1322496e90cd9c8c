"""`pytest tests/optimisation --update-golden` writes the golden LP files anew; look at their difference in git."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/optimisation/lp/*.lp anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    # The option is known only when this folder is named on the command line.
    return bool(request.config.getoption("--update-golden", default=False))
