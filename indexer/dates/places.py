"""Words before a dateline's day or agency go in, whether they can be a place's name comes out.

No list of the world's towns stands behind it: only what sentences begin with and what credits are called.
"""

import re

from indexer.dates.newswires import is_newswire
from indexer.dates.weekdays import WEEKDAY
from indexer.dates.written import MONTH

_MOST_PLACE_WORDS = 8
_PARTICLES = frozenset(
    "de del la las los el da do das dos di of the and am an der bei ob auf sur sous les le lès op aan under"
    " y e et und og och i и на под al ul ash upon".split()
)
_NEVER_FIRST = frozenset(
    "in on at by from since until till before after between during for to with when while if but or he she it they we"
    " today tomorrow yesterday tonight last next every each updated update published posted exclusive breaking"
    " corrected correction refiled refile photo photos picture pictures video file analysis factbox timeline interview"
    " opinion column poll live editor's advisory foto fotos video bild bilder por von vom bis seit ab par desde"
    " hasta até dal"
    " segundo según selon laut nach hoy ayer aujourd'hui hier heute gestern exclusiva exklusiv"
    " в с со на по до к от из фото видео сегодня вчера 오늘 어제 내일 사진 今天 昨天 今日 昨日 明日 写真".split()
)
_NEVER_ALONE = frozenset(
    "the a an this that as of and el la los las un una le les du au un une der die das den dem am im il lo gli i o os"
    " a as no na em ao de da do het een og och и".split()
)
_NO_TOWN = re.compile(
    "社|网|網|报|報|记者|記者|时间|時間|今天|昨天|今日|昨日|今年|去年|本月|上月"
)
_CREDIT = re.compile(
    "사진|자료|출처|영상|그래픽|제공|캡처|일러스트|단독|속보|종합|인터뷰|写真|動画|映像|図|表$|グラフ|イラスト|カメラ|コラム|ニュース|速報|号外"
    "|訂正|社説|解説|独自|特集|連載|訃報|詳報|更新|提供|資料|地図|撮影|编辑|图片|来源"
)
_IN_AGENCIES = frozenset("press presse prensa agency agentur agencia agence".split())
_MONTH_LAST = re.compile(rf"(?:^|,\s*){MONTH}$", re.IGNORECASE)
_WEEKDAY_WORD = re.compile(WEEKDAY, re.IGNORECASE)
_TOWNS = frozenset("""
東京 大阪 京都 名古屋 札幌 仙台 新潟 横浜 千葉 さいたま 水戸 宇都宮 前橋 甲府 長野 静岡 津 大津 奈良 和歌山 神戸 岡山 広島 山口 松江 鳥取 高松
徳島 松山 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 那覇 青森 盛岡 秋田 山形 福島 富山 金沢 福井 岐阜 北京 上海 天津 広州 重慶 香港 台北 平壌
瀋陽 大連 深圳 成都 武漢 国連 ソウル プサン ワシントン ニューヨーク ロサンゼルス サンフランシスコ シカゴ ボストン ホノルル オタワ トロント
メキシコ市 ハバナ サンパウロ リオデジャネイロ ブラジリア ブエノスアイレス サンティアゴ リマ ボゴタ カラカス ロンドン パリ ベルリン ボン
フランクフルト ローマ バチカン ミラノ マドリード リスボン ブリュッセル ジュネーブ ベルン チューリヒ ウィーン プラハ ワルシャワ ブダペスト
アテネ モスクワ キエフ キーウ ミンスク ストックホルム オスロ コペンハーゲン ヘルシンキ ダブリン ハーグ アムステルダム カイロ エルサレム テルアビブ
ガザ ラマラ アンマン ベイルート ダマスカス バグダッド テヘラン リヤド ドバイ ドーハ アブダビ アンカラ イスタンブール カブール イスラマバード
カラチ ニューデリー ムンバイ ダッカ コロンボ カトマンズ バンコク ハノイ プノンペン ヤンゴン クアラルンプール シンガポール ジャカルタ マニラ
シドニー キャンベラ メルボルン ウェリントン ウランバートル ウラジオストク ユジノサハリンスク ナイロビ ヨハネスブルク ケープタウン ラゴス
""".split())


def is_place(place: str) -> bool:
    """A name: few words, each as names are written, and none that only a sentence begins with."""
    words = re.split(r"\s+", place)
    if len(words) > _MOST_PLACE_WORDS or place.casefold() in _NEVER_ALONE:
        return False
    if words[0].rstrip(",.").casefold() in _NEVER_FIRST:
        return False
    if _MONTH_LAST.search(place) or _names_agency(place):
        return False
    return all(_is_name(word, first=n == 0) for n, word in enumerate(words))


def _names_agency(place: str) -> bool:
    town = place.split(",")[0]
    words = re.split(r"[\s-]+", town.casefold())
    # PETRA signs in Jordan, and is a town of it
    known = is_newswire(town) and not town.isupper()
    return known or not _IN_AGENCIES.isdisjoint(words)


def _is_name(word: str, first: bool) -> bool:
    bare = word.strip(",.'’")
    if not bare[:1].isalnum():
        return word == ","
    if len(bare) > 4 and _WEEKDAY_WORD.fullmatch(bare):
        return False
    # a longer word with a full stop ends a sentence; `Minn.` does not
    if word.endswith(".") and len(bare) > 5:
        return False
    return not word[0].islower() or not first and bare in _PARTICLES


def is_chinese_town(name: str) -> bool:
    """Whether it holds none of the words that Chinese puts between an agency and a day instead of a town."""
    return not _NO_TOWN.search(name)


def is_credit(name: str) -> bool:
    """Whether it is what stands before the name of a photograph's owner, or over a kind of piece."""
    return _CREDIT.search(name) is not None


def is_japanese_town(name: str) -> bool:
    """Whether 共同 or 時事 behind this is the agency's name: alone the two words mean `joint` and `current events`."""
    return name in _TOWNS
