"""The register of a generation goes in; what the next one has of it comes out: the same file, or a copy to write to."""

import os
import shutil
from pathlib import Path

from indexer.engine.errors import IndexCorrupt
from indexer.engine.whoosh_index.manifest import entry_of, read_manifest

REGISTER = "register"


def copy_register(source: Path, folder: Path) -> Path:
    """A copy in the folder of the next generation. Raises IndexCorrupt where the register is damaged."""
    path = folder / REGISTER
    shutil.copyfile(source, path)
    path.chmod(0o600)
    _verify(source, path)
    return path


def carry_register(source: Path, folder: Path) -> None:
    """The register in the next generation, as it is. Raises IndexCorrupt where it is damaged."""
    path = folder / REGISTER
    try:
        os.link(source, path)
    except OSError:
        # Not every file system has links.
        copy_register(source, folder)
    else:
        _verify(source, path)


def _verify(source: Path, path: Path) -> None:
    """A damaged file would get a new, right checksum in the new manifest."""
    if entry_of(path) != read_manifest(source.parent)[REGISTER]:
        raise IndexCorrupt(f"{source.parent.name}/{REGISTER} is damaged")
