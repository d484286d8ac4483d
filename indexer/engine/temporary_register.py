"""What writes a register goes in; the file comes out, kept in a temporary folder until nobody holds it any more."""

import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path


class TemporaryRegister:
    """The register of one generation of the memory engine."""

    def __init__(self, write: Callable[[Path], None]) -> None:
        folder = Path(tempfile.mkdtemp(prefix="backfile-"))
        # Also at the end of the process, unless it is killed.
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.path = folder / "register"
        write(self.path)
        self.path.chmod(0o600)

    def copy(self) -> "TemporaryRegister":
        """Another one that may be written to."""
        return TemporaryRegister(lambda path: _copy(self.path, path))


def _copy(source: Path, path: Path) -> None:
    shutil.copyfile(source, path)
