"""Two thousand real pages go through `backfile build` and `export`; every field is held to the truth beside them.

`pytest tests/test_kcna_pages.py -s` prints how many pages are right, by field.
"""

import json
import random
import tarfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from indexer.article import Article, Kind
from indexer.identity import folded
from indexer.sources import InputFile, Options, Rejection, read, walk
from tests.exporting import exported

TO_THE_LETTER = "teasers to the letter"
LEAST = {TO_THE_LETTER: 0.995}
"""The share of pages whose field is right, 1 where none is named here. Two articles of one day open with snippets that
differ in one capital alone; a teaser is known by its words, so nine pages find the one under the other's."""
RECOVERABLE = 530
"""Bare pages that a teaser of the archive announces (the archive's own README)."""


class Announced(TypedDict):
    title: str | None
    snippet: str
    date: str
    of: NotRequired[str | None]


class Truth(TypedDict):
    page: str
    layout: str
    id: str
    title: str | None
    date: str | None
    captured: str | None
    true_title: str
    true_date: str
    source: str
    first_words: str
    last_words: str
    body_chars: int
    teasers: list[Announced]


@dataclass
class Archive:
    """The truth; what the reader lists of each page; after an export each page's article, and all documents."""

    truth: list[Truth]
    pages: Path
    read: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    documents: dict[str, Article] = field(default_factory=dict)


def _words(text: str) -> str:
    return " ".join(text.split())


def _read(folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """The teasers of every page as the reader found them: title, snippet, date."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for file in walk([folder]):
        assert isinstance(file, InputFile)
        listed = found[Path(file.name).name] = []
        for record in read(file, Options()):
            assert not isinstance(record, Rejection), record
            if record.kind is Kind.TEASER:
                listed.append((record.title, record.body, str(record.date)))
    return found


@pytest.fixture(scope="module")
def archive(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("kcna")
    with tarfile.open(shared / "corpora" / "kcna_pages.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    [truth] = folder.rglob("truth.jsonl")
    lines = truth.read_text(encoding="utf-8").splitlines()
    pages = truth.parent / "pages"
    held = Archive([json.loads(line) for line in lines], pages, _read(pages))
    for article in exported(pages, folder / "index"):
        held.documents[article.id] = article
        if article.kind is Kind.TEASER:
            continue
        for version in (*article.older, article):
            names = version.files
            held.articles.update({Path(name).name: version for name in names})
    return held


def _exact(text: str) -> str:
    return text


def _listed(
    archive: Archive, article: Article, truth: Truth, form: Callable[[str], str]
) -> bool:
    """Every teaser of the page, in its order, is a document that opens with its snippet and knows of the page.

    One snippet of one day is one document, so snippets are compared in a form: folded, or to the letter.
    """
    wanted = dict.fromkeys((form(t["snippet"]), t["date"]) for t in truth["teasers"])
    if len(wanted) != len(article.teasers):
        return False
    return all(
        _announces(archive.documents[listed], truth["page"], form, *teaser)
        for listed, teaser in zip(article.teasers, wanted, strict=True)
    )


def _announces(
    document: Article, page: str, form: Callable[[str], str], snippet: str, day: str
) -> bool:
    """An excerpt has its teaser's date; an article may have one of its own."""
    dated = document.kind is Kind.ARTICLE or str(document.date) == day
    seen = any(Path(sighting.file).name == page for sighting in document.sightings)
    return dated and seen and _words(form(document.body)).startswith(_words(snippet))


def _fields(archive: Archive, truth: Truth) -> dict[str, bool]:
    article = archive.articles[truth["page"]]
    body = _words(article.body)
    told = [(t["title"] or "", t["snippet"], t["date"]) for t in truth["teasers"]]
    captured = article.captured and article.captured.isoformat()
    right = {
        "source": article.source == truth["source"],
        "captured": captured == truth["captured"],
        "first words": body.startswith(_words(truth["first_words"])),
        "last words": body.endswith(_words(truth["last_words"])),
        "characters": len(body.replace(" ", "")) == truth["body_chars"],
        "no boilerplate": not any(
            mark in body for mark in ("More From ", "More Articles", "-0-", "(Juche")
        ),
        "no teaser in the body": not _holds_teaser(article, truth),
        "teasers as read": archive.read[truth["page"]] == told,
        "teasers exported": _listed(archive, article, truth, folded),
        TO_THE_LETTER: _listed(archive, article, truth, _exact),
    }
    if truth["layout"] == "full":
        right["title"] = article.title == truth["title"]
        right["date"] = str(article.date) == truth["date"]
    return right


def _holds_teaser(article: Article, truth: Truth) -> bool:
    lines = {p.text for p in article.paragraphs}
    return any(t["snippet"] in lines for t in truth["teasers"])


def test_every_field_of_every_page(archive: Archive) -> None:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    for truth in archive.truth:
        for name, is_right in _fields(archive, truth).items():
            asked[name] += 1
            right[name] += is_right
            if not is_right:
                wrong.setdefault(name, []).append(truth["page"])
    for name, count in asked.items():
        print(f"{name:22} {right[name]:5} of {count:5} pages")
    assert len(archive.truth) == 2000
    assert all(right[n] >= LEAST.get(n, 1) * asked[n] for n in asked), wrong


def test_what_bare_pages_recover(archive: Archive) -> None:
    bare = [truth for truth in archive.truth if truth["layout"] == "bare"]
    titled = {
        t["of"] for p in archive.truth for t in p["teasers"] if t["title"] and "of" in t
    }
    dated = wrong = titles = wrong_titles = asked = 0
    for truth in bare:
        article = archive.articles[truth["page"]]
        dated += str(article.date) == truth["true_date"]
        wrong += article.date is not None and str(article.date) != truth["true_date"]
        wrong_titles += article.title not in ("", truth["true_title"])
        if truth["id"] in titled:
            asked += 1
            titles += article.title == truth["true_title"]
    print(f"dates recovered        {dated:5} of {RECOVERABLE:5} pages, {wrong} wrong")
    print(f"titles recovered       {titles:5} of {asked:5} pages, {wrong_titles} wrong")
    assert wrong == 0
    assert dated >= 0.95 * RECOVERABLE
    assert asked and titles >= 0.8 * asked and wrong_titles == 0


@dataclass
class Lost:
    """A page without some of its lines. parts: which are gone; teasers: what is left of the list."""

    lines: list[str]
    parts: set[str]
    teasers: list[tuple[str, str, str]]


def _lose(rng: random.Random, lines: list[str], truth: Truth) -> Lost:
    """Each line of the header, the trailer, the agency and one line of a teaser are lost now and then."""
    end = lines.index(f"More From {truth['source']}")
    parts: dict[str, int] = {"agency below": end - 1}
    if truth["layout"] == "full":
        parts = {"captured": 0, "agency": 1, "title": 2, "date": 3}
        if lines[end - 1].startswith("www."):
            parts["trailer"] = end - 1
    lost = {part: place for part, place in parts.items() if rng.random() < 0.3}
    told = [(t["title"] or "", t["snippet"], t["date"]) for t in truth["teasers"]]
    if told and rng.random() < 0.5:
        number = rng.randrange(len(told))
        start = end + 1 + sum(5 if title else 3 for title, _, _ in told[:number])
        title, snippet, day = told[number]
        # a title is there twice, and so is a snippet
        part = rng.choice([0, 2, 3, 4] if title else [0, 1, 2])
        lost["teaser"] = start + part
        told[number] = (title, snippet, "None" if part == (3 if title else 1) else day)
    gone = set(lost.values())
    kept = [line for place, line in enumerate(lines) if place not in gone]
    return Lost(kept, set(lost), told)


def _lost_fields(folder: Path, truth: Truth, page: Lost) -> dict[str, bool]:
    path = folder / "page.txt"
    path.write_text("\n".join(page.lines), encoding="utf-8")
    [file] = walk([path])
    assert isinstance(file, InputFile)
    article, *teasers = (r for r in read(file, Options()) if isinstance(r, Article))
    body = _words(article.body)
    captured = article.captured and article.captured.isoformat()
    # a wrong date is worse than none
    assert article.date is None or str(article.date) == truth["true_date"], page.lines
    return {
        "title": (article.title or None)
        == (None if "title" in page.parts else truth["title"]),
        "date": bool(article.date)
        or bool({"date", "agency below"} & page.parts)
        or truth["layout"] == "bare",
        "captured": captured
        == (None if "captured" in page.parts else truth["captured"]),
        "source": article.source == truth["source"],
        "first words": body.startswith(_words(truth["first_words"])),
        "last words": body.endswith(_words(truth["last_words"])),
        "characters": len(body.replace(" ", "")) == truth["body_chars"],
        "teasers": [(t.title, t.body, str(t.date)) for t in teasers] == page.teasers,
    }


def test_pages_that_lost_lines(archive: Archive, tmp_path: Path) -> None:
    rng = random.Random(2011)
    right: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    for truth in archive.truth:
        text = (archive.pages / truth["page"]).read_text(encoding="utf-8")
        page = _lose(rng, [line for line in text.split("\n") if line], truth)
        for name, is_right in _lost_fields(tmp_path, truth, page).items():
            right[name] += is_right
            if not is_right:
                wrong.setdefault(name, []).append(truth["page"])
    for name, count in right.items():
        print(f"{name:22} {count:5} of  2000 pages that lost lines")
    assert all(count >= 0.995 * len(archive.truth) for count in right.values()), wrong
