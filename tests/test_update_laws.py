"""The law of updates: whatever was added, replaced and removed, in any steps, the archive is that of one build."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article
from indexer.ledger import Ledger
from indexer.resolve import Resolver
from tests.test_resolve import archives

FILES = 4

Files = dict[int, list[Article]]


class Archive:
    """What an index would hold, and the register beside it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "register"
        self.files: Files = {}
        self.documents: dict[str, Article] = {}

    def update(self, changed: dict[int, list[Article] | None]) -> Ledger:
        """Give files these records; None removes one."""
        new = not self.path.exists()
        with Resolver(None if new else self.path) as resolver:
            for file, records in changed.items():
                if records is None:
                    resolver.register.make_stale(file)
                    del self.files[file]
                    continue
                resolver.register.begin(file, rereading=file in self.files)
                resolver.count_file()
                for record in records:
                    resolver.add(record)
                self.files[file] = records
            ledger = resolver.resolve()
            for name, _ in resolver.vanished():
                self.documents.pop(name, None)
            for article in resolver.articles():
                self.documents[article.id] = article
            if new:
                resolver.register.write(self.path)
        assert ledger.balances
        return ledger


@contextmanager
def archive() -> Iterator[Archive]:
    with TemporaryDirectory() as folder:
        yield Archive(Path(folder))


def built(files: Files) -> dict[str, Article]:
    with archive() as fresh:
        fresh.update({**files})
        return fresh.documents


steps = st.lists(
    st.dictionaries(
        st.integers(1, FILES), st.none() | archives, min_size=1, max_size=3
    ),
    min_size=1,
    max_size=4,
)


@given(archives, steps)
def test_updates_give_what_one_build_gives(
    first: list[Article], changes: list[dict[int, list[Article] | None]]
) -> None:
    with archive() as updated:
        updated.update({0: first})
        for change in changes:
            updated.update(
                {
                    file: records
                    for file, records in change.items()
                    if records is not None or file in updated.files
                }
            )
        assert updated.documents == built(updated.files)


@given(archives)
def test_records_that_stay_are_unchanged(records: list[Article]) -> None:
    with archive() as updated:
        updated.update({0: records})
        before = dict(updated.documents)
        ledger = updated.update({0: records[::-1]})
        assert ledger.unchanged == ledger.read == len(records)
        assert updated.documents == before
