"""Searches that find nothing: every way out is offered, says what it leaves out, and finds as much as it says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, text_paragraphs
from indexer.engine import Engine, open_engine
from search_app.answer import search_answer
from search_app.answer_types import Zero
from search_app.question import ask
from search_app.settings import Settings
from search_app.zero_answer import zero_answer
from tests.small_archive import articles

TODAY = date(2026, 11, 24)

MORE = (
    Article(
        id="de-1",
        title="Die Verträge der Lotsen",
        paragraphs=text_paragraphs("Über die Verträge und die Gehälter der Lotsen."),
        language="de",
    ),
    Article(
        id="zh-1",
        title="灯塔委员会公布港口条约草案",
        paragraphs=text_paragraphs("委员会星期五公布港口条约草案。"),
        language="zh",
    ),
    Article(
        id="ru-1",
        title="Правительство островов",
        paragraphs=text_paragraphs("Ёлка стоит у маяка."),
        language="ru",
    ),
)


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("index") / "index"
    url = "memory:" if request.param == "memory" else f"whoosh:{folder}"
    opened = open_engine(url)
    opened.rebuild([*articles(), *MORE])
    yield opened
    opened.close()


def found(engine: Engine, url: str) -> int:
    """What the page at an address finds."""
    question = ask(parse_qsl(urlsplit(url).query), Settings(), TODAY)
    assert not question.problems, url
    return search_answer(engine, question, Settings())["total"]["all"]


def zero(engine: Engine, **asked: str | list[str]) -> Zero:
    """The ways out of a search; each of them is held to what it promises."""
    pairs = [
        (name.replace("without_", "-").rstrip("_"), each)
        for name, value in asked.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    question = ask(pairs, Settings(), TODAY)
    assert not question.problems
    answer = search_answer(engine, question, Settings())
    ways = answer["zero"]
    assert ways is not None, answer["total"]
    counted = [(each["url"], each["count"]) for each in ways["without"]]
    counted += [(each["url"], each["count"]) for each in ways["spelling"]]
    counted += [(ways["any"]["url"], ways["any"]["count"])] if ways["any"] else []
    for url, count in counted:
        assert found(engine, url) == count > 0, url
    return ways


def said(ways: Zero) -> dict[str, int]:
    return {
        "".join(part["text"] for part in way["said"]): way["count"]
        for way in ways["without"]
    }


def spelt(ways: Zero) -> list[str]:
    return [each["text"] for each in ways["spelling"]]


@pytest.mark.parametrize(
    ("q", "right"),
    [
        ("harbor", "harbour"),
        ("Harbor", "Harbour"),
        ('"harbor treaty"', '"harbour treaty"'),
        ('"harbor treety"', '"harbour treaty"'),
        ("herrng prises", "herring prices"),
        ("title:herrng", "title:herring"),
        ('"harbor treaty"~5', '"harbour treaty"~5'),
        ("harbor -fog", "harbour -fog"),
        ("(herrng OR hering) prices", "(herring OR herring) prices"),
        ("Vertrege", "Verträge"),
        ("gehelter", "gehälter"),
        ("правительсво", "правительство"),
        ("comissoners", None),
        ("harbr treety", "harbour treaty"),
        ("delegashion", "delegation"),
        ("위원훼는", "위원회는"),
        ("港口条药", "港口条约"),
        ('"委员会星期五公市港口"', '"委员会星期五公布港口"'),
    ],
)
def test_words_are_spelt_as_the_archive_spells_them(
    engine: Engine, q: str, right: str | None
) -> None:
    ways = spelt(zero(engine, q=q))
    assert (ways[:1] == [right]) if right else not ways
    assert len(ways) <= 3


def test_boxes_of_the_form_are_spelt_too(engine: Engine) -> None:
    ways = zero(engine, phrase="harbor treaty", all="councels")
    assert spelt(ways) == ["councils harbour treaty"]
    (way,) = ways["spelling"]
    assert way["url"] == "/search?all=councils&phrase=harbour%20treaty"


def test_right_spelling_is_offered_without_limits_where_they_leave_nothing(
    engine: Engine,
) -> None:
    (way,) = zero(engine, q="harbor", when="2019")["spelling"]
    assert way["without_limits"] and way["url"] == "/search?q=harbour"
    (way,) = zero(engine, q="harbor", when="2024-06")["spelling"]
    assert not way["without_limits"]


def test_known_short_word_is_no_misspelling(engine: Engine) -> None:
    assert not spelt(zero(engine, q="dawn asked"))


def test_each_thing_is_left_out_in_turn(engine: Engine) -> None:
    ways = zero(engine, q="herring", when="2019", source="Island Times")
    assert said(ways) == {"without the dates": 20, "without any limit": 40}
    ways = zero(engine, q="herring before:2019")
    assert said(ways) == {"without the dates": 40}
    assert [each["url"] for each in ways["without"]] == ["/search?q=herring"]
    ways = zero(engine, q="herring", source=["등대신문", "Test Isles News"])
    assert said(ways) == {"from any source": 40, "without herring": 2}
    ways = zero(engine, q="lamps", source="Island Times")
    assert said(ways) == {"without lamps": 20}
    ways = zero(engine, q="ferrymen", dated="no", kind="teaser")
    assert said(ways) == {"full articles and excerpts": 1, "without any limit": 1}


def test_exclusions_are_taken_back(engine: Engine) -> None:
    ways = zero(engine, q="ferrymen -harbour NOT dawn")
    assert said(ways)["without excluding harbour"] == 1
    assert "without excluding dawn" not in said(ways)
    ways = zero(
        engine,
        q="councils",
        **{"without_section": "Shipping", "without_kind": "teaser"},
    )
    assert said(ways)["also in Shipping"] == 1
    ways = zero(engine, q="parish", without_kind="teaser")
    assert said(ways)["excerpts too"] == 1
    ways = zero(engine, q="ferrymen", without_none="section")
    assert said(ways)["also with no section"] == 1


def test_phrase_is_loosened_and_any_of_its_words_offered(engine: Engine) -> None:
    ways = zero(engine, q='"treaty harbour"')
    assert said(ways) == {"with treaty harbour as words, not as a phrase": 3}
    assert ways["any"] == {
        "count": 43,
        "url": "/search?q=treaty%20OR%20harbour",
    }
    ways = zero(engine, phrase="treaty harbour", when="2024")
    assert said(ways)["with treaty harbour as words, not as a phrase"] == 2
    ways = zero(engine, q='title:"treaty harbour" date:2024')
    assert said(ways)["with treaty harbour as words, not as a phrase"] == 1
    assert ways["any"]
    assert "title:treaty%20OR%20title:harbour" in ways["any"]["url"]
    ways = zero(engine, q='"treaty harbour" OR "prices herring"')
    assert set(said(ways)) == {
        "with treaty harbour as words, not as a phrase",
        "with prices herring as words, not as a phrase",
    }


def test_phrase_of_the_form_is_one_among_any(engine: Engine) -> None:
    ways = zero(engine, phrase="harbour treaty", all="herring")
    assert ways["any"]
    assert ways["any"]["url"] == "/search?q=herring%20OR%20%22harbour%20treaty%22"


def test_promised_keys_are_there(engine: Engine) -> None:
    ways = zero(engine, q='"harbor treaty"', when="2024")
    assert {"without", "any", "spelling"} <= set(ways)
    assert ways["any"] and set(ways["any"]) >= {"count", "url"}
    assert all({"what", "count", "url"} <= set(each) for each in ways["without"])
    assert all({"text", "count", "url"} <= set(each) for each in ways["spelling"])


def test_nothing_helps_where_nothing_is_held() -> None:
    engine = open_engine("memory:")
    engine.rebuild([])
    assert zero(engine, q='"a b" c', when="2024") == {
        "without": [],
        "any": None,
        "spelling": [],
    }


def test_spent_time_leaves_ways_out() -> None:
    engine = open_engine("memory:")
    engine.rebuild(articles())
    question = ask([("q", "harbor"), ("when", "2024")], Settings(), TODAY)
    assert zero_answer(engine, question, deadline=0.0)["spelling"] == []


SIGNS = [
    "harbor",
    "treaty",
    "herrng",
    '"',
    "(",
    ")",
    "-",
    "OR",
    "title:",
    "=",
    "*",
    "~5",
    "date:2024",
    "항고",
    "NOT",
]


@given(st.lists(st.sampled_from(SIGNS), max_size=7), st.sampled_from(SIGNS))
def test_any_search_has_ways_that_keep_their_word(typed: list[str], box: str) -> None:
    engine = LAW
    question = ask([("q", " ".join(typed)), ("phrase", box)], Settings(), TODAY)
    ways = search_answer(engine, question, Settings())["zero"]
    if ways is None:
        return
    offered = [
        *ways["without"],
        *ways["spelling"],
        *([ways["any"]] if ways["any"] else []),
    ]
    for way in offered:
        assert found(engine, way["url"]) == way["count"] > 0, way


LAW = open_engine("memory:")
LAW.rebuild([*articles(), *MORE])
