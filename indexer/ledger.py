"""Every record read goes in; the books of a build come out, and they balance."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of one build. read is all records (articles and teasers) plus rejected ones; files is input files."""

    files: int = 0
    read: int = 0
    created: int = 0
    merged: int = 0
    promoted: int = 0
    versions: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0

    @property
    def balances(self) -> bool:
        """Whether every record read became exactly one thing."""
        _, read, *outcomes = astuple(self)
        return bool(read == sum(outcomes))
