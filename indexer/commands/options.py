"""Options that several commands share, and the engine they name: an index folder goes in, its Engine comes out."""

from pathlib import Path

import click

from indexer.engine import Engine, open_engine

INDEX = click.option(
    "--index",
    "index",
    type=click.Path(path_type=Path),
    default=Path("data/index"),
    show_default=True,
    metavar="DIR",
    help="The folder of the index.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def embedded(index: Path) -> Engine:
    """The engine over an index folder."""
    return open_engine(f"whoosh:{index}")
