"""The running request goes in; its Question, and an answer that is not made anew while nothing changed, come out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Response, g, request

from indexer.engine import Engine
from search_app.errors import unusable
from search_app.headers import entity_tag, not_modified, tagged
from search_app.question import Question, ask
from search_app.search_state import SearchState
from search_app.settings import Settings
from search_app.site import looks_version


@dataclass(frozen=True, slots=True)
class Asking:
    """What every route needs: the engine and the settings."""

    engine: Engine
    settings: Settings

    def question(self) -> Question:
        """What the request asks. Raises Refused for what cannot be used; the state is kept for the error's page."""
        question = ask(request.args.items(multi=True), self.settings, today())
        g.state = question.state
        if question.problems:
            raise unusable(question.problems[0])
        return question

    def fresh(self, question: Question, make: Callable[[], Response]) -> Response:
        """The answer, or 304 where the reader's copy still holds: same index, address, day and looks."""
        info = self.engine.info()
        tag = entity_tag(
            # An index built anew from nothing counts its generations from one again.
            info.generation,
            info.built.isoformat(timespec="microseconds"),
            request.path,
            question.state.url(),
            question.today.isoformat(),
            looks_version(self.settings),
        )
        return not_modified(tag) or tagged(make(), tag)


def today() -> date:
    """The day on which "yesterday" is counted: UTC, as everything here."""
    return datetime.now(UTC).date()


def state_kept() -> SearchState:
    """The state of the running request, also where reading it failed."""
    state: SearchState = g.get("state") or SearchState()
    return state
