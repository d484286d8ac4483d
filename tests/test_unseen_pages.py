"""Laws over pages of other years, languages and publishers: nothing lost, nothing twice, no wrong date."""

import random
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article, Kind, Role
from indexer.record import dumps
from indexer.resolve import Resolver
from indexer.sources import InputFile, Options, Remark, read, walk
from tests.exporting import exported
from tests.page_generator import ENDS, Invented, announce, invent

BULK = 300


def _invented() -> st.SearchStrategy[Invented]:
    return st.randoms(use_true_random=False).map(invent)


def _read(folder: Path, name: str, data: bytes) -> tuple[list[Article], list[Remark]]:
    path = folder / name
    path.write_bytes(data)
    [file] = walk([path])
    assert isinstance(file, InputFile)
    remarks: list[Remark] = []
    found = list(read(file, Options(), remarks.append))
    records = [record for record in found if isinstance(record, Article)]
    assert len(records) == len(found)
    return records, remarks


def _text(article: Article) -> list[str]:
    return [p.text for p in article.paragraphs if p.role is Role.TEXT]


@settings(max_examples=1000, derandomize=True)
@given(_invented(), st.sampled_from(ENDS), st.integers(0, 2), st.booleans())
def test_nothing_is_lost_or_twice_and_no_date_is_wrong(
    page: Invented, end: str, escape: int, mark: bool
) -> None:
    with TemporaryDirectory() as folder:
        data = page.encoded(end, escape, mark)
        [article, *teasers], remarks = _read(Path(folder), "page.txt", data)
    told = "\n".join(page.lines)
    assert _text(article) == page.body, told
    listed = [(*entry[:3], entry[3] or page.source) for entry in page.teasers]
    assert [(t.title, t.body, t.date, t.source) for t in teasers] == listed, told
    assert (article.title, article.source) == (page.title, page.source), told
    assert article.date == page.date, told
    assert article.captured == page.captured, told
    assert article.agency == page.agency, told
    assert len(remarks) == page.told, (told, remarks)


def _bulk() -> list[Invented]:
    """Pages of seeds by day; each that has a list announces the one before it."""
    pages = [invent(random.Random(seed)) for seed in range(BULK)]
    pages.sort(key=lambda page: page.day)
    for earlier, page in pairwise(pages):
        announce(page, earlier)
    return pages


def test_the_order_of_pages_does_not_matter_and_no_recovered_date_is_wrong(
    tmp_path: Path,
) -> None:
    pages = _bulk()
    records = []
    for n, page in enumerate(pages):
        records += _read(tmp_path, f"{n}.txt", page.encoded(ENDS[n % len(ENDS)]))[0]
    seen: set[str] = set()
    for order in range(3):
        random.Random(order).shuffle(records)
        documents = _resolved(records)
        seen.add("\n".join(map(dumps, documents)))
    assert len(seen) == 1
    assert _recovered(documents, pages) >= 90


def test_what_is_built_and_exported_is_what_the_pages_say(tmp_path: Path) -> None:
    pages = _bulk()
    folder = tmp_path / "pages"
    folder.mkdir()
    for n, page in enumerate(pages):
        data = page.encoded(ENDS[n % len(ENDS)], n % 3, n % 2 == 0)
        (folder / f"{n}.txt").write_bytes(data)
    documents = exported(folder, tmp_path / "index")
    assert _recovered(documents, pages) >= 90


def _resolved(records: list[Article]) -> list[Article]:
    with Resolver() as resolver:
        for record in records:
            resolver.add(record)
        assert resolver.resolve().balances
        return sorted(resolver.articles(), key=lambda article: article.id)


def _recovered(documents: list[Article], pages: list[Invented]) -> int:
    """How many undated pages now have their date; none has another, and every page is there once as it was."""
    by_id = {document.id: document for document in documents}
    count, seen = 0, set()
    for article in documents:
        if article.kind is Kind.TEASER:
            continue
        for version in (*article.older, article):
            [name] = version.files
            page = pages[int(Path(name).stem)]
            assert name not in seen
            seen.add(name)
            _hold(version, page, by_id)
            assert article.date in (None, page.date or page.day), page.lines
            count += page.date is None and article.date is not None
    assert len(seen) == len(pages)
    return count


def _hold(article: Article, page: Invented, by_id: dict[str, Article]) -> None:
    """One page's article says what the page says, and its teasers lead to documents that open so."""
    told = "\n".join(page.lines)
    assert _text(article) == page.body, told
    assert (article.source, article.agency) == (page.source, page.agency), told
    assert article.title == page.title or not page.title, told
    listed = dict.fromkeys((snippet, day) for _, snippet, day, _ in page.teasers)
    assert len(article.teasers) == len(listed), told
    for name, (snippet, day) in zip(article.teasers, listed, strict=True):
        document = by_id[name]
        assert " ".join(document.body.split()).startswith(snippet), told
        assert day in (None, document.date), told
