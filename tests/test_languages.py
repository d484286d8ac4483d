"""The language of a document that states none: by script, by model, or unknown."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, text_paragraphs
from indexer.build import build
from indexer.commands.progress import BuildProgress
from indexer.engine import open_engine
from indexer.languages import SAMPLE, language_of, with_language
from indexer.reading import Task


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferries will not sail tonight because of the storm.", "en"),
        ("THE FERRIES WILL NOT SAIL TONIGHT BECAUSE OF THE STORM.", "en"),
        ("Los barcos no saldrán esta noche a causa de la tormenta.", "es"),
        ("Les navires ne partiront pas ce soir à cause de la tempête.", "fr"),
        ("Die Fähren fahren heute Nacht wegen des Sturms nicht.", "de"),
        ("I traghetti non partiranno stasera a causa della tempesta.", "it"),
        ("Os navios não sairão esta noite por causa da tempestade.", "pt"),
        ("De veerboten varen vannacht niet vanwege de zware storm.", "nl"),
        ("Promy nie wypłyną dziś wieczorem z powodu silnej burzy.", "pl"),
        ("Ferjurnar sigla ekki í kvöld vegna veðurs og storms.", "is"),
        ("Fırtına nedeniyle feribotlar bu gece sefere çıkmayacak.", "tr"),
        ("Паромы сегодня ночью не выйдут в море из-за шторма.", "ru"),
        ("Пороми сьогодні вночі не вийдуть у море через шторм.", "uk"),
        ("لن تبحر العبارات هذه الليلة بسبب العاصفة الشديدة.", "ar"),
        ("کشتی‌ها امشب به دلیل طوفان شدید حرکت نخواهند کرد.", "fa"),
        ("तूफान के कारण आज रात नौकाएं नहीं चलेंगी और यात्री रुकेंगे।", "hi"),
        ("Τα πλοία δεν θα σαλπάρουν απόψε", "el"),
        ("המעבורות לא יפליגו הלילה", "he"),
        ("เรือข้ามฟากจะไม่ออกคืนนี้", "th"),
        ("폭풍으로 배가 뜨지 않는다", "ko"),
        ("폭풍", "ko"),
        ("北 선박 3척 出港", "ko"),
        ("嵐のため今夜は欠航", "ja"),
        ("フェリー欠航", "ja"),
        ("今晚因风暴渡轮停航", "zh"),
        ("渡轮公司「ゆり」号今晚因风暴停航，旅客请等候通知", "zh"),
        ("NATO、嵐の中で演習を開始", "ja"),
        ("", "und"),
        ("12.5 % -- 2011/04/05 !?", "und"),
        ("a", "und"),
        ("Harbour", "und"),
        ("Kim Jong Un", "und"),
        ("原山", "und"),
        ("Ύ", "und"),
        ("𝔸𝔹ℂ ☃ 🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢", "und"),
        ("The harbour is open now. Гавань теперь снова открыта.", "und"),
    ],
)
def test_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("missing", [None, "und"])
def test_missing_language_is_found(missing: str | None) -> None:
    article = Article(
        id="a",
        title="Der Hafen",
        paragraphs=text_paragraphs("Die Fähren fahren heute wegen des Sturms nicht."),
        language=missing,
    )
    assert with_language(article) == replace(article, language="de")


@pytest.mark.parametrize("stated", ["en", "nl", "xx", "zh-hans"])
def test_stated_language_stays(stated: str) -> None:
    article = Article(id="a", title="폭풍으로 배가 뜨지 않는다", language=stated)
    assert with_language(article) is article


def test_document_without_words_is_of_unknown_language() -> None:
    assert with_language(Article(id="a")).language == "und"


@given(st.text(max_size=80))
def test_any_text_has_one_answer(text: str) -> None:
    language = language_of(text)
    assert language == language_of(text)
    assert language.isalpha() and language.islower() and len(language) in (2, 3)


@given(st.text(max_size=20))
def test_only_the_opening_counts(tail: str) -> None:
    opening = ("The ferries will not sail tonight. " * 20)[:SAMPLE]
    assert language_of(opening + tail) == "en"


def test_build_fills_in_what_records_do_not_state(tmp_path: Path) -> None:
    records = [
        {"id": "a", "title": "Die Fähren fahren heute Nacht nicht wegen des Sturms"},
        {"id": "b", "title": "폭풍으로 배가 뜨지 않는다", "language": "Korean!"},
        {"id": "c", "title": "Kim", "language": "und"},
        {"id": "d", "title": "Kim", "language": "fr"},
    ]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (tmp_path / "records.jsonl").write_text(lines)
    engine = open_engine("memory:")
    with BuildProgress(sys.stderr, sys.stderr, None) as progress:
        build(Task([tmp_path]), engine, progress)
    found = {}
    for name in "abcd":
        article = engine.get(name)
        assert isinstance(article, Article)
        found[name] = article.language
    assert found == {"a": "de", "b": "ko", "c": "und", "d": "fr"}
