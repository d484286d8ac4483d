"""The URL of a search: it round-trips, survives any mangling, and its neighbours differ in one thing."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.engine.request import Choice, DateRange, Filters, Sort
from indexer.fields import VALUE_FIELDS
from search_app.parameters import ASKED, MAX_LIMITS, MAX_VALUE, SHOWN, Limit
from search_app.query_parser import Words
from search_app.search_state import DEFAULT_SIZE, MAX_SIZE, SearchState

TODAY = date(2026, 11, 24)
FIELDS = [field.name for field in VALUE_FIELDS]


def read(query: str) -> SearchState:
    """The state of a query string that has no problems."""
    state, problems = SearchState.read(parse_qsl(query, keep_blank_values=True), TODAY)
    assert problems == ()
    return state


def problems(query: str) -> list[tuple[str, str, str]]:
    _, found = SearchState.read(parse_qsl(query, keep_blank_values=True), TODAY)
    return [(each.parameter, each.value, each.sentence) for each in found]


def again(state: SearchState) -> SearchState:
    """The state that the URL of a state gives; unusable dates are problems and stay."""
    query = urlsplit(state.url()).query
    return SearchState.read(parse_qsl(query, keep_blank_values=True), TODAY)[0]


TEXT = st.text(st.characters(), max_size=20)
DATE = st.one_of(TEXT, st.sampled_from(["2024", "last week", "June 2024", "x"]))
STATES = st.builds(
    SearchState,
    q=TEXT,
    all=TEXT,
    any=TEXT,
    phrase=TEXT,
    without=TEXT,
    when=DATE,
    start=DATE,
    end=DATE,
    undated=st.booleans(),
    limits=st.lists(
        st.builds(Limit, st.sampled_from(FIELDS), st.none() | TEXT, st.booleans()),
        max_size=6,
    ).map(tuple),
    sort=st.none() | st.sampled_from(Sort),
    page=st.integers(-1, 10**10),
    size=st.integers(-1, 1000),
    view=TEXT | st.sampled_from(["names", "results"]),
    more=TEXT | st.sampled_from(FIELDS),
    narrow=TEXT,
    version=st.none() | st.integers(-1, 10**10),
    rank=st.none() | st.integers(-1, 10**10),
)


@given(STATES)
@example(SearchState(q="\t a\n", limits=(Limit("source", "\r\n"),)))
@example(SearchState(q="\ud800\x00", when=" 2024 ", sort=Sort.NEWEST))
def test_reading_a_url_gives_the_state_it_is_of(state: SearchState) -> None:
    assert again(state) == state
    assert again(state).url() == state.url()


@given(STATES)
def test_urls_stay_on_the_site_and_are_plain_ascii(state: SearchState) -> None:
    url = state.url()
    assert url.isascii() and url.isprintable() and " " not in url
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/search")


MANGLED = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from([*ASKED, *SHOWN, *FIELDS, "none", "-none", "-source", ""]),
            TEXT,
        ),
        st.one_of(TEXT, st.text(), DATE, st.sampled_from(["1", "no", *FIELDS, *Sort])),
    ),
    max_size=20,
)


@given(MANGLED)
def test_any_parameters_give_a_state(pairs: list[tuple[str, str]]) -> None:
    state, found = SearchState.read(pairs, TODAY)
    assert again(state) == state
    assert 1 <= state.size <= MAX_SIZE and state.page >= 1
    state.filters(TODAY)
    for problem in found:
        assert problem.parameter and problem.sentence.endswith(".")
        assert problem.sentence.isprintable()
    assert (state, found) == SearchState.read(pairs, TODAY)


@given(st.binary(max_size=60))
def test_any_bytes_give_a_state(raw: bytes) -> None:
    for errors in ("replace", "surrogateescape"):
        pairs = parse_qsl(raw.decode("latin-1"), keep_blank_values=True, errors=errors)
        state, _ = SearchState.read(pairs, TODAY)
        assert again(state) == state


def test_the_canonical_url_is_short_and_in_order() -> None:
    query = (
        "size=20&page=1&sort=relevance&-section=Weather&source=B&source=A&unknown=1"
        "&none=section&-none=author&from=&q=%22harbour+treaty&when=June+2024&more=source"
    )
    assert read(query).url() == (
        "/search?q=%22harbour%20treaty&when=June%202024&source=A&source=B&none=section"
        "&-section=Weather&-none=author&more=source"
    )
    assert SearchState().url() == "/search"
    assert SearchState(q="a").url("/api/search") == "/api/search?q=a"


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "x", ""])
def test_a_path_elsewhere_is_not_made(path: str) -> None:
    assert SearchState(q="a").url(path) == "/search?q=a"


def test_every_parameter_is_read() -> None:
    state = read(
        "q=a&all=b&any=c&phrase=d&without=e&when=2024&from=2023&to=2025&dated=no"
        "&source=S&-kind=teaser&sort=oldest&page=3&size=50&view=names&more=source&narrow=n"
        "&version=2&rank=41"
    )
    assert state == SearchState(
        q="a",
        all="b",
        any="c",
        phrase="d",
        without="e",
        when="2024",
        start="2023",
        end="2025",
        undated=True,
        limits=(Limit("source", "S"), Limit("kind", "teaser", True)),
        sort=Sort.OLDEST,
        page=3,
        size=50,
        view="names",
        more="source",
        narrow="n",
        version=2,
        rank=41,
    )
    assert state.words == Words("a", "b", "c", "d", "e")
    assert (state.offset, state.order) == (100, Sort.OLDEST)


def test_no_field_has_the_name_of_a_parameter() -> None:
    assert not {*ASKED, *SHOWN, "none"} & set(FIELDS)


@pytest.mark.parametrize(
    ("query", "parameter", "value", "sentence"),
    [
        (
            "from=2024-13-40",
            "from",
            "2024-13-40",
            "From: 2024-13-40 is not a date. Try 2024-06-19, June 2024 or last week.",
        ),
        (
            "when=banana",
            "when",
            "banana",
            "When: banana is not a date. Try 2024-06-19, June 2024 or last week.",
        ),
        (
            "to=2019..",
            "to",
            "2019..",
            "To: 2019.. is not one date. Try 2024-06-19, June 2024 or last week.",
        ),
        (
            "from=2024-05-02&to=2024-05-01",
            "from",
            "2024-05-02",
            "From (2 May 2024) is after To (1 May 2024).",
        ),
        ("page=0", "page", "0", "Page: 0 is no page; pages count from 1."),
        ("page=1.5", "page", "1.5", "Page: 1.5 is no page; pages count from 1."),
        ("page=%D9%A3", "page", "٣", "Page: ٣ is no page; pages count from 1."),
        ("page=+1+", "page", "1", "Page: 1 is no page; pages count from 1."),
        ("page=01", "page", "01", "Page: 01 is no page; pages count from 1."),
        (
            "page=" + "9" * 20,
            "page",
            "9" * 20,
            f"Page: {'9' * 20} is no page; pages count from 1.",
        ),
        ("size=101", "size", "101", "Size: 101 is no size; give 1 to 100."),
        ("size=all", "size", "all", "Size: all is no size; give 1 to 100."),
        (
            "sort=-date",
            "sort",
            "-date",
            "Sort: -date is no order; give relevance, newest, oldest.",
        ),
        (
            "dated=yes",
            "dated",
            "yes",
            "Dated: yes is no choice; give no, or leave it out.",
        ),
        ("version=x", "version", "x", "Version: x is no version; they count from 1."),
        ("q=a&q=b", "q", "b", "q is given twice; give it once."),
        ("from=2024&from=2023", "from", "2023", "from is given twice; give it once."),
        (
            f"source={'a' * 501}",
            "source",
            "a" * 60 + "…",
            "source is 501 characters long; it may have 500.",
        ),
    ],
)
def test_problems_name_parameter_value_and_remedy(
    query: str, parameter: str, value: str, sentence: str
) -> None:
    assert problems(query) == [(parameter, value, sentence)]


@pytest.mark.parametrize(
    "query",
    [
        *("q=%22%22+((", "q=%00", "q=%C0%AF", "q=%", "=", "&&&&", "q[x]=a", "Q=a"),
        *("q=a&q=a", "q=&q=a", "from=", "page=", "source=", "none=%20", "none="),
        *("-q=a", "id=x", "unknown=1", "more=nosuch", "view=%3Cb%3E"),
        *("rank=x", "view=a&view=b", "-=a", "-"),
    ],
)
def test_what_means_nothing_is_no_problem(query: str) -> None:
    state = read(query)
    assert state.limits == ()
    assert state.more == state.view == state.narrow == ""


def test_values_are_kept_exactly_but_for_control_characters() -> None:
    state = read(
        "section=sp%C3%B6rt&section=SPORT&section=%00a%0Ab&section=%E2%80%AEtxt"
    )
    assert state.chosen("section") == {"spört", "SPORT", "a b", "\u202etxt"}
    assert read("q=%C2%85a%09b%00").q == "a\tb"
    assert read("q=a%09b%0D%0Ac").box == "abc"
    assert read("q=+").q == ""


def test_limits_beyond_a_hundred_are_refused() -> None:
    query = "&".join(f"source={n}" for n in range(MAX_LIMITS + 5))
    state, found = SearchState.read(parse_qsl(query), TODAY)
    assert len(state.limits) == MAX_LIMITS
    assert {each.sentence for each in found} == {"There are more than 100 limits."}
    assert problems("&".join(["x=1"] * 1001))[0][2] == (
        "The address has more than 1,000 parameters."
    )


def test_filters_hold_the_choices_and_every_date() -> None:
    state = read(
        "source=A&source=B&-source=C&none=section&when=2024&from=2024-06&dated=no"
    )
    typed = DateRange(None, date(2024, 8, 1))
    assert state.filters(TODAY, [typed]) == Filters(
        choices=(
            Choice("source", frozenset("AB"), frozenset("C")),
            Choice("section", frozenset([None])),
        ),
        dates=(
            DateRange(date(2024, 1, 1), date(2024, 12, 31)),
            DateRange(date(2024, 6, 1), None),
            typed,
        ),
        undated=True,
    )
    assert SearchState().filters(TODAY) == Filters()


def test_an_unusable_date_stays_in_its_box() -> None:
    state, found = SearchState.read([("when", "banana")], TODAY)
    assert found
    assert state.when == "banana"
    assert state.filters(TODAY) == Filters()


def test_newest_first_where_no_words_are_asked_for() -> None:
    assert SearchState().order is Sort.NEWEST
    assert SearchState(q="a").order is Sort.RELEVANCE
    assert SearchState(q="a", sort=Sort.NEWEST).with_sort(Sort.RELEVANCE).sort is None
    assert SearchState(sort=Sort.NEWEST).url() == "/search"


BASE = SearchState(
    q="a",
    when="2024",
    start="2023",
    end="2025",
    limits=(Limit("source", "A"), Limit("section", "W", True)),
    page=7,
    size=50,
    more="source",
    version=2,
    rank=9,
)


def test_toggling_and_excluding() -> None:
    assert BASE.toggled("source", "B").chosen("source") == {"A", "B"}
    assert BASE.toggled("source", "A").chosen("source") == frozenset()
    assert BASE.toggled("section", None).chosen("section") == {None}
    excluded = BASE.excluding("source", "A")
    assert excluded.chosen("source") == frozenset()
    assert excluded.chosen("source", exclude=True) == {"A"}
    assert excluded.toggled("source", "A").chosen("source") == {"A"}
    assert BASE.excluding("section", "W").chosen("section", exclude=True) == frozenset()
    assert BASE.without_limit("section", "W").limits == (Limit("source", "A"),)


def test_steps_that_change_the_results_begin_at_the_first_page() -> None:
    steps = [
        BASE.toggled("source", "B"),
        BASE.excluding("source", "B"),
        BASE.without_limit("source", "A"),
        BASE.with_q("b"),
        BASE.with_when("2023"),
        BASE.with_dates(date(2024, 1, 1), date(2024, 1, 31)),
        BASE.without_dates(),
        BASE.only_undated(),
        BASE.cleared(),
        BASE.with_sort(Sort.OLDEST),
    ]
    for step in steps:
        assert step != BASE
        assert (step.page, step.version, step.rank) == (1, None, None)
    assert BASE.on_page(8) == replace(BASE, page=8, version=None, rank=None)
    assert BASE.with_more("section") == replace(BASE, more="section")


def test_facet_in_full_has_its_order_and_its_narrowing() -> None:
    state = SearchState(more="source", view="names", narrow=" isl ")
    assert state.url() == "/search?view=names&more=source&narrow=isl"
    assert state.with_more("topics").narrow == ""
    assert state.with_more("") == SearchState() == replace(state, view="results")
    assert SearchState(view="names", narrow="a") == SearchState()
    assert state.toggled("source", "B").narrow == "isl"


def test_dates_replace_each_other() -> None:
    june = BASE.with_dates(date(2024, 6, 1), date(2024, 6, 30))
    assert (june.when, june.start, june.end) == ("2024-06", "", "")
    undated = BASE.only_undated()
    assert undated.undated and not undated.has_dates
    assert not undated.without_dates().undated
    cleared = BASE.cleared()
    assert not cleared.has_limits
    assert cleared.q == "a" and cleared.size == 50
    assert BASE.has_limits and BASE.has_dates


def test_with_q_drops_the_boxes_of_the_form() -> None:
    state = SearchState(q="a", all="b", any="c", phrase="d", without="e")
    assert state.with_q("z").words == Words("z")


def test_relative_dates_can_be_fixed() -> None:
    state = SearchState(when="last week", start="last month", end="yesterday")
    kept = state.fixed(TODAY)
    assert (kept.when, kept.start, kept.end) == (
        "2026-11-16..2026-11-22",
        "2026-10-01",
        "2026-11-23",
    )
    assert kept.filters(date(2030, 1, 1)) == state.filters(TODAY)
    assert SearchState(when="2024").fixed(TODAY).when == "2024"


def test_an_article_is_opened_from_the_results_and_back() -> None:
    state = SearchState(q="a", page=3, size=10, more="source")
    url = state.article_url("hg:2024-1", rank=27)
    assert url == "/article/hg:2024-1?q=a&page=3&size=10&rank=27"
    opened = read(urlsplit(url).query)
    assert opened.results().url() == "/search?q=a&page=3&size=10"
    # Stepping to the next article leads back to the page that one stands on.
    beyond = read(urlsplit(state.article_url("x", rank=31)).query)
    assert beyond.results().page == 4
    assert SearchState().article_url("x", version=1) == "/article/x?version=1"
    assert SearchState().article_url("a?b#c") == "/article/a%3Fb%23c"


def test_the_default_size_is_one_that_may_be_asked_for() -> None:
    assert 1 <= DEFAULT_SIZE <= MAX_SIZE <= MAX_VALUE


def test_hostile_parameters_get_the_advised_answer(shared: Path) -> None:
    count = 0
    lines = (shared / "hostile" / "inputs_dev.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        record = json.loads(line)
        where, value = record["where"], record["value"]
        name = {"facet": "section"}.get(where, where)
        if where == "facet_name":
            pairs = [("q", "benignhc"), (value, "sport")]
        elif where == "raw_query":
            pairs = parse_qsl(value, keep_blank_values=True)
        elif name in ("from", "to", "page", "size", "sort", "section"):
            pairs = [("q", "benignhc"), (name, value)]
        else:
            continue
        state, found = SearchState.read(pairs, TODAY)
        status = 400 if found else 200
        assert status in record["expectation"]["status"], (where, value)
        assert again(state) == state
        if where in ("page", "size", "sort"):
            # An odd number that cleaning makes a good one is taken as that.
            assert status == 400 or "\x00" in value
        if where == "facet" and value:
            assert state.chosen("section") == {value}
        count += 1
    assert count > 80
