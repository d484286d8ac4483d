"""The wheel: what it carries, and that it works from an empty folder."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_house import tracked

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built without a network, from a copy: builds leave things behind."""
    source = tmp_path_factory.mktemp("source")
    for path in tracked():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, source / path)
    wheels = tmp_path_factory.mktemp("wheels")
    build = ["wheel", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*PIP, *build, "--wheel-dir", wheels, source], check=True)
    (built,) = wheels.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel was unpacked into, by pip."""
    target = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [*PIP, "install", "--no-deps", "--no-index", "--target", target, wheel],
        check=True,
    )
    return target


def run(installed: Path, cwd: Path, *arguments: str) -> str:
    """What Python prints with the wheel's packages before the ones of the checkout."""
    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(installed), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_wheel_carries_the_code_the_templates_and_the_static_files(wheel: Path) -> None:
    expected = {
        *tracked("indexer/", "search_app/"),
        *(f"search_app/{path}" for path in tracked("templates/")),
    }
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == expected


def test_command_works_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    told = run(installed, tmp_path, "-m", "indexer", "--help")
    # `search` comes from the application, through an entry point.
    assert {"build", "search", "serve"} <= set(told.split())


def test_pages_of_the_wheel_pass_the_page_tests(
    installed: Path, tmp_path: Path
) -> None:
    """`make test` runs the same tests on the editable install; templates lie elsewhere in each."""
    shutil.copytree(ROOT / "tests", tmp_path / "tests")
    shutil.copy2(ROOT / "setup.cfg", tmp_path)
    place = "import search_app; print(search_app.__file__)"
    assert Path(run(installed, tmp_path, "-c", place)).is_relative_to(installed)
    run(installed, tmp_path, "-m", "pytest", "-q", "tests/test_pages.py")
