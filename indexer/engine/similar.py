"""An article goes in, the query for its rare words comes out: what "similar" means on every engine."""

from collections import Counter
from collections.abc import Callable

from indexer.analysis import stem, tokens
from indexer.article import Article
from indexer.engine.query import Or, Term
from indexer.fields import BY_NAME, DEFAULT_FIELDS
from indexer.scoring import DEFAULT

WORDS = 12
"""Rare words that stand for an article."""

CANDIDATES = 256
"""Different words, the most frequent of an article, whose rarity is looked up."""

MOST_READ = 200_000
"""Characters of a text that are read for its words: how a longer one begins says what it is about."""


def similar_query(
    article: Article, document_frequency: Callable[[Term], int], documents: int
) -> Or:
    """The words of title and body with the highest frequency times idf; equal ones by text.

    document_frequency(term) is how many of the index's `documents` hold the term. Words that only one document holds
    can find no other. The article itself is among the matches: the engine leaves it out.
    """
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for name in DEFAULT_FIELDS:
        for value in BY_NAME[name].values(article):
            for token in tokens(value[:MOST_READ]):
                stemmed = stem(token.word, article.language)
                counts[stemmed] += 1
                words.setdefault(stemmed, token.word)
    weighed = []
    for stemmed, count in counts.most_common(CANDIDATES):
        term = Term(words[stemmed])
        holding = document_frequency(term)
        if holding > 1:
            weighed.append((-count * DEFAULT.idf(documents, holding), term.word))
    return Or(tuple(Term(word) for _, word in sorted(weighed)[:WORDS]))
