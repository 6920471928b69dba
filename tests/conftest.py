"""Tests run as if no language model were installed, except those marked `lm`: the model takes seconds a text.

No example has a deadline: on a busy machine a slow one says nothing.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

from cleaners import spin

settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _without_model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("lm") is None:
        monkeypatch.setattr(spin, "spin_model", lambda: None)
