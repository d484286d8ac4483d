"""The JSON: its shape to the letter, and that its numbers and links hold together."""

import json
import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.article import Article, text_paragraphs
from indexer.engine import open_engine
from search_app import create_app
from search_app.answer_types import HitAnswer, ProblemAnswer, SearchAnswer
from search_app.article_types import ArticleAnswer
from tests.small_archive import KOREAN, TREATY, articles, small_engine

PROMISED = {
    "": "query total took_ms page index histogram facets hits zero",
    "query": "q sort url reading remarks dates limits",
    "query.dates": "when from to every_year relative fixed_url",
    "total": "all articles teasers exact",
    "page": "number size count first last prev next",
    "index": "generation built articles teasers files from to",
    "histogram": "unit wider_url undated buckets",
    "histogram.undated": "count url",
    "histogram.buckets.0": "from to label count held url",
    "facets.0": "field label distinct missing all_url values",
    "facets.0.values.0": "value label count selected toggle_url exclude_url",
    "hits.0": (
        "rank id kind url score matches title title_rule heading snippets date captured source agency section topics "
        "language author place original_url versions seen_on same_text"
    ),
    "hits.0.heading": "text marks",
    "hits.0.snippets.0": "field text marks cut paragraph",
    "hits.0.date": "day rule certain said conflicts",
    "hits.0.date.conflicts.0": "rule day",
}
"""Keys that scripts rely on: more may come, none may go."""


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("index")
    url = "memory:" if request.param == "memory" else f"whoosh:{folder / 'index'}"
    engine = small_engine(url)
    yield create_app(engine=engine).test_client()
    engine.close()


def get(client: FlaskClient, url: str, status: int = 200) -> Any:
    response = client.get(url)
    assert response.status_code == status, response.text
    return json.loads(response.text)


def check(value: Any, shape: Any, where: str = "$") -> None:
    """Every key of the shape is there, no other is, and every value is of its type."""
    origin, arguments = typing.get_origin(shape), typing.get_args(shape)
    if typing.is_typeddict(shape):
        hints = typing.get_type_hints(shape)
        assert isinstance(value, dict) and set(value) == set(hints), where
        for key, hint in hints.items():
            check(value[key], hint, f"{where}.{key}")
    elif origin is list:
        assert isinstance(value, list), where
        for place, each in enumerate(value):
            check(each, arguments[0], f"{where}[{place}]")
    elif origin in (typing.Union, types.UnionType):
        if value is not None or type(None) not in arguments:
            check(value, arguments[0], where)
    else:
        check_single(value, shape, where)


def check_single(value: Any, shape: Any, where: str) -> None:
    if typing.get_origin(shape) is typing.Literal:
        assert value in typing.get_args(shape), where
    else:
        # a score of 1 may be written without a point
        assert type(value) is shape or (shape is float and type(value) is int), where


def find(value: Any, path: str) -> Any:
    for key in filter(None, path.split(".")):
        value = value[int(key)] if key.isdecimal() else value[key]
    return value


@pytest.mark.parametrize(
    "parameters",
    [
        "",
        "q=treaty",
        'q="harbour treaty&when=2024&source=Harbour Gazette&-section=Weather',
        "q=herring&page=2&size=5&sort=oldest",
        "q=herring&none=section&dated=no",
        "q=treaty zzz&when=2019&source=Harbour Gazette",
        "q=herring&page=90",
        "q=항구",
        "q=(a OR&when=15 April every year",
    ],
)
def test_search_has_its_shape(client: FlaskClient, parameters: str) -> None:
    check(get(client, f"/api/search?{parameters}"), SearchAnswer)


def test_article_and_problem_have_their_shapes(client: FlaskClient) -> None:
    for article in articles():
        check(get(client, f"/api/article/{article.id}?q=treaty&rank=1"), ArticleAnswer)
    check(get(client, "/api/article/gazette-1?version=1"), ArticleAnswer)
    check(get(client, "/api/article/none", 404), ProblemAnswer)
    check(get(client, "/api/search?page=0", 400), ProblemAnswer)


def test_promised_keys_are_there(client: FlaskClient) -> None:
    answer = get(client, "/api/search?q=councils")
    for path, names in PROMISED.items():
        assert set(names.split()) <= set(find(answer, path)), path
    article = get(client, "/api/article/gazette-1?q=councils&rank=1")
    hit = set(PROMISED["hits.0"].split()) - {"rank", "score", "snippets"}
    assert hit <= set(article)
    rest = "index paragraphs version version_list sightings teasers similar result citation"
    assert set(rest.split()) <= set(article)
    assert not {"rank", "score", "snippets"} & set(article)


def texts(answer: Any) -> list[tuple[str, list[list[int]]]]:
    """Every text of an answer that has marks beside it."""
    found = []
    if isinstance(answer, dict):
        if "marks" in answer:
            found.append((answer["text"], answer["marks"]))
        answer = list(answer.values())
    if isinstance(answer, list):
        for each in answer:
            found += texts(each)
    return found


def test_marks_are_ranges_of_the_text_beside_them(client: FlaskClient) -> None:
    marked = texts(get(client, '/api/search?q="harbour treaty"'))
    marked += texts(get(client, '/api/article/gazette-1?q="harbour treaty"'))
    words = [text[start:end] for text, marks in marked for start, end in marks]
    assert set(words) == {"harbour treaty"}


def test_korean_is_marked_in_code_points(client: FlaskClient) -> None:
    (hit,) = get(client, "/api/search?q=항구")["hits"]
    assert hit["id"] == KOREAN.id
    (start, end), *_ = hit["heading"]["marks"]
    assert hit["heading"]["text"][start:end] == "항구"


def test_matches_of_a_hit_are_the_marks_of_its_article(client: FlaskClient) -> None:
    for hit in get(client, "/api/search?q=treaty harbour&size=100")["hits"]:
        article = get(client, f"/api{hit['url']}")
        shown = len(article["title_marks"])
        shown += sum(len(paragraph["marks"]) for paragraph in article["paragraphs"])
        assert hit["matches"] == article["matches"] == shown > 0


def test_untitled_article_is_marked_in_its_paragraphs_only() -> None:
    engine = open_engine("memory:")
    engine.rebuild([Article(id="a", paragraphs=text_paragraphs("A treaty.\nTreaty."))])
    client = create_app(engine=engine).test_client()
    (hit,) = get(client, "/api/search?q=treaty")["hits"]
    assert hit["heading"] == {"text": "A treaty.", "marks": [[2, 8]]}
    article = get(client, "/api/article/a?q=treaty")
    assert article["heading"] == {"text": "A treaty.", "marks": []}
    assert sum(len(marks) for _, marks in texts(article)) == article["matches"] == 2


def test_pages_follow_one_another_to_the_end(client: FlaskClient) -> None:
    url, ids, ranks = "/api/search?q=herring&size=7", [], []
    while url:
        answer = get(client, url)
        ids += [hit["id"] for hit in answer["hits"]]
        ranks += [hit["rank"] for hit in answer["hits"]]
        url = answer["page"]["next"]
    assert len(ids) == len(set(ids)) == answer["total"]["all"] == 40
    assert ranks == list(range(1, 41))
    before = get(client, answer["page"]["prev"])
    assert before["page"]["number"] == answer["page"]["number"] - 1


def test_page_past_the_end_leads_back(client: FlaskClient) -> None:
    page = get(client, "/api/search?q=herring&page=90")["page"]
    assert (page["count"], page["first"], page["last"]) == (2, 0, 0)
    assert get(client, page["prev"])["page"]["number"] == 2


def same(url: str) -> str:
    return url.replace("/search", "/api/search", 1)


def test_facet_links_give_the_counts_beside_them(client: FlaskClient) -> None:
    answer = get(client, "/api/search?q=harbour")
    assert {"source", "year", "section", "language", "kind", "topics"} <= {
        facet["field"] for facet in answer["facets"]
    }
    for facet in answer["facets"]:
        for value in facet["values"]:
            chosen = get(client, same(value["toggle_url"]))
            assert chosen["total"]["all"] == value["count"], value
            row = [
                each
                for other in chosen["facets"]
                if other["field"] == facet["field"]
                for each in other["values"]
                if each["value"] == value["value"]
            ]
            assert [each["selected"] for each in row] == ["include"]
            less = get(client, same(value["exclude_url"]))["total"]["all"]
            if facet["field"] != "topics":
                assert less == answer["total"]["all"] - value["count"]


def test_facet_links_keep_their_word_beside_exclusions(client: FlaskClient) -> None:
    asked = "/api/search?q=treaty&-topics=dues&-source=Test Isles News"
    answer = get(client, asked)
    counts = {}
    for facet in answer["facets"]:
        if facet["field"] in ("topics", "source"):
            for value in facet["values"]:
                chosen = get(client, same(value["toggle_url"]))
                assert chosen["total"]["all"] == value["count"], value
                counts[value["value"]] = value["count"]
    # "treaty" stands beside "dues" only.
    assert counts["treaty"] == 0 and counts["dues"] == 1


def test_bars_and_undated_add_up_and_lead_to_what_they_count(
    client: FlaskClient,
) -> None:
    answer = get(client, "/api/search?q=harbour")
    histogram = answer["histogram"]
    bars = histogram["buckets"]
    undated = histogram["undated"]
    assert (
        sum(bar["count"] for bar in bars) + undated["count"] == answer["total"]["all"]
    )
    assert get(client, same(undated["url"]))["total"]["all"] == undated["count"] == 1
    for bar in bars:
        assert get(client, same(bar["url"]))["total"]["all"] == bar["count"]
    limited = get(client, same(bars[0]["url"]))["histogram"]
    year = get(client, same(limited["wider_url"]))
    assert year["query"]["dates"]["from"] == "2023-01-01"
    everything = get(client, same(year["histogram"]["wider_url"]))
    assert everything["total"] == answer["total"]
    assert everything["histogram"]["wider_url"] is None


def test_limits_can_be_removed(client: FlaskClient) -> None:
    answer = get(client, "/api/search?q=harbour&source=Nobody&-section=Prices")
    limits = answer["query"]["limits"]
    assert [(each["field"], each["exclude"]) for each in limits] == [
        ("source", False),
        ("section", True),
    ]
    assert answer["total"]["all"] == 0
    assert get(client, same(limits[0]["remove_url"]))["total"]["all"] > 0


def test_nothing_found_offers_what_would_be(client: FlaskClient) -> None:
    zero = get(client, "/api/search?q=herring councils&when=2024&section=Prices")[
        "zero"
    ]
    assert {each["what"] for each in zero["without"]} == {"councils"}
    for way in (*zero["without"], zero["any"], *zero["spelling"]):
        assert get(client, same(way["url"]))["total"]["all"] == way["count"] > 0


def test_misspelt_word_is_put_right(client: FlaskClient) -> None:
    zero = get(client, '/api/search?q="harbor treaty"')["zero"]
    assert [each["text"] for each in zero["spelling"]] == ['"harbour treaty"']
    (way,) = zero["spelling"]
    assert get(client, same(way["url"]))["total"]["all"] == way["count"]


def test_dates_are_those_that_hold(client: FlaskClient) -> None:
    url = "/api/search?q=harbour before:2024-06&when=2024&from=2023-05-01"
    dates = get(client, url)["query"]["dates"]
    assert (dates["from"], dates["to"]) == ("2024-01-01", "2024-05-31")
    assert dates["relative"] is False
    yearly = get(client, "/api/search?when=19 June every year")
    assert yearly["query"]["dates"]["every_year"] == "06-19"
    assert [hit["id"] for hit in yearly["hits"]] == [TREATY.id]
    week = get(client, "/api/search?when=last week")["query"]["dates"]
    assert week["relative"] is True
    assert (
        get(client, same(week["fixed_url"]))["query"]["dates"]["from"] == week["from"]
    )


def test_article_tells_its_place_in_the_results(client: FlaskClient) -> None:
    hits = get(client, "/api/search?q=herring&size=5&page=2")["hits"]
    article = get(client, f"/api{hits[0]['url']}")
    result = article["result"]
    assert (result["rank"], result["total"]) == (6, 40)
    assert result["back_url"].endswith(f"page=2&size=5#{hits[0]['id']}")
    following = get(client, f"/api{result['next_url']}")
    assert following["id"] == hits[1]["id"]
    assert get(client, f"/api{following['result']['prev_url']}")["id"] == hits[0]["id"]
    first = get(client, "/api/article/gazette-1?q=councils&rank=1")["result"]
    assert first["prev_url"] is first["next_url"] is None
    assert get(client, "/api/article/gazette-1?q=herring&rank=99")["result"] is None
    assert get(client, "/api/article/gazette-1?rank=1")["result"] is None


def test_versions_and_teasers_are_listed(client: FlaskClient) -> None:
    article = get(client, "/api/article/gazette-1")
    assert [each["version"] for each in article["version_list"]] == [1, 2]
    assert article["version"] == article["versions"] == 2
    teaser, full = article["teasers"]
    assert (teaser["kind"], teaser["full_url"]) == ("teaser", None)
    assert full["full_url"] == "/article/gazette-2"
    first = get(client, f"/api{article['version_list'][0]['url']}")
    assert first["title"] == "Council to sign harbour treaty"
    assert first["versions"] == 2
    get(client, "/api/article/gazette-1?version=9", 404)
    seen = get(client, "/api/article/teaser-1")["sightings"]
    assert seen == {"pages": 2, "first": "2026-03-11", "last": "2026-03-20"}


def test_article_cites_itself(client: FlaskClient) -> None:
    assert get(client, "/api/article/gazette-1")["citation"] == (
        "Council signs harbour treaty. Harbour Gazette, 19 June 2024. /article/gazette-1, version 2."
    )


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ("from=2024-13-40", "from"),
        ("to=soon", "to"),
        ("when=06/07/2024", "when"),
        ("from=2024-05-02&to=2024-05-01", "from"),
        ("page=0", "page"),
        ("size=101", "size"),
        ("sort=date", "sort"),
        ("version=x", "version"),
        ("none=bogus", "none"),
        ("-none=title", "-none"),
        ("q=" + "x" * 1001, "q"),
        ("q=" + " ".join(f"w{n}" for n in range(33)), "q"),
        ("q=" + "(" * 6 + "a" + ")" * 6, "q"),
    ],
)
def test_unusable_parameter_is_named(
    client: FlaskClient, parameters: str, parameter: str
) -> None:
    response = client.get(f"/api/search?{parameters}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.text)
    assert problem["parameter"] == parameter and problem["status"] == 400
    assert response.headers["Cache-Control"] == "no-store"


def test_hits_of_one_answer_are_of_one_type() -> None:
    assert set(typing.get_type_hints(HitAnswer)) > {"rank", "score", "snippets"}


@pytest.mark.parametrize("asked", ["new", "old"])
def test_a_removed_article_is_410(asked: str) -> None:
    engine = open_engine("memory:")
    engine.rebuild([Article(id="new", former_ids=("old",)), Article(id="kept")])
    with engine.batch() as batch:
        assert batch.withdraw("new", "A court order.")
    client = create_app(engine=engine).test_client()
    response = client.get(f"/api/article/{asked}?version=1")
    assert (response.status_code, response.content_type) == (
        410,
        "application/problem+json",
    )
    problem = json.loads(response.text)
    check(problem, ProblemAnswer)
    assert problem["detail"].endswith("Reason: A court order.")
    assert response.headers["Cache-Control"] == "no-store"
    assert get(client, "/api/search")["total"]["all"] == 1
