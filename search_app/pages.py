"""The address of a page goes in, its HTML comes out: templates over the same answers as the JSON."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template

from indexer.ledger import Ledger
from search_app.answer import API, limits_answer, search_answer
from search_app.answer_types import FacetAnswer, ProblemAnswer, SearchAnswer
from search_app.article_page import article_page
from search_app.asking import Asking, state_kept, today
from search_app.chart import chart
from search_app.date_trail import date_trail
from search_app.examples import examples
from search_app.headline import headline
from search_app.help_rows import help_rows
from search_app.histogram_answer import period_url
from search_app.holdings import holdings
from search_app.lesson import lesson
from search_app.question import Question
from search_app.search_state import SearchState
from search_app.site import site
from search_app.steering import Link, steering


def blueprint(asking: Asking) -> Blueprint:
    """The routes of the pages."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    @routes.get("/search")
    def search() -> Response:
        question = asking.question()
        return asking.fresh(question, lambda: _search_page(asking, question))

    @routes.get("/article/<article_id>")
    def article(article_id: str) -> Response:
        question = asking.question()
        return asking.fresh(
            question, lambda: article_page(asking, question, article_id)
        )

    @routes.get("/help")
    def help_page() -> Response:
        rows = help_rows(asking.engine, asking.settings, today())
        return _page(asking, "help.html", rows=rows)

    @routes.get("/about")
    def about() -> Response:
        info = asking.engine.info()
        return _page(
            asking,
            "about.html",
            info=info,
            held=holdings(asking.engine),
            books=info.ledger,
            outcomes=_outcomes(info.ledger),
        )

    return routes


def _outcomes(ledger: Ledger) -> list[tuple[str, int]]:
    """What the last build made of the records it read."""
    return [(name, count) for name, count in ledger.outcomes.items() if count]


def error_page(asking: Asking, problem: ProblemAnswer) -> str:
    """The page of a problem: the box and every choice are kept, so that they can be mended."""
    shown = (
        frozenset(("from", "to")) if problem["parameter"] in ("from", "to") else None
    )
    controls = steering(state_kept(), shown=shown or frozenset())
    return render_template(
        "error.html",
        site=site(asking.engine, asking.settings),
        steering=controls,
        problem=problem,
        limits=limits_answer(state_kept()),
    )


def _page(asking: Asking, template: str, **values: Any) -> Response:
    values.setdefault("site", site(asking.engine, asking.settings))
    values.setdefault("steering", steering(state_kept()))
    values.setdefault("problem", None)
    return Response(
        render_template(template, **values), content_type="text/html; charset=utf-8"
    )


def _search_page(asking: Asking, question: Question) -> Response:
    answer = search_answer(asking.engine, question, asking.settings)
    about = site(asking.engine, asking.settings)
    state = question.state
    visible = {"from", "to", *(facet["field"] for facet in answer["facets"])}
    # Only the list of results has the filters beside it.
    listed = bool(answer["hits"]) and not state.more
    if state.more:
        visible = {state.more}
    controls = steering(
        state,
        json_path=API,
        pages=answer["page"]["count"],
        shown=frozenset(visible if listed or state.more else ()),
    )
    return _page(
        asking,
        "search.html",
        site=about,
        steering=controls,
        answer=answer,
        headline=headline(answer, about.title, about.span),
        chart=chart(answer["histogram"], partial(period_url, question)),
        trail=date_trail(question),
        more=_more(answer, state),
        state=state,
        examples=_examples(asking, question, answer),
    )


def _more(answer: SearchAnswer, state: SearchState) -> FacetAnswer | None:
    facets = (each for each in answer["facets"] if each["field"] == state.more)
    return next(facets, None)


def _examples(asking: Asking, question: Question, answer: SearchAnswer) -> list[Link]:
    """Where nothing is asked, searches to begin with."""
    if question.is_search or not answer["hits"]:
        return []
    texts = asking.settings.examples
    if not texts:
        texts = examples(lesson(asking.engine))
    return [Link(text, SearchState(q=text).url()) for text in texts]
