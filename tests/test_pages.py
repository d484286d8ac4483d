"""The pages: status, headers, what is shown and kept, and that every link of a page leads somewhere."""

import re
import shutil
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.engine import Engine, open_engine
from indexer.engine.errors import IndexCorrupt, TooExpensive
from search_app import create_app
from search_app.headers import EVERY_ANSWER
from search_app.settings import UnknownSetting
from search_app.site import STATIC
from search_app.statics import read_statics
from tests.small_archive import TITLE, TREATY, articles, small_app, small_engine

SCRIPT = read_statics(STATIC)["backfile.js"]

PAGES = (
    "/",
    "/search",
    "/search?q=treaty",
    '/search?q="harbour treaty&source=Harbour Gazette&-section=Prices',
    "/search?q=herring&page=2",
    "/search?q=herring councils&when=2024",
    "/search?q=herring&more=topics",
    "/search?q=herring&page=90",
    "/article/gazette-1?q=treaty&rank=2",
    "/article/teaser-1",
    "/article/undated-1",
    "/article/gazette-1?version=1",
    "/help",
    "/about",
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return small_app().test_client()


def text(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.text
    return response.text


def plain(html: str) -> str:
    """What a reader sees of a page, in one line."""
    joined = re.sub(r"</?(?:em|strong|mark|b|a|span)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", joined)).split())


def heading(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert found
    return plain(found[1])


@pytest.mark.parametrize("url", PAGES)
def test_pages_open_in_good_order(client: FlaskClient, url: str) -> None:
    html = text(client, url)
    assert html.startswith("<!doctype html>")
    assert html.count("<h1") == html.count("<main") == 1
    # One script, ours, and nothing that the Content-Security-Policy would have to allow besides.
    assert re.findall(r"<script.*?</script>", html) == [
        f'<script src="{SCRIPT.address}" defer></script>'
    ]
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    assert html.count("<script") == 1
    assert "None" not in plain(html) and "{{" not in html
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels


@pytest.mark.parametrize("url", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, url: str) -> None:
    html = text(client, url)
    links = {unescape(link) for link in re.findall(r'\shref="([^"]*)"', html)}
    ids = set(re.findall(r'\sid="([^"]*)"', html))
    for link in links:
        path, _, fragment = link.partition("#")
        if path.startswith("https://"):
            assert re.search(
                rf'href="{re.escape(path)}" rel="nofollow noopener ugc"', html
            )
        elif path:
            assert path.startswith("/") and not path.startswith("//")
            response = client.get(path)
            assert response.status_code == 200, link
            response.close()
            assert not fragment or f'id="{fragment}"' in response.text
        else:
            assert fragment in ids, link


def test_labels_belong_to_boxes(client: FlaskClient) -> None:
    for url in PAGES:
        html = text(client, url)
        boxes = set(re.findall(r'<input id="([^"]*)"', html))
        assert boxes == set(re.findall(r'<label for="([^"]*)"', html)), url


def test_headline_says_what_was_found(client: FlaskClient) -> None:
    said = {
        "/search?q=councils": "1 article with councils",
        '/search?q="harbour treaty"&source=Harbour Gazette': (
            "1 article with the phrase harbour treaty, from Harbour Gazette"
        ),
        "/search?q=treaty": "2 articles and 1 excerpt with treaty",
        "/search?q=xyzzy&when=June 2024": "Nothing matches xyzzy, June 2024",
        "/search?q=herring&page=90": "There is no page 90; the last is 2.",
        "/": (
            f"{TITLE}: 44 articles and 1 excerpt from 4 sources, September 2023 – June 2024"
        ),
    }
    for url, sentence in said.items():
        assert heading(text(client, url)) == sentence


def test_long_headline_is_cut_and_kept(client: FlaskClient) -> None:
    html = text(client, "/search?q=" + "+".join(["herringbone"] * 30))
    assert heading(html).endswith("…") and len(heading(html)) <= 241
    assert plain(html).count("herringbone") > 30


def test_hit_shows_what_is_known_of_it(client: FlaskClient) -> None:
    html = text(client, '/search?q="harbour treaty"')
    assert html.count('<li class="hit') == 2
    seen = plain(html)
    assert "19 June 2024 Wednesday" in seen and "3 matches" not in seen
    assert "2 matches" in seen and "2 versions" in seen
    assert "Excerpt only" in seen and "seen on 2 pages" in seen
    assert "recovered date" in seen
    assert "<mark>harbour treaty</mark>" in html
    undated = plain(text(client, "/search?q=ferrymen"))
    assert "Undated captured 26 Aug 2023" in undated


def test_text_is_shown_in_its_language(client: FlaskClient) -> None:
    html = text(client, "/search?q=항구")
    assert '<div lang="ko">' in html and "<mark>항구</mark>" in html


def test_publishers_markup_is_text(client: FlaskClient) -> None:
    html = text(client, "/article/gazette-1?q=holds")
    assert '&lt;b&gt;<mark id="match-1">holds</mark>&lt;/b&gt; &amp; stands' in html


def test_article_numbers_its_matches(client: FlaskClient) -> None:
    html = text(client, "/article/gazette-1?q=treaty&rank=1")
    assert re.findall(r'<mark id="match-(\d)">', html) == ["1", "2", "3"]
    assert "3 matches: 1 2 3" in plain(html)
    untitled = text(client, "/article/gazette-2?q=delegation")
    assert re.findall(r'<mark id="match-(\d)">', untitled) == ["1"]


def test_article_shows_how_it_is_known(client: FlaskClient) -> None:
    seen = plain(text(client, "/article/gazette-1"))
    assert "Its Date line; the dateline says 18 June." in seen
    assert "Other items listed on this page" in seen and "Cite Council signs" in seen
    assert "Saltmarket, June 18 (TINA) --" in seen and "-0-" in seen


def test_choices_stay_ticked_and_in_the_form(client: FlaskClient) -> None:
    url = (
        "/search?q=herring&source=Harbour Gazette&none=section&-topics=week 1&when=2024"
    )
    html = text(client, url)
    ticked = re.findall(
        r'name="([^"]*)" value="([^"]*)" checked', html.replace("&#39;", "'")
    )
    assert set(ticked) == {
        ("source", "Harbour Gazette"),
        ("none", "section"),
    }
    assert '<input type="hidden" name="-topics" value="week 1">' in html
    assert 'name="when" value="2024"' in html
    assert html.count('class="chip') == 4 + html.count('class="chips')


def listed(html: str) -> list[str]:
    """The values of a facet that is shown in full."""
    return [
        unescape(each)
        for each in re.findall(r"<b dir=\"auto\"[^>]*>(.*?)</b> <span", html)
    ]


def test_facet_in_full_is_ordered_and_narrowed(client: FlaskClient) -> None:
    url = "/search?q=herring&more=topics"
    frequent = listed(text(client, url))
    assert frequent[:4] == ["week 0", "week 1", "week 2", "week 3"]
    assert frequent[-1] == "week 9" and len(frequent) == 12
    named = listed(text(client, f"{url}&view=names"))
    assert named == sorted(named) and set(named) == set(frequent)
    assert listed(text(client, f"{url}&narrow=EK+1")) == [
        "week 1",
        "week 10",
        "week 11",
    ]
    chosen = f"{url}&topics=week 5&-topics=week 7&narrow=10"
    assert listed(text(client, chosen)) == ["week 5", "week 7", "week 10"]
    none = text(client, f"{url}&narrow=nosuch")
    assert not listed(none) and "No value has that in its name." in plain(none)


def test_facet_in_full_is_left_by_applying_and_kept_by_narrowing(
    client: FlaskClient,
) -> None:
    html = text(client, "/search?q=herring&more=topics&view=names&narrow=week")
    assert '<input type="hidden" name="more" value="topics" form="search">' in html
    assert '<input type="hidden" name="view" value="names" form="search">' in html
    assert '<button form="search" name="view" value="results">' in html
    applied = "/search?q=herring&more=topics&view=names&narrow=week&topics=week+1"
    assert 'class="more"' in text(client, applied)
    html = text(client, f"{applied}&view=results".replace("&view=names", ""))
    assert 'class="more"' not in html and "narrow" not in html.split("<footer")[0]


def test_few_of_many_values_are_shown_and_any_is_found() -> None:
    many = small_app(more_values=5).test_client()
    html = text(many, "/search?q=herring&more=topics")
    assert len(listed(html)) == 5
    assert "The first 5; narrow the list to find the others." in plain(html)
    assert listed(text(many, "/search?q=herring&more=topics&narrow=9")) == ["week 9"]


def test_error_keeps_box_and_choices(client: FlaskClient) -> None:
    html = text(client, "/search?q=treaty&from=2024-13-40&source=Island Times", 400)
    alert = re.search(r'role="alert"[^>]*>([^<]*)<', html)
    assert alert and alert[1].startswith("From: 2024-13-40 is not a date.")
    assert 'name="q" type="search" value="treaty"' in html
    assert 'name="from" form="search" type="text" value="2024-13-40"' in html
    assert '<input type="hidden" name="source" value="Island Times">' in html


def test_address_that_is_not_ours_is_a_page(client: FlaskClient) -> None:
    for url in ("/nope", "/article/none", "/search/", "/a//search", "/static/none.css"):
        html = text(client, url, 404)
        assert 'id="q"' in html and 'role="alert"' in html
    problem = client.get("/api/nope")
    assert problem.content_type == "application/problem+json"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_reading_is_possible(client: FlaskClient, method: str) -> None:
    for url in ("/search?q=treaty", "/api/search", "/static/backfile.css"):
        response = client.open(url, method=method)
        assert response.status_code == 405, url
        assert response.headers["Allow"] == "GET, HEAD"


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    head, got = client.head("/search?q=treaty"), client.get("/search?q=treaty")
    assert head.status_code == 200 and head.data == b""
    assert head.headers["ETag"] == got.headers["ETag"]


ANSWERS = (
    *PAGES,
    "/nope",
    "/search?page=0",
    "/api/search?q=a",
    "/api/search?page=0",
    "/healthz",
    "/robots.txt",
    "/static/backfile.css",
    "/static/none.css",
)


@pytest.mark.parametrize("url", ANSWERS)
def test_every_answer_has_its_headers(client: FlaskClient, url: str) -> None:
    response = client.get(url)
    response.close()
    for name, value in EVERY_ANSWER.items():
        assert response.headers[name] == value
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not any(
        name.startswith("Access-Control") for name in response.headers.keys()
    )
    if response.status_code >= 400:
        assert response.headers["Cache-Control"] == "no-store"
    assert not response.headers.get("Set-Cookie")


def test_answer_is_not_made_anew_while_nothing_changed() -> None:
    engine = small_engine()
    client = create_app(engine=engine).test_client()
    for url in ("/search?q=treaty", "/api/search?q=treaty", "/article/gazette-1"):
        first = client.get(url)
        tag = first.headers["ETag"]
        again = client.get(url, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Content-Security-Policy"]
        other = client.get(f"{url}{'&' if '?' in url else '?'}when=2024")
        assert other.headers["ETag"] != tag
    engine.rebuild(articles())
    anew = client.get(url, headers={"If-None-Match": tag})
    assert anew.status_code == 200


def test_copy_of_an_index_that_was_replaced_does_not_hold(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    tags: list[str] = []
    generations: list[str] = []
    for others in ({TREATY.id}, set()):
        shutil.rmtree(folder, ignore_errors=True)
        with closing(open_engine(f"whoosh:{folder}")) as engine:
            engine.rebuild(each for each in articles() if each.id not in others)
            generations.append(engine.info().generation)
            client = create_app(engine=engine).test_client()
            held = {"If-None-Match": ", ".join(tags)}
            response = client.get("/search?q=treaty", headers=held)
            assert response.status_code == 200
            tags.append(response.headers["ETag"])
    assert generations[0] == generations[1]


def test_copy_made_under_other_settings_does_not_hold() -> None:
    engine = small_engine()
    tags = {
        create_app(engine=engine, **settings).test_client().get("/").headers["ETag"]
        for settings in ({}, {"facet_values": 3}, {"examples": ("treaty",)})
    }
    assert len(tags) == 3


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_local_names_are_trusted(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1, evil.example",
        "[::1",
        "a@b",
    ],
)
def test_other_names_are_refused(client: FlaskClient, host: str) -> None:
    response = client.get("/search?q=treaty", headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.text and 'role="alert"' in response.text


def test_named_hosts_are_trusted() -> None:
    client = small_app(trusted_hosts=("archive.example",)).test_client()
    for host, status in (
        ("archive.example", 200),
        ("localhost", 200),
        ("x.example", 400),
    ):
        assert client.get("/help", headers={"Host": host}).status_code == status


def test_large_requests_are_refused(client: FlaskClient) -> None:
    for characters, status in ((6000, 400), (7600, 414), (9000, 414)):
        box = "treaty " + "x" * characters
        html = text(client, f"/search?q={box}&source=Harbour Gazette", status)
        assert 'role="alert"' in html and 'id="q"' in html
        problem = client.get(f"/api/search?q={box}")
        assert problem.status_code == status
        assert problem.content_type == "application/problem+json"
    assert client.get("/search", data=b"x" * 70_000).status_code == 413
    assert client.get("/search", data=b"x" * 100).status_code == 200


def closed_app(error: Exception) -> Flask:
    """A site whose engine fails: a real one, with a search that raises."""
    engine = small_engine()

    class Failing(type(engine)):  # type: ignore[misc]
        def search(self, request: object) -> object:
            raise error

    engine.__class__ = Failing
    return create_app(engine=engine)


def test_archive_without_an_index_says_so() -> None:
    client = create_app(engine="memory:").test_client()
    for url in ("/", "/search?q=a", "/article/a", "/about"):
        response = client.get(url)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert "Nothing is indexed yet. Run backfile build FOLDER." in response.text
    assert client.get("/api/search").json["status"] == 503  # type: ignore[index]
    assert client.get("/help").status_code == 200
    assert client.get("/healthz").status_code == 503


def test_damage_and_spent_time_are_503_and_too_many_words_400() -> None:
    damaged = closed_app(IndexCorrupt("/secret/path is damaged")).test_client()
    response = damaged.get("/search?q=a")
    assert response.status_code == 503 and "secret" not in response.text
    said = "The archive cannot be searched just now. Try again in 5 seconds."
    assert said in response.text
    late = closed_app(TooExpensive("too late", timed_out=True)).test_client()
    assert late.get("/search?q=a").headers["Retry-After"] == "5"
    wide = closed_app(TooExpensive("a* stands for 2,000 words.")).test_client()
    response = wide.get("/api/search?q=a*b")
    assert response.status_code == 400
    assert response.json and response.json["parameter"] == "q"


def test_bug_has_a_number_and_no_insides(caplog: pytest.LogCaptureFixture) -> None:
    client = closed_app(RuntimeError("secret\nINJECTED \x1b[31m")).test_client()
    with caplog.at_level("INFO", "backfile.requests"):
        response = client.get("/search?q=a%0AINJECTED")
    assert response.status_code == 500 and "secret" not in response.text
    found = re.search(r"Request ([0-9a-f]{8})\.", response.text)
    assert found
    messages = [record.getMessage() for record in caplog.records]
    assert len(messages) == 2
    for message in messages:
        assert message.startswith(found[1])
        assert message.isprintable()
    assert "RuntimeError" in messages[0]


def test_health_names_the_generation(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"generation": "gen-00000001"}


def test_robots_are_kept_off_searches(client: FlaskClient) -> None:
    assert "Disallow: /search?" in text(client, "/robots.txt")


def test_stylesheet_is_small_and_loads_nothing(client: FlaskClient) -> None:
    response = client.get("/static/backfile.css")
    css = response.text
    response.close()
    assert len(css.encode()) <= 12_288
    assert "url(" not in css and "@import" not in css


def test_page_is_light(client: FlaskClient) -> None:
    assert len(text(client, "/search?q=harbour").encode()) < 60_000


def test_page_and_json_say_the_same(client: FlaskClient) -> None:
    url = "/search?q=harbour&source=Harbour Gazette&page=2"
    html, answer = text(client, url), client.get(f"/api{url}").json
    assert answer
    shown = re.findall(r'<li class="hit[^"]*" id="([^"]*)"', html)
    assert shown == [hit["id"] for hit in answer["hits"]]
    assert f"of {answer['total']['all']}" in plain(html)
    for facet in answer["facets"]:
        for value in facet["values"]:
            assert f"{value['label']} {value['count']}" in plain(html)


def test_settings_reach_the_site() -> None:
    client = small_app(examples=("a OR b",), similar=0).test_client()
    assert '<a href="/search?q=a%20OR%20b">a OR b</a>' in client.get("/").text
    assert "More like this" not in client.get(f"/article/{TREATY.id}").text
    with pytest.raises(UnknownSetting):
        small_app(colour="green")
    with pytest.raises(ValueError, match="names no engine"):
        create_app(engine="nothing:")


def test_environment_reaches_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKFILE_ENGINE", "memory:")
    monkeypatch.setenv("BACKFILE_TITLE", "The Paper")
    client = create_app().test_client()
    assert "The Paper" in client.get("/help").text


def test_site_reads_the_engine_it_is_given() -> None:
    engine: Engine = open_engine("memory:")
    client = create_app(engine=engine).test_client()
    assert client.get("/").status_code == 503
    engine.rebuild([TREATY])
    assert heading(client.get("/search?q=treaty").text) == "1 article with treaty"


def test_a_removed_article_says_when_and_why() -> None:
    engine = small_engine()
    with engine.batch() as batch:
        assert batch.withdraw("gazette-1", "A <court> order.")
    client = create_app(engine=engine).test_client()
    day = engine.withdrawn()[0].day
    for url in ("/article/gazette-1", "/article/gazette-1?q=treaty&version=1"):
        html = text(client, url, 410)
        assert "This article was removed" in html
        assert f"on {day.day} {day:%B %Y}. Reason: A &lt;court&gt; order." in html
        assert 'name="q"' in html
    assert 'value="treaty"' in html
    assert "gazette-1" not in text(client, "/search?q=treaty")
