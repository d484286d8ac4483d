"""Every record read goes in; the books of a build or update come out, and they balance."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a record that was read; the values are the columns of the Ledger."""

    CREATED = "created"
    MERGED = "merged"
    PROMOTED = "promoted"
    VERSIONS = "versions"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """So many records of a source had this outcome by this rule. source: None where none is named."""

    source: str | None
    outcome: Outcome
    rule: str
    count: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of one build or update. read is all records (articles and teasers) plus rejected ones; files is input
    files that were read. entries tell the same by source and rule, in that order; they may be lacking.
    """

    files: int = 0
    read: int = 0
    created: int = 0
    merged: int = 0
    promoted: int = 0
    versions: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0
    entries: tuple[LedgerEntry, ...] = ()

    @property
    def outcomes(self) -> dict[str, int]:
        """The columns of the equation, by name."""
        return {outcome.value: getattr(self, outcome.value) for outcome in Outcome}

    @property
    def balances(self) -> bool:
        """Whether every record read became exactly one thing, in all and by source and rule."""
        if self.read != sum(self.outcomes.values()):
            return False
        told = dict.fromkeys(self.outcomes, 0)
        for entry in self.entries:
            told[entry.outcome.value] += entry.count
        return not self.entries or told == self.outcomes

    def to_record(self) -> dict[str, object]:
        """The books as JSON types."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> "Ledger":
        """The books of to_record; raises TypeError, KeyError or ValueError where it is not one."""
        counts = dict(record)
        entries = counts.pop("entries", ())
        if not isinstance(entries, list | tuple):
            raise TypeError("entries is no list")
        read = (
            LedgerEntry(
                entry["source"],
                Outcome(entry["outcome"]),
                entry["rule"],
                entry["count"],
            )
            for entry in entries
        )
        return cls(**counts, entries=tuple(read))  # type: ignore[arg-type]
