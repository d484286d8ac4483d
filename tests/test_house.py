"""The house rules that a file listing can show: names, sizes, dependencies."""

import ast
import configparser
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

TOP = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "RELIABILITY.md",
    "data",
    "docs",
    "indexer",
    "pyproject.toml",
    "search_app",
    "setup.cfg",
    "templates",
    "tests",
}
PACKAGES = ("indexer", "search_app")
MOST_LINES = 300
# A module that has to be longer, and why. Keep it empty.
LONGER: dict[str, str] = {}
SAYS_NOTHING = re.compile(
    r"(backend|manager|services?|utils?|helpers?|common|misc)\.py"
)
MAP = "## The map of the house"
REQUIREMENT = re.compile(r"[A-Za-z][\w.-]*(\[[\w,]+\])?(==|>=[\d.]+,<)[\d.]+")


def tracked(*patterns: str) -> list[str]:
    """Paths that git knows, and new ones that it would not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(
        [*command, "--", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = sorted(set(filter(None, listing.stdout.split("\0"))))
    # A file deleted but not yet committed is still in the listing.
    return [path for path in paths if (ROOT / path).is_file()]


def modules(*folders: str) -> list[str]:
    return tracked(*(f"{folder}/**.py" for folder in folders))


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def config() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(read("setup.cfg"))
    return parser


def requirements(text: str) -> Iterator[tuple[str, bool]]:
    """Each requirement in a setup.cfg, and whether a reason stands right above it."""
    inside = False
    above = ""
    for line in text.splitlines():
        if not line.startswith((" ", "#")):
            wanted = line.startswith("install_requires")
            inside = wanted or (inside and not line.startswith("["))
            if line == "[options.extras_require]":
                inside = True
        elif inside and line.strip() and not line.strip().startswith("#"):
            yield line.strip(), above.strip().startswith("#")
        above = line


def test_top_level_holds_what_the_layout_names() -> None:
    assert {path.partition("/")[0] for path in tracked()} <= TOP


def test_map_in_the_readme_names_what_exists() -> None:
    _, heading, rest = read("README.md").partition(f"\n{MAP}\n")
    assert heading, f"README.md lacks {MAP!r}"
    # Words in backticks are paths here if they look like one.
    paths = re.findall(r"`([\w-]*[./][\w./-]*)`", rest.partition("\n## ")[0])
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_modules_say_what_they_are() -> None:
    paths = modules(*PACKAGES, "tests")
    assert paths
    assert [
        path for path in paths if not ast.get_docstring(ast.parse(read(path)))
    ] == []


def test_modules_hold_one_noun_each() -> None:
    paths = modules(*PACKAGES)
    assert [path for path in paths if SAYS_NOTHING.fullmatch(Path(path).name)] == []
    longer = [path for path in paths if read(path).count("\n") > MOST_LINES]
    assert set(longer) == set(LONGER)


def test_every_dependency_has_bounds_and_a_reason() -> None:
    found = list(requirements(read("setup.cfg")))
    assert {"flask>=3.1,<4", "black>=26,<27"} <= {
        requirement for requirement, _ in found
    }
    assert [requirement for requirement, reason in found if not reason] == []
    assert [
        requirement
        for requirement, _ in found
        if not REQUIREMENT.fullmatch(requirement) and requirement != "backfile[judge]"
    ] == []


def test_every_package_goes_into_the_wheel() -> None:
    listed = config()["options"]["packages"].split()
    folders = {Path(path).parent for path in modules(*PACKAGES)}
    assert sorted(listed) == sorted(
        [*(".".join(folder.parts) for folder in folders), "search_app.templates"]
    )


def test_pyproject_holds_only_how_to_build() -> None:
    assert list(tomllib.loads(read("pyproject.toml"))) == ["build-system"]
