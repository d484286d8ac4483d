"""An engine goes in; words of its own archive come out, so that every example of the query language finds something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise

from indexer.analysis import is_cjk, runs, tokens
from indexer.article import Article
from indexer.engine import Engine
from indexer.engine.query import And, Not, Query
from indexer.engine.request import SearchRequest, Sort
from search_app.kept import Kept
from search_app.query_parser import parse

_SAMPLE = 40  # articles that are looked at
_TRIED = 16  # pairs of words, and other words, that are counted
_LONG = 5  # letters of a word that says something by itself
_LETTERS = range(5, 13)  # of a word that is to be cut and misspelt


@dataclass(frozen=True, slots=True)
class Lesson:
    """Words for examples; "" for what the archive has none of.

    phrase is words one and two, which follow one another in an item of `day`. other is not with them. spelt is of
    letters that can be told apart, so that one may be wrong. source is a word of a source's name.
    """

    phrase: str
    one: str
    two: str
    other: str
    spelt: str
    source: str
    day: date | None


@dataclass(frozen=True, slots=True)
class _Pair:
    phrase: str
    one: str
    two: str
    article: Article


def _lesson(engine: Engine) -> Lesson | None:
    hits = engine.search(SearchRequest(sort=Sort.NEWEST, limit=_SAMPLE)).hits
    articles = [hit.article for hit in hits]
    pairs = list(islice((pair for a in articles for pair in _pairs(a)), _TRIED))
    if not pairs:
        return None

    def worth(pair: _Pair) -> tuple[bool, bool, int]:
        """A phrase with a date; of two words, not of one that was cut; in several articles."""
        count = _count(engine, parse(f'"{pair.phrase}"').query)
        return pair.article.date is not None, " " in pair.phrase, count

    best = max(pairs, key=worth)
    return Lesson(
        best.phrase,
        best.one,
        best.two,
        _other(engine, best, pairs),
        _spelt(best, articles),
        next((each for each, _ in _words(best.article.source or "")), ""),
        best.article.date,
    )


lesson = Kept(_lesson)
"""The words of the current generation; None where nothing has two words. Raises the errors of the engine."""


def _count(engine: Engine, query: Query) -> int:
    return engine.search(SearchRequest(query=query, limit=0)).total.all


def _pairs(article: Article) -> Iterator[_Pair]:
    """Words that follow one another in a title, or where there is none in the first paragraph."""
    text = article.title or article.body.partition("\n")[0]
    words = list(_words(text))
    for (one, end), (two, start) in pairwise(words):
        between = text[end : start - len(two)]
        if between in ("", " "):
            yield _Pair(f"{one}{between}{two}", one, two, article)


def _words(text: str) -> Iterator[tuple[str, int]]:
    """Words that say something, in small letters, each with the place of its end; two characters of Chinese are one."""
    for run in runs(tokens(text)):
        start, end = run[0].start, run[-1].end
        if is_cjk(run[0].word):
            whole = text[start:end]
            # Korean is parted by spaces, Chinese and Japanese are not.
            step = len(whole) if len(whole) <= 4 else 2
            for place in range(0, len(whole) - 1, step):
                piece = whole[place : place + step]
                if len(piece) > 1:
                    yield piece, start + place + len(piece)
        elif end - start >= _LONG and text[start:end].isalpha():
            yield text[start:end].lower(), end


def _other(engine: Engine, best: _Pair, pairs: Sequence[_Pair]) -> str:
    """A word of another title that not everything with the first word has."""
    query = parse(best.one).query
    words = dict.fromkeys(word for pair in pairs for word in (pair.one, pair.two))
    for word in words:
        if word in (best.one, best.two):
            continue
        if _count(engine, And((query, Not(parse(word).query)))):
            return word
    return ""


def _spelt(best: _Pair, articles: Sequence[Article]) -> str:
    """A word of letters, or of digits where there is none; "" for an archive that has neither."""
    texts = (best.one, best.two, *(f"{a.title}\n{a.body}" for a in articles))
    numbers = ""
    for text in texts:
        for token in tokens(text):
            if is_cjk(token.word) or len(token.form) not in _LETTERS:
                continue
            if token.form.isalpha():
                return text[token.start : token.end].lower()
            numbers = numbers or (token.form if token.form.isdigit() else "")
    return numbers
