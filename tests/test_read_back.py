"""The whole search in words, as headline, title and JSON show it."""

from datetime import date

import pytest
from hypothesis import given

from indexer.fields import VALUE_FIELDS
from search_app.query_parser import parse_words
from search_app.read_back import allowed, any_value, nothing, read_back
from search_app.reading import Part, as_text, joined, merged
from search_app.search_state import SearchState
from tests.test_query_parser import NO_LIMITS
from tests.test_search_state import STATES, read

TODAY = date(2026, 11, 24)


def parts(query: str) -> tuple[Part, ...]:
    state = read(query)
    return read_back(state, parse_words(state.words, today=TODAY), TODAY)


def test_the_example_of_the_interface() -> None:
    assert parts(
        'q="harbour treaty&when=2024&source=Harbour Gazette&-section=Weather'
    ) == (
        Part("with the phrase "),
        Part("harbour treaty", "phrase"),
        Part(", from Harbour Gazette, not in Weather, 2024"),
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", ""),
        ("q=a", "with a"),
        ("q=((", ""),
        ("q=a -b", "with a, without b"),
        ("source=B&source=A", "from A or B"),
        ("source=A&source=B&source=C", "from A, B or C"),
        ("-source=C", "not from C"),
        ("-source=C&-source=D", "not from C or D"),
        ("section=Politics", "in Politics"),
        ("none=section", "with no section"),
        ("section=Politics&none=section", "in Politics or with no section"),
        ("-none=author", "with an author"),
        ("-section=A&-none=section", "not in A and with a section"),
        ("language=ko", "in Korean"),
        ("-language=ru", "not in Russian"),
        ("language=xx", "in xx"),
        ("language=und", "in an unknown language"),
        ("kind=article", "full articles only"),
        ("kind=teaser", "excerpts only"),
        ("-kind=teaser", "no excerpts"),
        ("author=Ines Marrow", "by Ines Marrow"),
        ("topics=harbour", "on harbour"),
        ("place=Saltmarket", "datelined Saltmarket"),
        ("month=2024-06", "in June 2024"),
        ("year=2024", "in 2024"),
        ("genre=letter", "genre: letter"),
        ("when=last week", "last week (16–22 November)"),
        ("from=2019", "since 2019"),
        ("to=2021", "until 2021"),
        ("from=2024-06-01&to=2024-06-30", "June 2024"),
        ("when=15 April every year", "15 April of every year"),
        ("when=2024&from=2024-06", "2024, since June 2024"),
        ("when=2024&q=date:2024", "2024"),
        ("q=a after:2024", "with a, after 2024"),
        ("dated=no", "undated"),
        (
            "kind=article&section=X&q=a&when=2024",
            "with a, in X, full articles only, 2024",
        ),
        ("all=a b&without=c d", "with a and b, without c, without d"),
    ],
)
def test_sentences(query: str, sentence: str) -> None:
    assert as_text(parts(query)) == sentence


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ('q="a b"&when=June 2024', "Nothing matches the phrase a b, June 2024"),
        ("q=a", "Nothing matches a"),
        ("q=-a", "Nothing is held without a"),
        ("source=A", "Nothing is held from A"),
        ("when=2024", "Nothing is held: 2024"),
        ("when=since 2024", "Nothing is held since 2024"),
        ("none=section&when=2024", "Nothing is held with no section, 2024"),
        ("q=a&none=section", "Nothing matches a, with no section"),
        ("topics=A", "Nothing is held on A"),
        ("kind=article", "Nothing is held: full articles only"),
        ("", "Nothing is held"),
    ],
)
def test_where_nothing_is_found(query: str, sentence: str) -> None:
    assert as_text(nothing(parts(query))) == sentence


def test_many_values_are_counted() -> None:
    query = "&".join(f"source={n:02}" for n in range(25))
    assert as_text(parts(query)).endswith("18, 19 or 5 more")


@given(STATES)
def test_any_state_is_read_back(state: SearchState) -> None:
    parsed = parse_words(state.words, NO_LIMITS, TODAY)
    found = read_back(state, parsed, TODAY)
    assert found == merged(found)
    assert all(part.text for part in found)
    for one, other in zip(found, found[1:]):
        assert one.role or other.role
    asked = parsed.reading or state.limits or state.undated or parsed.whens
    assert bool(found) == bool(asked or state.whens(TODAY))


def test_lists_in_words() -> None:
    a, b, c = ((Part(letter, "word"),) for letter in "abc")
    assert as_text(joined([], " or ")) == ""
    assert as_text(joined([a], " or ")) == "a"
    assert as_text(joined([a, b], " or ")) == "a or b"
    assert as_text(joined([a, b, c], " and ")) == "a, b and c"


def test_every_limit_can_be_taken_back_in_words() -> None:
    for field in VALUE_FIELDS:
        assert any_value(field.name) and "any any" not in any_value(field.name)
        assert allowed(field.name, "A").startswith("also ")
        assert allowed(field.name, None).startswith("also with no ")
    assert allowed("section", "Weather") == "also in Weather"
    assert allowed("kind", "teaser") == "excerpts too"
