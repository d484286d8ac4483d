"""A file goes in, its records come out as Articles; one module a format, one row each in a table.

walk finds the files, read gives the articles and rejections of one. Neither raises for what an input holds.
"""

from typing import TYPE_CHECKING

from indexer.sources.columns import parse_mapping
from indexer.sources.folder_settings import (
    FolderSettings,
    WrongSettings,
    stated_options,
)
from indexer.sources.parts import InputFile, Options, Rejection, Remark, Remarks
from indexer.sources.walk import walk

if TYPE_CHECKING:
    from indexer.sources.formats import read

__all__ = [
    "FolderSettings",
    "InputFile",
    "Options",
    "Rejection",
    "Remark",
    "Remarks",
    "WrongSettings",
    "parse_mapping",
    "read",
    "stated_options",
    "walk",
]


def __getattr__(name: str) -> object:
    """`read` brings the parsers of all formats with it: only who reads a file waits for them."""
    if name == "read":
        from indexer.sources.formats import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
