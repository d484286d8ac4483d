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
from indexer.commands.progress import BuildProgress
from indexer.engine import Engine, open_engine
from indexer.reading import Task
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
        build(Task(tuple(inputs)), engine, progress)
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


ARCHIVES = ("wmt21_multi", "nk_newyear_ko", "xinwenlianbo_zh_2k")

TASKS = (
    ("kanye west apology kardashian", "wmt21-standard.co.uk.57768-en"),
    ("australia democracy threat", "wmt21-brisbanetimes.com.au.275186-en"),
    ("shooting mambourin", "wmt21-news.com.au.796350-en"),
    ("coutinho dembele barcelona", "wmt21-thesun.co.uk.114364-en"),
    ("guemama patriot", "wmt21-allafrica.53572-en"),
    ("khabarovsk governor arrested protests", "wmt21-shizuoka_shimbun-ja.45584-en"),
    ("cinemas outdoor tatarstan", "wmt21-mk.224363-en"),
    ("pompeo worst secretary", "wmt21-izvestiya.520925-en"),
    ("britons brexit kremlin", "wmt21-lgng.99326-en"),
    ("tinkov transplant video", "wmt21-argumenti.ru.186920-en"),
    ("obesity boris johnson", "wmt21-text_111-en"),
    ("route 152 closed rain", "wmt21-shizuoka_shimbun-ja.45522-en"),
    ("nordkorea grenzstadt abgeriegelt", "wmt21-faz.79579-de"),
    ("lauschaktion volkswagen", "wmt21-sz.151402-de"),
    ("wohnungen mieten oder kaufen", "wmt21-nw-news.de.146744-de"),
    ("windenergie hessen", "wmt21-faz.79571-de"),
    ("trump bedauert tweets", "wmt21-handelsblatt.com.292794-de"),
    ("chinesische borsen", "wmt21-handelsblatt.com.292731-de"),
    ("zahl staatsdiener 2021", "wmt21-lefigaro.197591-de"),
    ("mittelschule winhoring", "wmt21-pnp.de.390035-de"),
    ("éolienne hesse", "wmt21-faz.79571-fr"),
    ("acheter appartements", "wmt21-nw-news.de.146744-fr"),
    ("coree du nord kaesong", "wmt21-faz.79579-fr"),
    ("bourse chinoise", "wmt21-handelsblatt.com.292731-fr"),
    ("effectifs de l'etat stable", "wmt21-lefigaro.197591-fr"),
    ("mccourt ajroudi vente", "wmt21-lefigaro.197546-fr"),
    ("photovoltaique prosumer wallon", "wmt21-lalibre.be.61862-fr"),
    ("fonctionnaires ministre montchalin", "wmt21-lefigaro.197819-fr"),
    ("ураган ханна мексика", "wmt21-aif.321208-ru"),
    ("пожар тракторный завод", "wmt21-mk.224327-ru"),
    ("овечкин плей-офф", "wmt21-vesti.ru.343817-ru"),
    ("тихорецк магазин", "wmt21-mk.224395-ru"),
    ("панцирь эфиопия", "wmt21-lenta.ru.344713-ru"),
    ("закрытые свалки подмосковья", "wmt21-rg.ru.74122-ru"),
    ("автокараван авария харьюмаа", "wmt21-rus.err.ee.56464-ru"),
    ("литва рейтинг партии", "wmt21-pnp.ru.112053-ru"),
    ("kanye west afsökunar", "wmt21-standard.co.uk.57768-is"),
    ("regis philbin látinn", "wmt21-text_31-is"),
    ("brynjolfur fotbolti", "wmt21-text_73-is"),
    ("skotsár mambourin", "wmt21-news.com.au.796350-is"),
    ("lýðræði ástralíu", "wmt21-brisbanetimes.com.au.275186-is"),
    ("boris johnson ofþyngd", "wmt21-text_111-is"),
    ("カニエ・ウェスト 謝罪", "wmt21-standard.co.uk.57768-ja"),
    ("オーストラリア 民主主義", "wmt21-brisbanetimes.com.au.275186-ja"),
    ("アンゴラ 病院", "wmt21-allafrica.53568-ja"),
    ("仙台市 感染", "wmt21-yahoo-ja.979382-ja"),
    ("湯涌温泉 ぼんぼり", "wmt21-yahoo-ja.978005-ja"),
    ("アマゾン プライムデー", "wmt21-yahoo-ja.978203-ja"),
    ("赤坂亭 落語", "wmt21-sanyo_shimbun-ja.6180-ja"),
    ("甲府 消防署", "wmt21-yahoo-ja.979202-ja"),
    ("국토 완정 궐기", "nkny-1949"),
    ("3개년계획 증산 절약", "nkny-1956"),
    ("10대정강", "nkny-1968"),
    ("붉은기 새해 진군", "nkny-1996"),
    ("고난의 행군 새 세기", "nkny-2001"),
    ("강성대국건설 전환의 해", "nkny-1999"),
    ("당창건 55돌 천리마", "nkny-2000"),
    ("농촌문제에 관한 테제", "nkny-1965"),
    ("天宫课堂 第三课", "xwlb-20221011-9"),
    ("李克强 越南总理", "xwlb-20221112-5"),
    ("习近平 韩国总统", "xwlb-20221116-4"),
    ("栗战书 阮富仲", "xwlb-20221101-8"),
    ("歼-20 飞行员", "xwlb-20230116-5"),
    ("中国光谷 科技自立", "xwlb-20230131-2"),
    ("卢卡申科 阿联酋", "xwlb-20230204-13"),
    ("诊疗方案 第十版", "xwlb-20230106-10"),
    ("伊朗总统 会谈", "xwlb-20230214-2"),
    ("习近平 利雅得", "xwlb-20221208-1"),
    ("江泽民 骨灰", "xwlb-20221211-1"),
    ("中俄能源商务论坛", "xwlb-20221129-4"),
    ("白鹤滩水电站 投产", "xwlb-20221219-13"),
)
"""What is typed, and the article that is meant."""


@pytest.fixture(scope="module")
def archives(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("archives")
    corpora = shared / "corpora"
    engine = built(folder, [corpora / f"{name}.jsonl.xz" for name in ARCHIVES])
    yield engine
    engine.close()


def test_readers_find_the_article_they_know(archives: Engine) -> None:
    missed = []
    for words, wanted in TASKS:
        hits = answer(archives, words)["hits"][:3]
        if wanted not in [hit["id"] for hit in hits]:
            missed.append((words, wanted, [hit["id"] for hit in hits]))
    success = 1 - len(missed) / len(TASKS)
    print(f"success@3 {success:.3f} of {len(TASKS)} tasks; missed: {missed}")
    assert success >= 0.95, missed
