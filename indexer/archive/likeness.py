"""Two texts go in; whether they share half their words comes out."""

from collections import Counter

from indexer.analysis import tokens
from indexer.article import Article
from indexer.identity import stated_title

Words = Counter[str]


def words(article: Article) -> Words:
    """The words of a title and body, with their counts."""
    text = f"{stated_title(article)}\n{article.body}"
    return Counter(token.form for token in tokens(text))


def body_words(article: Article) -> Words:
    """The words of a body, with their counts."""
    return Counter(token.form for token in tokens(article.body))


def share_half(one: Words, other: Words) -> bool:
    """Whether at least half of all words of the two texts stand in both; never where one has no words."""
    shared = (one & other).total()
    return shared > 0 and 4 * shared >= one.total() + other.total()
