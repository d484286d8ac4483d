"""A document that was taken down goes in; its tombstone comes out, and what other documents may still show of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from indexer.article import Article
from indexer.fields import BY_NAME


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What is left of a document that was taken down: never a word of its text.

    id is the one it had last; ids are all that led to it, its own among them. day is that of the takedown, in UTC.
    """

    id: str
    reason: str
    day: date
    ids: tuple[str, ...]


def ids_of(article: Article) -> tuple[str, ...]:
    """Every id the document has or had: its own, its older versions', former ones."""
    former = BY_NAME["former_id"].values(article)
    return tuple(dict.fromkeys((article.id, *former)))


class Tombstones:
    """The documents that were taken down, by each of their ids."""

    def __init__(self, withdrawn: Iterable[Withdrawn] = ()) -> None:
        self.all = tuple(sorted(withdrawn, key=lambda one: one.id))
        self._by_id: Mapping[str, Withdrawn] = {
            name: one for one in self.all for name in one.ids
        }
        self._last = {one.id for one in self.all}

    def get(self, article_id: str) -> Withdrawn | None:
        return self._by_id.get(article_id)

    def bar(self, article: Article) -> bool:
        """Whether the article must not be indexed: it, or what became part of it, was withdrawn.

        A former id that it shares with a withdrawn document is no reason: one teaser may become part of two copies.
        """
        own = (article.id, *(older.id for older in article.older))
        return not (
            self._by_id.keys().isdisjoint(own)
            and self._last.isdisjoint(article.former_ids)
        )

    def cleared(self, article: Article) -> Article:
        """The article without references to what was withdrawn."""
        if self._by_id.keys().isdisjoint((*article.teasers, *article.same_text)):
            return article
        return replace(
            article,
            teasers=self._without(article.teasers),
            same_text=self._without(article.same_text),
        )

    def _without(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in ids if name not in self._by_id)
