"""Laws over pages of other years, languages and publishers: nothing lost, nothing twice, no wrong date."""

import random
from pathlib import Path

import pytest

from indexer.article import Article, Kind, Role
from indexer.record import dumps
from indexer.resolve import Resolver
from indexer.sources import InputFile, Options, read, walk
from tests.page_generator import Invented, announce, invent

SEEDS = range(600)
ENDS = ("\n", "\r\n", "\r", "\n\n")


def _read(folder: Path, seed: int, page: Invented) -> list[Article]:
    path = folder / f"{seed}.txt"
    text = page.text(ENDS[seed % len(ENDS)], escaped=seed % 3 == 0)
    path.write_bytes(text.encode())
    [file] = walk([path])
    assert isinstance(file, InputFile)
    found = list(read(file, Options()))
    records = [record for record in found if isinstance(record, Article)]
    assert len(records) == len(found)
    return records


@pytest.mark.parametrize("start", range(0, len(SEEDS), 100))
def test_nothing_is_lost_or_twice_and_no_date_is_wrong(
    tmp_path: Path, start: int
) -> None:
    for seed in SEEDS[start : start + 100]:
        page = invent(seed)
        article, *teasers = _read(tmp_path, seed, page)
        body = [p.text for p in article.paragraphs if p.role is Role.TEXT]
        told = f"seed {seed}\n{page.text()}"
        assert body == page.body, told
        assert [(t.title, t.body, t.date) for t in teasers] == page.teasers, told
        assert article.date == page.date, told
        assert (article.title, article.source) == (page.title, page.source), told


def test_the_order_of_pages_does_not_matter_and_no_recovered_date_is_wrong(
    tmp_path: Path,
) -> None:
    pages = [invent(seed) for seed in range(150)]
    for place, page in enumerate(pages):
        announce(page, pages[place - 1])
    records = [r for n, page in enumerate(pages) for r in _read(tmp_path, n, page)]
    seen: set[str] = set()
    for order in range(3):
        random.Random(order).shuffle(records)
        documents = _resolved(records)
        seen.add("\n".join(map(dumps, documents)))
        # each of the pages that state no date was announced with the right one
        assert _recovered(documents, pages) >= 10
    assert len(seen) == 1


def _resolved(records: list[Article]) -> list[Article]:
    with Resolver() as resolver:
        for record in records:
            resolver.add(record)
        assert resolver.resolve().balances
        return sorted(resolver.articles(), key=lambda article: article.id)


def _recovered(documents: list[Article], pages: list[Invented]) -> int:
    """How many undated pages now have their date; none has another."""
    count = 0
    for article in documents:
        if article.kind is Kind.TEASER:
            continue
        for page in (pages[int(Path(name).stem)] for name in article.files):
            assert article.date in (None, page.day), page.text()
            count += page.date is None and article.date is not None
    return count
