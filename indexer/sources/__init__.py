"""A file goes in, its records come out as Articles; one module a format, one row each in a table.

walk finds the files, read gives the articles and rejections of one. Neither raises for what an input holds.
"""

from indexer.sources.columns import parse_mapping
from indexer.sources.folder_settings import (
    FolderSettings,
    WrongSettings,
    stated_options,
)
from indexer.sources.formats import read
from indexer.sources.parts import InputFile, Options, Rejection, Remark, Remarks
from indexer.sources.walk import walk

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
