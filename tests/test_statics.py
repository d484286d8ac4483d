"""Static files and packed answers: addresses that name contents, for how long they are kept, and gzip loses nothing."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from search_app import packing, statics
from search_app.site import STATIC
from search_app.statics import A_YEAR, read_statics
from tests.small_archive import small_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return small_app().test_client()


def linked(html: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="(/static/[^"]*)"', html))


def test_every_static_file_is_linked_by_its_content(client: FlaskClient) -> None:
    expected = {each.address for each in read_statics(STATIC).values()}
    assert len(expected) == sum(1 for _ in STATIC.iterdir())
    for url in ("/", "/search?q=herring", "/article/gazette-1", "/help", "/nope"):
        assert linked(client.get(url).text) == expected


@pytest.mark.parametrize("name", sorted(file.name for file in STATIC.iterdir()))
def test_static_file_is_kept_for_a_year_at_one_address_only(
    client: FlaskClient, name: str
) -> None:
    address = read_statics(STATIC)[name].address
    stem, _, suffix = name.rpartition(".")
    for url, control in (
        (address, A_YEAR),
        (f"/static/{name}", "no-cache"),
        # A page from before a change asks for the old content, and shall not keep the new one as that.
        (f"/static/{stem}.00000000.{suffix}", "no-cache"),
    ):
        response = client.get(url)
        assert response.data == read_statics(STATIC)[name].body
        assert response.headers["Cache-Control"] == control
        held = {"If-None-Match": response.headers["ETag"]}
        again = client.get(url, headers=held)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Cache-Control"] == control
        assert "Content-Security-Policy" in again.headers


def test_types_do_not_depend_on_the_machine(client: FlaskClient) -> None:
    types = {
        "backfile.css": "text/css; charset=utf-8",
        "backfile.js": "text/javascript; charset=utf-8",
        "backfile.svg": "image/svg+xml",
    }
    for name, content_type in types.items():
        if (STATIC / name).exists():
            assert client.get(f"/static/{name}").content_type == content_type


@pytest.mark.parametrize(
    "name", ["none.css", "", "../site.py", "%2e%2e/site.py", "a/backfile.css", "x.y"]
)
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_address_changes_with_the_content(tmp_path: Path) -> None:
    addresses = set()
    for content in ("a{}", "b{}"):
        (tmp_path / "x.css").write_text(content)
        (tmp_path / "secret.txt").write_text("not served")
        found = read_statics(tmp_path)
        assert set(found) == {"x.css"}
        addresses.add(found["x.css"].address)
    assert len(addresses) == 2


PACKED = (
    "/search?q=herring",
    "/article/gazette-1",
    "/api/search?q=herring",
    "/static/backfile.css",
    "/nope",
)


@pytest.mark.parametrize("url", PACKED)
def test_packed_answer_is_the_same_answer(client: FlaskClient, url: str) -> None:
    plain = client.get(url)
    packed = client.get(url, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers.get("ETag") == plain.headers.get("ETag")
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert len(packed.data) < len(plain.data) / 2
    assert without_times(gzip.decompress(packed.data)) == without_times(plain.data)


def without_times(body: bytes) -> bytes:
    """An answer without how long it took and what its request is called."""
    return re.sub(rb'"took_ms": ?[\d.e-]+|\d+ ms|Request [0-9a-f]+', b"", body)


def test_head_tells_what_get_would_send(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    got = client.get("/help", headers=headers)
    head = client.head("/help", headers=headers)
    assert head.data == b""
    assert head.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_who_cannot_unpack_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    response = client.get("/help", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers
    assert response.text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("made", "is_packed"),
    [
        (Response("x" * packing.SMALLEST), True),
        (Response("x" * (packing.SMALLEST - 1)), False),
        (Response("x" * (packing.LARGEST + 1)), False),
        (Response((part for part in ["x"] * 2_000)), False),
        (Response("x" * 2_000, content_type="image/png"), False),
        (Response("x" * 2_000, headers={"Content-Encoding": "br"}), False),
    ],
)
def test_only_what_gains_is_packed(made: Response, is_packed: bool) -> None:
    app = Flask("packed")
    packing.register(app)
    app.add_url_rule("/", view_func=lambda: made)
    response = app.test_client().get("/", headers={"Accept-Encoding": "gzip"})
    assert (response.headers.get("Content-Encoding") == "gzip") is is_packed


def test_template_cannot_name_a_file_that_is_not_there(tmp_path: Path) -> None:
    app = Flask("statics", static_folder=None)
    statics.register(app, tmp_path)
    with pytest.raises(KeyError):
        app.jinja_env.from_string('{{ static("backfile.css") }}').render()


def test_stylesheet_is_sent_without_what_only_its_writers_need(tmp_path: Path) -> None:
    written = """/* a { b } */
a :hover, b > c {
  margin: -1px auto;  content: attr(href) " "; }
@media print { d { width: calc(1px + 2px); } }
"""
    (tmp_path / "x.css").write_text(written)
    assert read_statics(tmp_path)["x.css"].body.decode() == (
        'a :hover, b > c{margin: -1px auto;content: attr(href) " ";}'
        "@media print{d{width: calc(1px + 2px);}}"
    )
