"""What readers type for an article they know: found among the first, and marked whole, through build and answer.

The words of the real archives' tasks are queries written for them; the articles themselves stay outside the project.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.build import build
from indexer.engine import Engine, open_engine
from indexer.progress import BuildProgress
from indexer.sources import Options
from search_app.answer import search_answer
from search_app.answer_types import HitAnswer, SearchAnswer
from search_app.question import ask
from search_app.settings import Settings

ITEMS = {
    "ko": ("", "어제 김정은이 항구를 찾았다."),
    "zh": ("", "列车昨天从元山开到原山港口，乘客都下了车。"),
    "ja": ("", "フェリーは嵐のため、きのう原山港に戻った。"),
    "hyphen": ("", "Envoys of Kim Jong-un came ashore at noon."),
    "spaces": ("", "KIM JONG UN will not come ashore, they said."),
    "states": ("", "The U.S. delegation sailed home on Monday."),
    "missile": ("", "One missile fell into the bay."),
    "es": ("El cañón", "El viejo cañón del puerto ya no dispara en las fiestas."),
    "ru": ("", "Новые ракеты привезли в порт ещё вчера вечером."),
    "de": ("", "Die alten Häuser am Hafen werden jetzt abgerissen."),
    "wide": ("", "ＮＨＫ reported ２０１１ landings."),
    "quotes": ("", "He called it “the harbour’s longest night” and left."),
    "ticker": ("", "Shares of Standing Dock <SRD> rose by a tenth."),
    "tr": ("", "Gemi dün akşam İstanbul limanına döndü ve yolcular indi."),
    "th": ("", "เรือข้ามฟากกลับถึงท่าเรือเมื่อคืนนี้"),
    "lo": ("", "ເຮືອກັບເຖິງທ່າເຮືອແລ້ວ"),
    "km": ("", "កប៉ាល់បានត្រឡប់មកកំពង់ផែវិញ"),
    "my": ("", "သင်္ဘောသည်ဆိပ်ကမ်းသို့ပြန်ရောက်သည်"),
    "fr": ("", "Les bateaux de l’État rentrent au port avant la tempête."),
    "el": ("", "Τα πλοία έφτασαν χθες στον Πειραιά."),
    "uk": ("", "Кораблі вчора повернулися до порту через сильний шторм."),
    "ar": ("", "عادت السفينة إلى الميناء مساء أمس بسبب العاصفة."),
}
"""Invented articles by id; none states its language."""

SHORT = {"wide", "hyphen"}
"""Those too short to be sure of."""


def built(folder: Path, inputs: Iterable[Path]) -> Engine:
    """An embedded index of the inputs, made by the build of the command line."""
    engine = open_engine(f"whoosh:{folder / 'index'}")
    with BuildProgress(sys.stderr, sys.stderr, None) as progress:
        build(tuple(inputs), engine, Options(), progress)
    return engine


def answer(engine: Engine, words: str) -> SearchAnswer:
    question = ask([("q", words)], Settings(), date(2026, 11, 24))
    return search_answer(engine, question, Settings())


def marked(hit: HitAnswer) -> set[str]:
    """The stretches of text that a reader sees marked."""
    return {
        shown["text"][mark[0] : mark[1]]
        for shown in (hit["heading"], *hit["snippets"])
        for mark in shown["marks"]
    }


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("items")
    lines = (
        json.dumps({"id": name, "title": title, "body": body})
        for name, (title, body) in ITEMS.items()
    )
    (folder / "items.jsonl").write_text("\n".join(lines), encoding="utf-8")
    engine = built(folder, [folder / "items.jsonl"])
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("김정은", {"ko": {"김정은"}}),
        ("原山", {"zh": {"原山"}, "ja": {"原山"}}),
        ("フェリー", {"ja": {"フェリー"}}),
        ("ﾌｪﾘｰ", {"ja": {"フェリー"}}),
        ('"Kim Jong-un"', {"hyphen": {"Kim Jong-un"}, "spaces": {"KIM JONG UN"}}),
        ('"Kim Jong Un"', {"hyphen": {"Kim Jong-un"}, "spaces": {"KIM JONG UN"}}),
        ("“kim jong un”", {"hyphen": {"Kim Jong-un"}, "spaces": {"KIM JONG UN"}}),
        ("Kim Jong-un", {"hyphen": None, "spaces": None}),
        ("Kim Jong Un", {"hyphen": None, "spaces": None}),
        ("U.S.", {"states": {"U.S."}}),
        ("u.s. delegations", {"states": {"U.S.", "delegation"}}),
        ("missiles", {"missile": {"missile"}}),
        ("canon", {"es": {"cañón"}}),
        ("cañones", {"es": {"cañón"}}),
        ("ракета", {"ru": {"ракеты"}}),
        ("ракетами", {"ru": {"ракеты"}}),
        ("еще", {"ru": {"ещё"}}),
        ("haus hafen", {"de": {"Häuser", "Hafen"}}),
        ("HÄUSERN", {"de": {"Häuser"}}),
        ("nhk 2011", {"wide": {"ＮＨＫ", "２０１１"}}),
        ("ｈａｒｂｏｕｒ", {"quotes": {"harbour’s"}}),
        ('"the harbour\'s longest"', {"quotes": {"the harbour’s longest"}}),
        ("“the harbour’s longest”", {"quotes": {"the harbour’s longest"}}),
        ("<SRD>", {"ticker": {"SRD"}}),
        ("srd", {"ticker": {"SRD"}}),
        ("istanbul", {"tr": {"İstanbul"}}),
        ("İSTANBUL", {"tr": {"İstanbul"}}),
        ("ISTANBUL", {"tr": {"İstanbul"}}),
        ("ท่าเรือ", {"th": {"ท่าเรือ"}}),
        ("ทำเรือ", {}),
        ("ທ່າເຮືອ", {"lo": {"ທ່າເຮືອ"}}),
        ("កំពង់ផែ", {"km": {"កំពង់ផែ"}}),
        ("ဆိပ်ကမ်း", {"my": {"ဆိပ်ကမ်း"}}),
        ("bateau", {"fr": {"bateaux"}}),
        ("l'etat", {"fr": {"l’État"}}),
        ("πλοια", {"el": {"πλοία"}}),
        ("السفينة", {"ar": {"السفينة"}}),
    ],
)
def test_known_item_is_found_and_marked_whole(
    invented: Engine, words: str, found: dict[str, set[str] | None]
) -> None:
    hits = answer(invented, words)["hits"]
    assert {hit["id"] for hit in hits} == set(found)
    for hit in hits:
        expected = found[hit["id"]]
        assert marked(hit) == expected or expected is None and marked(hit)


def test_documents_know_their_language(invented: Engine) -> None:
    found = {name: invented.get(name) for name in ITEMS}
    for name, article in found.items():
        assert isinstance(article, Article)
        expected = name if len(name) == 2 else "en"
        assert article.language == ("und" if name in SHORT else expected)
