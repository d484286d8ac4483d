"""A language goes in; invented words, its months and its datelines come out, none of them from any text."""

import datetime
import random

WORDS = {
    "en": "the harbour council light keepers treaty vessels agreed new island annual sea",
    "es": "el puerto consejo faro tratado buques acordó nueva isla anual mar señales",
    "ru": "гавань совет маяк договор суда новый остров ежегодный море смотритель",
    "de": "der Hafen Rat Leuchtturm Vertrag Schiffe Insel jährlich Meer Wächter große",
    "ko": "항구 평의회 등대 조약 선박 합의 새로운 섬 연례 바다",
    "zh": "港口 理事会 灯塔 条约 船只 同意 新的 岛屿 年度 大海",
    "ja": "港の 評議会 灯台 条約 船舶は 合意した 新しい 島の 毎年 海を",
    "ar": "الميناء المجلس منارة معاهدة السفن اتفق جديد جزيرة سنوي البحر",
    "he": "הנמל המועצה מגדלור אמנה ספינות הסכימו חדש אי שנתי הים",
}
_UNSPACED = ("zh", "ja")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_DATELINES = {
    "en": ("SEOUL, {month} {day} ({agency}) --", "Hest, {month} {day}, {year} —"),
    "es": ("MADRID, {day} {month} ({agency}) -", "Cádiz, {day} de {month} ({agency})—"),
    "ru": ("Мурманск, {day} {month} ({agency}) --",),
    "de": ("Köln, {day}. {month} ({agency}) --", "Kiel, {day}. {month} {year} —"),
    "ko": ("부산, {number}월 {day}일 ({agency}) --",),
    "zh": ("大连，{number}月{day}日 ({agency}) --",),
    "ja": ("大阪、{number}月{day}日 ({agency}) --",),
    "ar": ("القاهرة، {day} {month} ({agency}) --",),
}
_UNDATED = {
    "ru": "Мурманск",
    "de": "Köln",
    "ko": "부산",
    "zh": "大连",
    "ja": "大阪",
    "ar": "القاهرة",
    "he": "חיפה",
}
_NATIVE = {
    "ru": "{day} {month} {year} г.",
    "de": "{day}. {month} {year}",
    "es": "{day} de {month} de {year}",
    "ko": "{year}년 {number}월 {day}일",
    "zh": "{year}年{number}月{day}日",
    "ja": "{year}年{number}月{day}日",
    "ar": "{day} {month} {year}",
}


def sentence(language: str, count: int, number: int) -> str:
    """So many words without a full stop, the same for a number; now and then with what HTML would escape."""
    words = WORDS[language].split()
    parts = random.Random(f"{language} {number}").choices(words, k=count)
    text = ("" if language in _UNSPACED else " ").join(parts)
    return text[0].upper() + text[1:] + (" & <SRD>" if number % 5 == 4 else "")


def stop(language: str) -> str:
    return "。" if language in _UNSPACED else "."


def cut(text: str) -> str:
    """A snippet: the first 125 characters, cut at a word."""
    if len(text) <= 125:
        return text
    words, _, rest = text[:125].rpartition(" ")
    # Chinese and Japanese part no words
    return words if len(rest) < 40 else text[:125]


def written(day: datetime.date, language: str = "en", *, short: bool = False) -> str:
    """`June 19, 2024`, or as a language writes it."""
    form = _NATIVE.get(language, "{month} {day}, {year}")
    return _filled(form, day, language if language in _NATIVE else "en", short=short)


def datelines(
    language: str, agency: str, day: datetime.date
) -> tuple[list[str], list[str]]:
    """Those that name the day, and those that do not."""
    dated = [
        _filled(form, day, language, agency) for form in _DATELINES.get(language, ())
    ]
    place = _UNDATED.get(language, "LONDON")
    return dated, [f"{place} ({agency}) --", f"{place} --", f"{place} —"]


def _filled(
    form: str,
    day: datetime.date,
    language: str,
    agency: str = "",
    *,
    short: bool = False,
) -> str:
    month = _MONTHS.get(language, _MONTHS["en"]).split()[day.month - 1]
    return form.format(
        month=month[:3] if short else month,
        number=day.month,
        day=day.day,
        year=day.year,
        agency=agency,
    )
