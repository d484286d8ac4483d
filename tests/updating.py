"""A folder of input files and its index go in; the real commands run over them, and what they print comes out."""

import contextlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.cli import run
from indexer.ledger import Ledger

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended. told: its report, {} where it printed none."""

    code: int
    told: Json
    out: str
    err: str

    @property
    def changes(self) -> tuple[int, int, int, int]:
        """Documents added, changed, removed, promoted."""
        changes = self.told["changes"]
        return tuple(
            changes[name] for name in ("added", "changed", "removed", "promoted")
        )

    @property
    def ledger(self) -> Ledger:
        """Its books, which balance."""
        ledger = Ledger.from_record(self.told["ledger"])
        assert ledger.balances
        assert bool(ledger.entries) == bool(ledger.read)
        return ledger


def ran(*arguments: str | Path) -> Ran:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    text = out.getvalue()
    told = json.loads(text) if text.startswith("{") and text.count("\n") == 1 else {}
    return Ran(code, told, text, err.getvalue())


class Desk:
    """The input folder of an archive, and its index."""

    def __init__(self, folder: Path) -> None:
        self.files = folder / "in"
        self.index = folder / "index"
        self.files.mkdir(exist_ok=True)

    def write(self, name: str, *records: Mapping[str, object] | str) -> Path:
        """A file of JSON Lines, or of a text as it is."""
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (
            one if isinstance(one, str) else json.dumps(one) + "\n" for one in records
        )
        path.write_text("".join(lines), encoding="utf-8")
        return path

    def build(self, *arguments: str | Path, code: int = 0) -> Ran:
        """`backfile build` of the folder."""
        return self._read("build", arguments, code)

    def update(self, *arguments: str | Path, code: int = 0) -> Ran:
        """`backfile update` of the folder, or of what is named."""
        return self._read("update", arguments, code)

    def _read(self, command: str, arguments: Iterable[str | Path], code: int) -> Ran:
        given = list(arguments)
        if not any(isinstance(one, Path) for one in given):
            given.insert(0, self.files)
        done = ran(command, *given, "--index", self.index, "--json")
        assert done.code == code, (done.code, done.err)
        if code in (0, 3):
            assert done.ledger.balances
            assert done.told["documents"] == len(self.export())
            checked = ran("check", "--index", self.index)
            assert checked.code == 0, checked.out
            facts = json.loads(ran("stats", "--index", self.index, "--json").out)
            assert facts["generation"] == done.told["generation"]
            if done.told.get("published", True):
                assert facts["ledger"] == done.told["ledger"]
        elif code != 2:
            assert len(done.err.splitlines()) >= 1
        return done

    def export(self, *query: str) -> list[Json]:
        """The records that a search finds, or all."""
        out = ran("export", *query, "--index", self.index)
        assert out.code == 0, out.err
        return [json.loads(line) for line in out.out.split("\n") if line]

    def exported(self) -> str:
        """The whole archive, as it is printed."""
        return ran("export", "--index", self.index).out

    def ids(self, *query: str) -> list[str]:
        """The ids of what a search finds, or of all."""
        return sorted(record["id"] for record in self.export(*query))

    def leads_to(self, named: str) -> str | None:
        """The document that an id leads to."""
        done = ran("explain", named, "--index", self.index, "--json")
        return str(done.told["id"]) if done.code == 0 else None

    def generation(self) -> str:
        """The name of the one that is served."""
        return (self.index / "CURRENT").read_text().strip()

    def fresh(self, folder: Path, *arguments: str | Path) -> str:
        """What one build of the same files exports."""
        folder.mkdir(exist_ok=True)
        index = folder / "fresh"
        done = ran("build", self.files, "--index", index, "--force", *arguments)
        assert done.code in (0, 3, 7), done.err
        return ran("export", "--index", index).out
