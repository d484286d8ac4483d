"""The parameters of an address go in; what is asked comes out: state, query, limits, and what cannot be used."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from indexer.engine.request import FacetRequest, Filters, SearchRequest
from search_app.date_ranges import When
from search_app.query_parser import Limits, Parsed, parse_words
from search_app.remarks import Problem
from search_app.search_state import SearchState
from search_app.settings import Settings


@dataclass(frozen=True, slots=True)
class Question:
    """A search as understood. Where problems is not empty it must be refused, not run without them."""

    state: SearchState
    parsed: Parsed
    today: date
    problems: tuple[Problem, ...]

    @property
    def whens(self) -> tuple[When, ...]:
        """Every date limit, those typed among the words last; all of them hold."""
        return (*self.state.whens(self.today), *self.parsed.whens)

    @property
    def filters(self) -> Filters:
        return self.state.filters(self.today, self.parsed.dates)

    @property
    def dateless(self) -> SearchState:
        """The first page of the search without any date, those among the words too."""
        state = self.state.without_dates()
        if not self.parsed.dated:
            return state
        kept = [each for each in self.parsed.words if each.parameter == "q"]
        return state.with_words(
            replace(state.words, q=" ".join(each.text for each in kept))
        )

    @property
    def is_search(self) -> bool:
        """Whether anything is asked, or the archive only looked at."""
        return self.state.has_words or self.state.has_limits

    def request(
        self,
        deadline: float | None = None,
        facets: tuple[FacetRequest, ...] = (),
        histogram: bool = False,
    ) -> SearchRequest:
        """The page of hits that the state names."""
        return SearchRequest(
            query=self.parsed.query,
            filters=self.filters,
            sort=self.state.order,
            offset=self.state.offset,
            limit=self.state.size,
            facets=facets,
            histogram=histogram,
            deadline=deadline,
        )


def ask(pairs: Iterable[tuple[str, str]], settings: Settings, today: date) -> Question:
    """Never raises: whatever is wrong is a problem of the question."""
    state, problems = SearchState.read(pairs, today)
    limits = Limits(
        settings.query_characters, settings.query_words, settings.query_depth
    )
    parsed = parse_words(state.words, limits, today)
    return Question(state, parsed, today, (*problems, *parsed.problems))


def deadline(settings: Settings) -> float:
    """When the budget of a request that begins now is spent (time.monotonic)."""
    return time.monotonic() + settings.request_seconds
