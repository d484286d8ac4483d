"""Real articles of five languages, written as archive pages that lack lines, go through `backfile build` and `export`.

`pytest tests/test_pages_of_real_text.py -s` prints how many pages are right, by corpus and field.
"""

import datetime
import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pytest

from indexer.article import Article, Kind, Role, TitleRule
from indexer.clean import clean_line
from indexer.dates.datelines import dateline
from indexer.identity import folded
from tests.exporting import exported
from tests.page_words import cut, written

PAGES = 100
LISTED = 20
LEAST = 0.99
CORPORA = {
    "kcna_articles_2011": ("KCNA", "Uriminzokkiri (En)"),
    "nk_newyear_ko": ("KCNA", "Rodong Sinmun (Kr)"),
    "reuters21578": ("Reuters", "Reuters (En)"),
    "reuters_30k": ("Reuters", "Reuters News (En)"),
    "wmt21_multi": ("DPA", "World Wire (En)"),
    "xinwenlianbo_zh_2k": ("新华社", "央视网 (Cn)"),
}
UNDATED = datetime.date(2020, 5, 5)
"""The day of what a corpus does not date."""


@dataclass
class Real:
    """An article, and the page made of it. stated: what the page says; the rest is the truth."""

    title: str
    body: list[str]
    day: datetime.date
    lines: list[str] = field(default_factory=list)
    stated_title: str = ""
    stated_day: datetime.date | None = None
    captured: datetime.date | None = None
    agency: str | None = None
    dateline: str = ""
    teasers: list[tuple[str, datetime.date]] = field(default_factory=list)


def _articles(path: Path) -> Iterator[Real]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record["body"].replace("\u00a0", " ")
            body = [clean_line(part) for part in text.split("\n")]
            body = [part for part in body if part]
            day = record["date"]
            if body and record["title"]:
                title = clean_line(record["title"].replace("\u00a0", " "))
                dated = datetime.date.fromisoformat(day) if day else UNDATED
                yield Real(title, body, dated)


class _Writer:
    """Writes pages of one corpus, as the layouts are, each line missing now and then."""

    def __init__(self, name: str) -> None:
        self.rng = random.Random(name)
        self.agency, self.source = CORPORA[name]
        self.announced: set[str] = set()

    def there(self) -> bool:
        return self.rng.random() < 0.8

    def write(self, page: Real, pages: list[Real]) -> None:
        """Write the page of an article as it was some days later, with the newest of all pages listed."""
        captured = page.day + datetime.timedelta(self.rng.randrange(20))
        if self.there():
            self.full(page, captured)
        else:
            page.lines = list(page.body)
            page.agency = self.agency
            page.lines.append(self.agency)
        page.lines.append(f"More From {self.source}")
        titled = self.rng.random() < 0.5
        known = [other for other in pages if other.day <= captured]
        for other in reversed(known[-LISTED:]):
            snippet = cut(" ".join(other.body))
            page.lines += [other.title, other.title] if titled else []
            page.lines += [snippet, written(other.day), snippet]
            page.teasers.append((snippet, other.day))
            self.announced.add(snippet)
        page.lines.append("More Articles")

    def is_told(self, page: Real) -> bool:
        """Whether only a teaser dates the page. A dateline is part of the snippet and not of the body it opens."""
        snippet = cut(" ".join(page.body))
        opened = dateline(snippet, self.agency) is not None
        return page.stated_day is None and snippet in self.announced and not opened

    def full(self, page: Real, captured: datetime.date) -> None:
        day = page.day
        seen, dated = self.there(), self.there()
        if seen:
            page.captured = captured
            page.lines.append(written(captured) * self.rng.choice([1, 2]))
        if self.there():
            page.agency = self.agency
            page.lines.append(f"{self.agency} {self.source}")
        # without the line below nothing tells a title from a first paragraph without a full stop
        if dated and self.there():
            page.stated_title = page.title
            page.lines.append(page.title)
        if dated:
            page.stated_day = day
            page.lines.append(f"Date: {day:%d/%m/%Y} | Source: {self.source}")
        if not dated or self.there():
            page.dateline = f"Hest, {written(day)[:-6]} ({self.agency}) --"
            page.stated_day = day if seen else page.stated_day
        self.body(page)

    def body(self, page: Real) -> None:
        day = page.day
        lines = list(page.body)
        lines[0] = f"{page.dateline} {lines[0]}".strip()
        if self.there():
            lines[-1] += " -0-"
        page.lines += lines
        if self.there():
            juche = f"Juche{day.year - 1911}.{day.month}.{day.day}."
            page.lines.append(f"www.hest.example ({juche})")
            page.stated_day = day


def _squeezed(*texts: str) -> str:
    return "".join("".join(texts).split())


def _texts(document: Article) -> Iterator[str]:
    """The texts of a document and its earlier versions, as a snippet may open with them."""
    for version in (document, *document.older):
        shown = (p.text for p in version.paragraphs if p.role is Role.DATELINE)
        yield folded(version.body)
        yield folded(" ".join([*shown, version.body]))


def _fields(article: Article, page: Real, by_id: dict[str, Article]) -> dict[str, bool]:
    shown = [p.text for p in article.paragraphs if p.role in (Role.DATELINE, Role.TEXT)]
    taught = article.title_rule is TitleRule.TEASER
    openings = [text for name in article.teasers for text in _texts(by_id[name])]
    announced = (folded(snippet) for snippet, _ in page.teasers)
    return {
        "body": _squeezed(*shown) == _squeezed(page.dateline, *page.body),
        "title": article.title == (page.title if taught else page.stated_title),
        "date": article.date == page.stated_day or page.stated_day is None,
        "captured": article.captured == page.captured,
        "agency": article.agency == page.agency,
        "teasers": all(any(t.startswith(s) for t in openings) for s in announced),
    }


@pytest.mark.parametrize("corpus", CORPORA)
def test_real_articles_as_pages(shared: Path, tmp_path: Path, corpus: str) -> None:
    found = _articles(shared / "corpora" / f"{corpus}.jsonl.xz")
    # an archive may hold a text twice; the truth here is by text
    different = {_squeezed(*one.body): one for one in islice(found, 20 * PAGES)}
    pages = list(different.values())
    random.Random(corpus).shuffle(pages)
    pages = sorted(pages[:PAGES], key=lambda page: page.day)
    folder = tmp_path / "pages"
    folder.mkdir()
    writer = _Writer(corpus)
    for place, page in enumerate(pages):
        writer.write(page, pages)
        (folder / f"{place}.txt").write_text("\n".join(page.lines), encoding="utf-8")
    documents = exported(folder, tmp_path / "index")
    by_id = {document.id: document for document in documents}
    right: Counter[str] = Counter()
    wrong: dict[str, list[int]] = {}
    read = recovered = 0
    for article in documents:
        versions = [] if article.kind is Kind.TEASER else [*article.older, article]
        for version in versions:
            [name] = version.files
            place = int(Path(name).stem)
            page = pages[place]
            read += 1
            # no date at all is better than a wrong one
            assert version.date in (None, page.day), page.lines
            recovered += writer.is_told(page) and version.date is not None
            for key, is_right in _fields(version, page, by_id).items():
                right[key] += is_right
                if not is_right:
                    wrong.setdefault(key, []).append(place)
    told = ", ".join(f"{key} {count}" for key, count in right.items())
    asked = sum(map(writer.is_told, pages))
    print(f"{corpus}: {read} pages, {told}; dates recovered {recovered} of {asked}")
    assert read == len(pages)
    assert all(count >= LEAST * read for count in right.values()), wrong
    assert recovered >= 0.95 * asked
