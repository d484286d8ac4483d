"""What a register keeps of what was taken down: once, whatever comes after."""

from dataclasses import replace
from pathlib import Path

from indexer.archive.register_file import connect
from indexer.article import Article
from indexer.resolve import Resolver
from tests.test_resolve import LONG, article


def settled(path: Path, *records: Article) -> None:
    """Another file with these records; the documents of LONG are withheld again, as after a takedown."""
    with Resolver(path if path.exists() else None) as resolver:
        for record in records:
            resolver.register.begin(None)
            resolver.add(record)
        resolver.resolve()
        for document in list(resolver.articles()):
            resolver.withhold(document)
        if not path.exists():
            resolver.register.write(path)


def test_what_is_withheld_again_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "register"
    first = article(LONG, "Ferry", "2024-06-19")
    undated = replace(first, date=None, date_rule=None, title="")
    for n in range(4):
        settled(path, *(replace(one, files=(f"{n}.txt",)) for one in (first, undated)))
    db = connect(path, reading=True)
    formers = [row[0].split() for row in db.execute("SELECT former FROM rows")]
    hushed = db.execute("SELECT COUNT(*), COUNT(DISTINCT day) FROM hushed").fetchone()
    db.close()
    assert len(formers) == 8 and all(len(former) == 1 for former in formers)
    assert hushed == (2, 2)
