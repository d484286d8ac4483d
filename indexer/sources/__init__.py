"""A file goes in, its records come out as Articles; one module a format, one row each in a table.

walk finds the files, read gives the articles and rejections of one. Neither raises for what an input holds.
"""

from indexer.sources.columns import parse_mapping
from indexer.sources.formats import read
from indexer.sources.parts import InputFile, Options, Rejection, Remark, Remarks
from indexer.sources.walk import walk

__all__ = [
    "InputFile",
    "Options",
    "Rejection",
    "Remark",
    "Remarks",
    "parse_mapping",
    "read",
    "walk",
]
