"""The folder of a published generation goes in; one immutable index that can be searched comes out."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from indexer.article import Article
from indexer.engine.errors import IndexCorrupt
from indexer.engine.results import IndexInfo
from indexer.engine.whoosh_index.manifest import check_sizes
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.register import REGISTER
from indexer.engine.whoosh_index.schema import schema_version
from indexer.engine.whoosh_index.segment import SegmentFacts
from indexer.engine.withdrawn import Tombstones
from indexer.ledger import Ledger

INFO = "info.json"


def write_info(
    folder: Path,
    built: datetime,
    facts: SegmentFacts,
    ledger: Ledger,
    withdrawn: int = 0,
) -> None:
    """Write what info() says, and how many documents were withdrawn by then."""
    record = {
        "schema": schema_version(),
        "built": built.isoformat(),
        "facts": asdict(facts),
        "ledger": ledger.to_record(),
        "withdrawn": withdrawn,
    }
    (folder / INFO).write_text(json.dumps(record, indent=1))


def withdrawn_count(folder: Path) -> int:
    """How many tombstones there were when the generation was made; 0 where it does not say so any more."""
    try:
        return int(json.loads((folder / INFO).read_bytes())["withdrawn"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation that is open. Its files stay readable until nobody holds it, even when they are deleted."""

    name: str
    built: datetime
    facts: SegmentFacts
    ledger: Ledger
    segment: SegmentReader
    register: Path | None
    withdrawn: Tombstones = Tombstones()

    @classmethod
    def open(cls, folder: Path, withdrawn: Tombstones = Tombstones()) -> "Generation":
        """Raises IndexCorrupt for damage that manifest, sizes and headers show, or another version's index."""
        files = check_sizes(folder)
        try:
            record = json.loads((folder / INFO).read_bytes())
            if record["schema"] != schema_version():
                raise IndexCorrupt(
                    f"{folder.name} was built by another version of this program; run: backfile build"
                )
            facts = record["facts"]
            facts["languages"] = tuple(facts["languages"])
            return cls(
                folder.name,
                datetime.fromisoformat(record["built"]),
                SegmentFacts(**facts),
                Ledger.from_record(record["ledger"]),
                SegmentReader(folder),
                folder / REGISTER if REGISTER in files else None,
                withdrawn,
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexCorrupt(f"{folder.name} cannot be opened: {error}") from error

    def article(self, number: int) -> Article:
        """The document as it may be shown."""
        return self.withdrawn.cleared(self.segment.article(number))

    @property
    def languages(self) -> tuple[str | None, ...]:
        return self.facts.languages

    def info(self) -> IndexInfo:
        facts = self.facts
        return IndexInfo(
            generation=self.name,
            built=self.built,
            articles=facts.documents - facts.teasers,
            teasers=facts.teasers,
            undated=facts.undated,
            files=facts.files,
            first=date.fromordinal(facts.first) if facts.first else None,
            last=date.fromordinal(facts.last) if facts.last else None,
            languages=tuple(sorted(code for code in facts.languages if code)),
            ledger=self.ledger,
        )
