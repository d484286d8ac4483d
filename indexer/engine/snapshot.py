"""Articles go in; the postings and lengths that plain loops can read come out: one generation of the memory engine."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from indexer.analysis import placed, stem
from indexer.article import Article
from indexer.engine.temporary_register import TemporaryRegister
from indexer.fields import WORD_FIELDS
from indexer.ledger import Ledger


class Word(NamedTuple):
    """A word of the index: its exact form, and its stem in the language of the documents that hold it."""

    form: str
    stem: str


Postings = dict[Word, dict[str, list[int]]]
"""For each word of a field the documents that hold it, by id, and its positions there, ascending."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation, never changed: the documents by ascending id; postings and lengths (in words) by field."""

    generation: str
    built: datetime
    ledger: Ledger
    articles: dict[str, Article]
    postings: dict[str, Postings]
    lengths: dict[str, Counter[str]]
    languages: frozenset[str | None]
    register: TemporaryRegister | None

    @classmethod
    def build(
        cls,
        generation: str,
        built: datetime,
        documents: dict[str, Article],
        ledger: Ledger,
        register: TemporaryRegister | None = None,
    ) -> "Snapshot":
        """Analyse every document in its own language."""
        postings: dict[str, Postings] = {field.name: {} for field in WORD_FIELDS}
        lengths = {field.name: Counter[str]() for field in WORD_FIELDS}
        for article in documents.values():
            for field in WORD_FIELDS:
                for position, token in placed(field.values(article)):
                    word = Word(token.form, stem(token.word, article.language))
                    holding = postings[field.name].setdefault(word, {})
                    holding.setdefault(article.id, []).append(position)
                    lengths[field.name][article.id] += 1
        return cls(
            generation,
            built,
            ledger,
            dict(sorted(documents.items())),
            postings,
            lengths,
            frozenset(article.language for article in documents.values()),
            register,
        )
