"""A file goes in, the Options that hold for it come out: the command line's, then each backfile.toml above the file.

A backfile.toml speaks for every file below its folder, however that file was named. The nearer one wins, key by key.
"""

import os
import stat
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from indexer.clean import clean_line
from indexer.sources.columns import check_field, parse_mapping
from indexer.sources.language_codes import language_code
from indexer.sources.parts import InputFile, Options, Rejection

SETTINGS_FILE = "backfile.toml"
SETTINGS_BYTES = 64 * 1024
"""A longer one is refused."""


class WrongSettings(ValueError):
    """What was stated cannot be meant; the text says where and why. Nothing may be read under it."""


def stated_options(
    source: str | None,
    language: str | None,
    html_fields: Iterable[str] | None,
    mapping: Iterable[str],
) -> Options:
    """Options as somebody wrote them, mapping as `COLUMN=FIELD`; raises WrongSettings in one sentence."""
    if source is not None:
        source = clean_line(source)
        if not source:
            raise WrongSettings("The source is empty.")
    code = None if language is None else language_code(clean_line(language))
    if language is not None and not code:
        raise WrongSettings(f"The language {language!a} is no code, such as en.")
    names = None if html_fields is None else tuple(sorted(set(html_fields)))
    try:
        for name in names or ():
            check_field(name)
        return Options(source, code, parse_mapping(mapping), names)
    except ValueError as error:
        raise WrongSettings(str(error)) from error


class FolderSettings:
    """The options of one run. Each backfile.toml is read once."""

    def __init__(self, command_line: Options = Options()) -> None:
        self._command_line = command_line
        self._stated: dict[Path, Options | None] = {}
        self._held: dict[Path, Options] = {}

    def of(self, file: InputFile) -> Options:
        """The options that hold for a file; raises WrongSettings where a backfile.toml above it is wrong."""
        folder = file.path.parent
        if folder not in self._held:
            self._held[folder] = self._resolved(folder)
        return self._held[folder]

    def check(self, files: Iterable[InputFile | Rejection]) -> None:
        """Raises WrongSettings where any file's would, so that it is told before hours of work."""
        for file in files:
            if isinstance(file, InputFile):
                self.of(file)

    def _resolved(self, folder: Path) -> Options:
        here = Path(os.path.realpath(folder))
        options = Options()
        for place in reversed([here, *here.parents]):
            if place not in self._stated:
                self._stated[place] = _read(place / SETTINGS_FILE)
            stated = self._stated[place]
            options = stated.over(options) if stated else options
        return self._command_line.over(options)


def _read(path: Path) -> Options | None:
    """What a backfile.toml states, None where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    try:
        return _options(_table(path, status.st_mode))
    except WrongSettings as error:
        raise WrongSettings(f"{path}: {error}") from error


def _table(path: Path, mode: int) -> dict[str, object]:
    if not stat.S_ISREG(mode):
        raise WrongSettings("This is not a regular file.")
    try:
        with path.open("rb") as file:
            data = file.read(SETTINGS_BYTES + 1)
    except OSError as error:
        raise WrongSettings(f"It cannot be read: {error.strerror}.") from error
    if len(data) > SETTINGS_BYTES:
        raise WrongSettings(f"It is longer than {SETTINGS_BYTES:,} bytes.")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise WrongSettings(f"It is not TOML: {error}.") from error


def _options(stated: Mapping[str, object]) -> Options:
    unknown = sorted(stated.keys() - {"source", "language", "html_fields", "map"})
    if unknown:
        raise WrongSettings(
            f"There is no key {unknown[0]!a}; use source, language, html_fields, map."
        )
    return stated_options(
        _text(stated, "source"),
        _text(stated, "language"),
        _texts(stated, "html_fields"),
        _pairs(stated),
    )


def _text(stated: Mapping[str, object], key: str) -> str | None:
    value = stated.get(key)
    if value is None or isinstance(value, str):
        return value
    raise WrongSettings(f"Its {key} must be a text in quotes.")


def _texts(stated: Mapping[str, object], key: str) -> list[str] | None:
    value = stated.get(key)
    if value is None:
        return None
    if isinstance(value, list):
        texts = [item for item in value if isinstance(item, str)]
        if len(texts) == len(value):
            return texts
    raise WrongSettings(f'Its {key} must be a list of texts, such as ["body"].')


def _pairs(stated: Mapping[str, object]) -> list[str]:
    table = stated.get("map", {})
    if not isinstance(table, dict):
        raise WrongSettings("Its map must be a table of columns, each with its field.")
    for column, name in table.items():
        if not isinstance(name, str):
            raise WrongSettings(
                f"Its map.{column} must be the name of a field in quotes; a column with a dot is written in quotes too."
            )
    return [f"{column}={name}" for column, name in table.items()]
