"""Two thousand real pages go through reading and resolving; every field is held to the truth beside them.

`pytest tests/test_kcna_pages.py -s` prints how many pages are right, by field.
"""

import json
import tarfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from indexer.article import Article, Kind
from indexer.resolve import Resolver
from indexer.sources import InputFile, Options, Rejection, read, walk

LEAST = 0.995
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
    true_title: str
    true_date: str
    source: str
    first_words: str
    last_words: str
    body_chars: int
    teasers: list[Announced]


@dataclass
class Archive:
    """The truth, and each page's article and the documents it lists, after resolving."""

    truth: list[Truth]
    articles: dict[str, Article] = field(default_factory=dict)
    documents: dict[str, Article] = field(default_factory=dict)


def _words(text: str) -> str:
    return " ".join(text.split())


def _records(folder: Path) -> list[Article]:
    found: list[Article] = []
    for file in walk([folder]):
        assert isinstance(file, InputFile)
        for record in read(file, Options()):
            assert not isinstance(record, Rejection), record
            found.append(record)
    return found


@pytest.fixture(scope="module")
def archive(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("kcna")
    with tarfile.open(shared / "corpora" / "kcna_pages.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    [truth] = folder.rglob("truth.jsonl")
    lines = truth.read_text(encoding="utf-8").splitlines()
    held = Archive([json.loads(line) for line in lines])
    with Resolver() as resolver:
        for record in _records(truth.parent / "pages"):
            resolver.add(record)
        assert resolver.resolve().balances
        for article in resolver.articles():
            held.documents[article.id] = article
            if article.kind is Kind.TEASER:
                continue
            for version in (*article.older, article):
                names = version.files
                held.articles.update({Path(name).name: version for name in names})
    return held


def _listed(archive: Archive, article: Article, truth: Truth) -> bool:
    """Every teaser of the page, in its order, is a document that opens with its snippet."""
    wanted = dict.fromkeys((t["snippet"], t["date"]) for t in truth["teasers"])
    if len(wanted) != len(article.teasers):
        return False
    return all(
        _announces(archive.documents[listed], snippet, day)
        for listed, (snippet, day) in zip(article.teasers, wanted, strict=True)
    )


def _announces(document: Article, snippet: str, day: str) -> bool:
    """An excerpt has its teaser's date; an article may have one of its own."""
    dated = document.kind is Kind.ARTICLE or str(document.date) == day
    return dated and _words(document.body).startswith(_words(snippet))


def _fields(archive: Archive, truth: Truth) -> dict[str, bool]:
    article = archive.articles[truth["page"]]
    body = _words(article.body)
    right = {
        "source": article.source == truth["source"],
        "first words": body.startswith(_words(truth["first_words"])),
        "last words": body.endswith(_words(truth["last_words"])),
        "characters": len(body.replace(" ", "")) == truth["body_chars"],
        "no boilerplate": not any(
            mark in body for mark in ("More From ", "More Articles", "-0-", "(Juche")
        ),
        "no teaser in the body": not _holds_teaser(article, truth),
        "teaser list": _listed(archive, article, truth),
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
    assert all(right[name] >= LEAST * asked[name] for name in asked), wrong


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
