"""A search as its URL says it: a frozen value that makes the URLs of its neighbours, and the filters of its limits.

SearchState.read() of what url() says is the same state again. A change of what is found goes back to the first page
and forgets the article (version, rank) that was opened.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from indexer.engine.request import Choice, DateRange, Filters, Sort
from search_app.addresses import address
from search_app.date_ranges import When, fixed, parse_day, parse_range, span, typed
from search_app.parameters import ORDER, WORDS, Limit, given, text_of
from search_app.query_parser import Words
from search_app.remarks import Problem

DEFAULT_SIZE = 20
MAX_SIZE = 100
MAX_NUMBER = 999_999_999

NAMES, RESULTS = "names", "results"
"""Views: a facet in full by name; no facet in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """What is asked, and how it is shown.

    when, start (`from`) and end (`to`) are dates as typed: two limits, and both hold. undated is `dated=no`: only what
    has no date. limits are kept in the order of the fields, each once; a sort that is the default is None. more is the
    field whose facet is shown in full: the most frequent values first, or (view="names") by name, and only those with
    the words of narrow; view="results", from a form, leads back to the results. version and rank belong to an article's
    page: which version, and the place in the results it was opened from. What a URL could not say (control characters,
    page 0) is made good.
    """

    q: str = ""
    all: str = ""
    any: str = ""
    phrase: str = ""
    without: str = ""
    when: str = ""
    start: str = ""
    end: str = ""
    undated: bool = False
    limits: tuple[Limit, ...] = ()
    sort: Sort | None = None
    page: int = 1
    size: int = DEFAULT_SIZE
    view: str = ""
    more: str = ""
    narrow: str = ""
    version: int | None = None
    rank: int | None = None

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        for name in WORDS:
            put(name, text_of(name, getattr(self, name)))
        put("when", text_of("when", self.when))
        put("start", text_of("from", self.start))
        put("end", text_of("to", self.end))
        put("limits", tuple(sorted(set(self.limits), key=lambda each: each.order)))
        put("sort", None if self.sort is self.default_sort else self.sort)
        put("page", min(max(self.page, 1), MAX_NUMBER))
        put("size", min(max(self.size, 1), MAX_SIZE))
        for name in ("version", "rank"):
            put(name, min(max(getattr(self, name) or 0, 0), MAX_NUMBER) or None)
        listed = self.more in ORDER and self.view != RESULTS
        put("more", self.more if listed else "")
        put("view", self.view if listed and self.view == NAMES else "")
        put("narrow", text_of("narrow", self.narrow) if listed else "")

    @staticmethod
    def read(
        pairs: Iterable[tuple[str, str]], today: date
    ) -> tuple["SearchState", tuple[Problem, ...]]:
        """The state a URL's parameters give, and what of them cannot be used. Never raises.

        An unusable date stays in the state as typed, so that a page can show it; filters() leaves it out. Whoever gets
        problems answers them and does not search. How pairs are understood: search_app.parameters.
        """
        found = given(pairs)
        state = SearchState(
            q=found.texts.get("q", ""),
            all=found.texts.get("all", ""),
            any=found.texts.get("any", ""),
            phrase=found.texts.get("phrase", ""),
            without=found.texts.get("without", ""),
            when=found.texts.get("when", ""),
            start=found.texts.get("from", ""),
            end=found.texts.get("to", ""),
            undated=found.undated(),
            limits=tuple(found.limits),
            sort=found.sort(),
            page=found.number("page", MAX_NUMBER, "is no page; pages count from 1.")
            or 1,
            size=found.number("size", MAX_SIZE, f"is no size; give 1 to {MAX_SIZE}.")
            or DEFAULT_SIZE,
            view=found.texts.get("view", ""),
            more=found.texts.get("more", ""),
            narrow=found.texts.get("narrow", ""),
            version=found.number(
                "version", MAX_NUMBER, "is no version; they count from 1."
            ),
            rank=found.rank(),
        )
        found.check_dates(today)
        return state, tuple(found.problems)

    @property
    def words(self) -> Words:
        """The search box and the boxes of the form, for query_parser.parse_words()."""
        return Words(self.q, self.all, self.any, self.phrase, self.without)

    @property
    def has_words(self) -> bool:
        return any((self.q, self.all, self.any, self.phrase, self.without))

    @property
    def has_limits(self) -> bool:
        """Whether a field or a date limits the search."""
        return bool(self.limits or self.has_dates or self.undated)

    @property
    def has_dates(self) -> bool:
        return bool(self.when or self.start or self.end)

    @property
    def default_sort(self) -> Sort:
        """Best first where words are asked for, newest first where they are not."""
        return Sort.RELEVANCE if self.has_words else Sort.NEWEST

    @property
    def order(self) -> Sort:
        """The sort that holds."""
        return self.sort or self.default_sort

    @property
    def offset(self) -> int:
        """Hits before this page."""
        return (self.page - 1) * self.size

    @property
    def box(self) -> str:
        """q as a search box of one line holds it: without line breaks and tabs."""
        return "".join(c for c in self.q if c not in "\t\n\r")

    def choices(self) -> tuple[Choice, ...]:
        """The limits, one Choice a field."""
        fields = dict.fromkeys(limit.field for limit in self.limits)
        return tuple(
            Choice(field, self.chosen(field), self.chosen(field, exclude=True))
            for field in fields
        )

    def chosen(self, field: str, exclude: bool = False) -> frozenset[str | None]:
        """The values of a field that are limits."""
        return frozenset(
            each.value
            for each in self.limits
            if each.field == field and each.exclude is exclude
        )

    def whens(self, today: date) -> tuple[When, ...]:
        """The date limits, with their wording. A text that is no date is left out: parameters.read() reports it."""
        when = parse_range(self.when, today) if self.when else None
        first = parse_day(self.start, today) if self.start else None
        last = parse_day(self.end, today) if self.end else None
        boxes = span(
            first if isinstance(first, When) else None,
            last if isinstance(last, When) else None,
        )
        return tuple(each for each in (when, boxes) if isinstance(each, When))

    def filters(self, today: date, typed: Iterable[DateRange] = ()) -> Filters:
        """The limits for an engine; `typed` are the dates among the words (Parsed.dates), which hold as well."""
        dates = (*(when.range for when in self.whens(today)), *typed)
        return Filters(self.choices(), dates, self.undated)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The parameters in order, defaults left out: for a URL, and for the hidden inputs of a form."""
        texts = {
            **{name: getattr(self, name) for name in (*WORDS, "when")},
            "from": self.start,
            "to": self.end,
            "dated": "no" if self.undated else "",
        }
        shown = {
            "sort": self.sort.value if self.sort else "",
            "page": str(self.page) if self.page > 1 else "",
            "size": str(self.size) if self.size != DEFAULT_SIZE else "",
            "view": self.view,
            "more": self.more,
            "narrow": self.narrow,
            "version": str(self.version) if self.version else "",
            "rank": str(self.rank) if self.rank else "",
        }
        return (
            *((name, text) for name, text in texts.items() if text),
            *(limit.pair for limit in self.limits),
            *((name, text) for name, text in shown.items() if text),
        )

    def url(self, path: str = "/search") -> str:
        """The canonical URL, relative to the site. A path that is not of the site becomes /search."""
        return address(path, self.pairs())

    def article_url(
        self, article_id: str, version: int | None = None, rank: int | None = None
    ) -> str:
        """The address of an article, with the search it is opened from."""
        opened = replace(self, version=version, rank=rank, more="")
        return opened.url(f"/article/{article_id}")

    def results(self) -> "SearchState":
        """The results an article was opened from, at the page it stands on."""
        page = (self.rank - 1) // self.size + 1 if self.rank else self.page
        return replace(self, page=page, version=None, rank=None)

    def _first(self) -> "SearchState":
        """The same search from its first page, no article open."""
        return replace(self, page=1, version=None, rank=None)

    def toggled(self, field: str, value: str | None) -> "SearchState":
        """With a value required (any of those of its field), or no longer."""
        return self._switched(Limit(field, value))

    def excluding(self, field: str, value: str | None) -> "SearchState":
        """With a value excluded, or no longer."""
        return self._switched(Limit(field, value, exclude=True))

    def _switched(self, limit: Limit) -> "SearchState":
        if limit in self.limits:
            return self.without_limit(limit.field, limit.value)
        rest = self.without_limit(limit.field, limit.value)
        return replace(rest, limits=(*rest.limits, limit))

    def without_limit(self, field: str, value: str | None) -> "SearchState":
        """With a value neither required nor excluded."""
        both = (Limit(field, value), Limit(field, value, exclude=True))
        kept = tuple(each for each in self.limits if each not in both)
        return replace(self._first(), limits=kept)

    def with_words(self, w: Words) -> "SearchState":
        """With these texts in the boxes."""
        return replace(
            self._first(),
            q=w.q,
            all=w.all,
            any=w.any,
            phrase=w.phrase,
            without=w.without,
        )

    def with_q(self, q: str) -> "SearchState":
        """With q as the only words."""
        return self.with_words(Words(q))

    def with_when(self, when: str) -> "SearchState":
        """With a typed date as the only date limit."""
        return replace(self.without_dates(), when=when)

    def with_dates(self, first: date, last: date) -> "SearchState":
        """With the days from first to last, both included, as the only date limit."""
        return self.with_when(typed(first, last))

    def without_dates(self) -> "SearchState":
        """Without any date limit (those among the words stay)."""
        return replace(self._first(), when="", start="", end="", undated=False)

    def only_undated(self) -> "SearchState":
        """With nothing but what has no date; the date limits go."""
        return replace(self.without_dates(), undated=True)

    def cleared(self) -> "SearchState":
        """Without any limit: the words alone."""
        return replace(self.without_dates(), limits=())

    def with_sort(self, sort: Sort) -> "SearchState":
        return replace(self._first(), sort=sort)

    def on_page(self, page: int) -> "SearchState":
        return replace(self, page=page, version=None, rank=None)

    def with_more(self, field: str) -> "SearchState":
        """With a field's facet shown in full, "" for none."""
        return replace(self, more=field, narrow="")

    def fixed(self, today: date) -> "SearchState":
        """With dates that do not move on: `last week` as the days it names today."""
        return replace(
            self,
            when=fixed(self.when, today),
            start=fixed(self.start, today, begins=True),
            end=fixed(self.end, today, begins=False),
        )
