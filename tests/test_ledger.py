"""The books: they balance in all and by source and rule, and come back from JSON as they were."""

import json

import pytest

from indexer.ledger import Ledger, LedgerEntry, Outcome

ENTRIES = (
    LedgerEntry("Hest Post", Outcome.CREATED, "own id", 3),
    LedgerEntry(None, Outcome.MERGED, "text", 1),
)
BOOKS = Ledger(files=2, read=4, created=3, merged=1, entries=ENTRIES)


def test_books_balance_in_all() -> None:
    assert Ledger(read=4, created=3, merged=1).balances
    assert not Ledger(read=4, created=3).balances


def test_books_balance_by_source_and_rule() -> None:
    assert BOOKS.balances
    assert not Ledger(read=4, created=4, entries=ENTRIES).balances


def test_books_come_back_from_json() -> None:
    assert Ledger.from_record(json.loads(json.dumps(BOOKS.to_record()))) == BOOKS


@pytest.mark.parametrize("record", [{"read": 1, "sold": 1}, {"entries": 3}])
def test_what_is_no_record_of_books_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Ledger.from_record(record)
