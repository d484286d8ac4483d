"""A settled register goes in; the books of what was read come out, by source and rule."""

from collections.abc import Iterator, Mapping

from indexer.archive.register import Register
from indexer.ledger import Ledger, LedgerEntry, Outcome

RULE = """IFNULL(rule, CASE WHEN own THEN 'own id' WHEN identity LIKE 'u-%' THEN 'address' ELSE 'text' END)"""
"""How a row was told from others: its publisher's id, its address, its text; else as the row says."""

_ROWS = f"""SELECT source, CASE WHEN n >= :row THEN IFNULL(outcome, 'created') ELSE 'unchanged' END, {RULE}, COUNT(*)
    FROM rows WHERE parent IS NULL AND (n >= :row OR file IN (SELECT file FROM reread)) GROUP BY 1, 2, 3"""

_SIGHTS = """SELECT source,
        CASE WHEN n < :sight THEN 'unchanged' WHEN outcome IS NULL AND gone THEN 'promoted'
            ELSE IFNULL(outcome, 'created') END,
        IFNULL(rule, CASE WHEN n >= :sight AND outcome IS NULL AND gone THEN 'opening' ELSE 'excerpt' END), COUNT(*)
    FROM sights JOIN teasers USING (id) WHERE n >= :sight OR file IN (SELECT file FROM reread) GROUP BY 1, 2, 3"""


def books(register: Register, files: int, rejected: Mapping[str, int]) -> Ledger:
    """The equation of what was read. rejected: how many by what they were, a file or a record."""
    entries = sorted(
        [*_accepted(register), *_rejected(rejected)],
        key=lambda e: (e.source or "", tuple(Outcome).index(e.outcome), e.rule),
    )
    counts = dict.fromkeys(Outcome, 0)
    for entry in entries:
        counts[entry.outcome] += entry.count
    return Ledger(
        files=files,
        read=register.read + sum(rejected.values()),
        created=counts[Outcome.CREATED],
        merged=counts[Outcome.MERGED],
        promoted=counts[Outcome.PROMOTED],
        versions=counts[Outcome.VERSIONS],
        unchanged=counts[Outcome.UNCHANGED],
        withdrawn=counts[Outcome.WITHDRAWN],
        rejected=counts[Outcome.REJECTED],
        entries=tuple(entries),
    )


def _accepted(register: Register) -> Iterator[LedgerEntry]:
    first = {"row": register.first_row, "sight": register.first_sight}
    for query in (_ROWS, _SIGHTS):
        for source, outcome, rule, count in register.db.execute(query, first):
            yield LedgerEntry(source, Outcome(outcome), rule, count)


def _rejected(counts: Mapping[str, int]) -> Iterator[LedgerEntry]:
    return (LedgerEntry(None, Outcome.REJECTED, rule, n) for rule, n in counts.items())
