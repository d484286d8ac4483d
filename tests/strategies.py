"""Small articles, and Hypothesis strategies for archives, queries and limits in a tiny vocabulary."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from indexer.analysis import fold, tokens
from indexer.article import Article, Kind, text_paragraphs
from indexer.engine.query import (
    All,
    And,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
)
from indexer.engine.request import Choice, DateRange, Filters
from indexer.fields import VALUE_FIELDS, WORD_FIELDS


def article(
    article_id: str = "a",
    body: str = "",
    title: str = "",
    day: str | None = None,
    *,
    kind: Kind = Kind.ARTICLE,
    language: str | None = "en",
    source: str | None = None,
    section: str | None = None,
    author: str | None = None,
    topics: Sequence[str] = (),
    files: Sequence[str] = (),
) -> Article:
    """An article of a few words; dataclasses.replace sets what is not named here."""
    return Article(
        id=article_id,
        kind=kind,
        title=title,
        paragraphs=text_paragraphs(body),
        date=date.fromisoformat(day) if day else None,
        language=language,
        source=source,
        section=section,
        author=author,
        topics=tuple(topics),
        files=tuple(files),
    )


def words(text: str) -> tuple[str, ...]:
    """The words of a text, as Terms and Phrases hold them."""
    return tuple(token.word for token in tokens(text))


def term(text: str, field: str | None = None) -> Term:
    """One word as a Term."""
    (word,) = words(text)
    return Term(word, field)


def phrase(text: str, field: str | None = None) -> Phrase:
    """A text as a Phrase."""
    return Phrase(words(text), field)


VOCABULARY = (
    "the treaty treaties missile missiles Kim Jong-un Jong U.S. use using canon cañón "
    "ship ships 1,000 naïve Seoul ein Schiffe 김정은 原山 山 ракета ё б"
).split()
NAMES = ("KCNA", "Harbour Gazette", "harbour gazette", "<b>")
# A source and an author are searched as words too.
_TOKENS = list(tokens(" ".join((*VOCABULARY, *NAMES))))
FORMS = tuple(sorted({token.form for token in _TOKENS}))
WORDS = tuple(sorted({token.word for token in _TOKENS}))
LANGUAGES = ("en", "en", None, "und", "de", "es", "ko", "xx")
DAY = date(2011, 1, 30)


def texts(most: int) -> st.SearchStrategy[str]:
    """Words of the vocabulary, sometimes in two paragraphs."""
    one = st.lists(st.sampled_from(VOCABULARY), max_size=most).map(" ".join)
    return one | st.tuples(one, one).map("\n\n".join)


def days() -> st.SearchStrategy[date]:
    """Days close together, or years apart."""
    return st.sampled_from((0, 1, 2, 30, 31, 366, 3000)).map(
        lambda later: DAY + timedelta(days=later)
    )


def names() -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(NAMES)


def articles(
    ids: st.SearchStrategy[str] | None = None,
) -> st.SearchStrategy[Article]:
    """One article or teaser of an archive."""
    return st.builds(
        Article,
        id=ids or st.sampled_from("abcdefghijkl"),
        kind=st.sampled_from((Kind.ARTICLE, Kind.ARTICLE, Kind.TEASER)),
        title=texts(3),
        paragraphs=texts(8).map(text_paragraphs),
        date=st.none() | days(),
        language=st.sampled_from(LANGUAGES),
        source=names(),
        section=names(),
        author=names(),
        topics=st.lists(st.sampled_from(NAMES), max_size=3).map(tuple),
        files=st.lists(st.sampled_from(("one.txt", "two.txt")), max_size=2).map(tuple),
    )


def archives(most: int = 12) -> st.SearchStrategy[list[Article]]:
    """A few documents, each with an id of its own."""
    return st.lists(articles(), max_size=most, unique_by=lambda one: one.id)


def _fields() -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from([field.name for field in WORD_FIELDS])


def _sequences() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(WORDS), max_size=3).map(tuple)


def _patterns() -> st.SearchStrategy[str]:
    def put(form: str, mark: str, place: int, width: int) -> str:
        return fold(form)[:place] + mark + fold(form)[place + width :]

    return st.builds(
        put,
        st.sampled_from(FORMS),
        st.sampled_from(("*", "?", "**", "*?")),
        st.integers(0, 8),
        st.integers(0, 3),
    )


def _edits() -> st.SearchStrategy[str]:
    def edit(form: str, letter: str, place: int, width: int) -> str:
        return form[:place] + letter + form[place + width :]

    return st.builds(
        edit,
        st.sampled_from(FORMS),
        st.sampled_from(("", "s", "é", "山")).map(fold),
        st.integers(0, 8),
        st.integers(0, 1),
    )


def leaves() -> st.SearchStrategy[Query]:
    """Queries without parts."""
    return st.one_of(
        st.just(All()),
        st.builds(Term, st.sampled_from(WORDS), _fields(), st.booleans()),
        st.builds(Term, st.sampled_from(WORDS)),
        st.builds(Phrase, _sequences(), _fields()),
        st.builds(Near, _sequences(), st.integers(0, 6), _fields()),
        st.builds(Prefix, st.sampled_from(FORMS).map(lambda f: f[:2]), _fields()),
        st.builds(Wildcard, _patterns(), _fields()),
        st.builds(Fuzzy, _edits(), _fields()),
    )


def queries(most: int = 6) -> st.SearchStrategy[Query]:
    """Any query of a few leaves."""

    def combine(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
        several = st.lists(parts, max_size=3).map(tuple)
        return st.one_of(
            st.builds(And, several), st.builds(Or, several), st.builds(Not, parts)
        )

    return st.recursive(leaves(), combine, max_leaves=most)


def date_ranges() -> st.SearchStrategy[DateRange]:
    """Closed, open, empty and yearly ranges."""
    bound = st.none() | days()
    yearly = st.none() | days().map(lambda day: (day.month, day.day))
    return st.builds(DateRange, bound, bound, yearly)


def choices() -> st.SearchStrategy[Choice]:
    """Limits on one field; some name what no document has."""
    values = st.frozensets(st.sampled_from((None, *NAMES, "2011", "en")), max_size=2)
    fields = st.sampled_from([field.name for field in VALUE_FIELDS])
    common = st.sampled_from(("source", "topics", "kind", "year", "language"))
    return st.builds(Choice, fields | common, values, values)


def filters() -> st.SearchStrategy[Filters]:
    """Limits of every sort, mostly few."""
    chosen = st.lists(choices(), max_size=2, unique_by=lambda choice: choice.field)
    ranges = st.lists(date_ranges(), max_size=2)
    undated = st.sampled_from((False, False, False, True))
    return st.builds(Filters, chosen.map(tuple), ranges.map(tuple), undated)
