"""Tests run as if no language model were installed, except those marked `lm`: the model takes seconds a text."""

from __future__ import annotations

import pytest

from cleaners import spin


@pytest.fixture(autouse=True)
def _without_model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("lm") is None:
        monkeypatch.setattr(spin, "spin_model", lambda: None)
