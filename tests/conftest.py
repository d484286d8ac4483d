"""Fixtures that any test may ask for, and how Hypothesis behaves."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# A test that fails on one machine must fail on every other: no examples drawn
# by chance, and no limit that a slow machine misses.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real archives; it is not part of the repository."""
    folder = Path(os.environ.get("BACKFILE_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no {folder}: name the folder in BACKFILE_SHARED")
    return folder.resolve()
