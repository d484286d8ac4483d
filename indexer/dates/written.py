"""A text goes in, the day comes out that it writes in a known way: one table of patterns, nothing guessed.

Names of months settle the order of day and month, and so does a year that comes first. Numbers with the year last are
read only where dots part them: every country that dates with dots (19.06.2024) puts the day first, so this is its
convention and no guess; with slashes or hyphens both orders are in use, and dates.py asks for more. A dotted date whose
second number cannot be a month (06.19.2024) is not of this kind and is left to dates.py. A zone never moves a day.
A weekday must be the day's, but in a feed's time stamp; a year stated twice, as in `Juche 100 (2011)`, the same year.
"""

import datetime
import re
import unicodedata

from indexer.dates.weekdays import HAN_WEEKDAY, WEEKDAY, contradicts

FIRST_YEAR, LAST_YEAR = 1600, 2100
_LONGEST = 100

_LATIN = """
january jan enero ene janvier janv januar jän jänner janeiro gennaio gen januari stycznia
february feb febrero février févr fevrier februar fevereiro fev febbraio februari lutego
march mar marzo mars märz marz maerz mär março marco maart mrt maret marts marca
april apr abril abr avril avr aprile kwietnia
may mayo mai maio maggio mag mei maj maja
june jun junio juin juni junho giugno giu czerwca
july jul julio juillet juil juli julho luglio lug lipca
august aug agosto ago août aout augustus augusti agustus sierpnia
september sep sept septiembre setiembre set septembre setembro settembre września wrzesnia
october oct octubre octobre oktober okt outubro out ottobre ott października pazdziernika
november nov noviembre novembre novembro listopada
december dec diciembre dic décembre déc decembre dezember dez dezembro dicembre desember grudnia
"""
"""One line a month: English, Spanish, French, German, Portuguese, Italian, Dutch, Indonesian, Swedish, Danish,
Norwegian, Polish."""

_OTHER = """
января январь янв січня يناير كانون_الثاني جانفي ژانویه
февраля февраль фев февр лютого فبراير شباط فيفري فوریه
марта март мар березня مارس آذار
апреля апрель апр квітня أبريل ابريل إبريل نيسان أفريل آوریل
мая май травня مايو أيار ماي مه
июня июнь июн червня يونيو يونيه حزيران جوان ژوئن
июля июль июл липня يوليو يوليه تموز جويلية ژوئیه
августа август авг серпня أغسطس اغسطس آب أوت اوت
сентября сентябрь сен сент вересня سبتمبر أيلول سپتامبر
октября октябрь окт жовтня أكتوبر اكتوبر تشرين_الأول اکتبر
ноября ноябрь ноя нояб листопада نوفمبر تشرين_الثاني نوامبر
декабря декабрь дек грудня ديسمبر كانون_الأول دسامبر
"""
"""Russian, Ukrainian, Arabic of Egypt, of the Levant and of the Maghreb, Persian for the months of our calendar."""

_NUMBERS = {
    name.replace("_", " "): number
    for table in (_LATIN, _OTHER)
    for number, names in enumerate(table.strip().splitlines(), start=1)
    for name in names.split()
}
MONTH = "(?:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"

_ERAS = {
    "明治": (1867, datetime.date(1873, 1, 1), datetime.date(1912, 7, 30)),
    "大正": (1911, datetime.date(1912, 7, 30), datetime.date(1926, 12, 25)),
    "昭和": (1925, datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    "平成": (1988, datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    "令和": (2018, datetime.date(2019, 5, 1), datetime.date.max),
    **dict.fromkeys(
        ("中華民國", "中华民国", "中華民国", "民國", "民国")
        + ("juche", "주체", "主体", "主體", "чучхе"),
        (1911, datetime.date(1912, 1, 1), datetime.date.max),
    ),
}
"""The year before an era's first, its first and last day. Japan counted days by the moon until the end of 1872."""
_ERA = "|".join(sorted(_ERAS, key=len, reverse=True))

_FOLDED: dict[int, int | str | None] = {
    ord(c): None
    for c in "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
}
_FOLDED |= {zero + n: str(n) for zero in (0x660, 0x6F0, 0xFF10) for n in range(10)}
_FOLDED |= str.maketrans("（）．，、،：／－‐‑‒–−", "().,,,:/------")
"""Full-width and Arabic-Indic digits. Others stay: a year in Devanagari may count from another time (Bikram Sambat)."""

_LEAD = (
    r"(?:[0-9]{1,2}:[0-9]{2},?\s)?"
    rf"(?:(?:le\s)?(?:[^\W\d_\u3400-\u9fff](?:[^\W\d_\u3400-\u9fff]|-){{1,15}}\.?,|{WEEKDAY},?|\({WEEKDAY}\))\s)?"
    r"(?:(?:den|le|the|el|il|on|dnia|d\.)\s)?"
)
_CLOCK = (
    r"[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?\s?(?:[ap]\.?m\.?)?"
    r"\s?(?:[a-zа-я]{1,4}|(?:utc|gmt)?[+-][0-9]{1,2}:?(?:[0-9]{2})?)?(?:\s\([a-z]{1,5}\))?"
)
_TIME = (
    rf"(?:,?\s\(?{WEEKDAY}\)?)?(?:,?\s(?:-\s|(?:at|um|в|à|às|a las|kl\.?)\s)?{_CLOCK})?"
)
_ISO_CLOCK = (
    r"(?:[01][0-9]|2[0-4])(?::?[0-5][0-9](?::?(?:[0-5][0-9]|60)(?:[.,][0-9]{1,9})?)?)?\s?"
    r"(?:Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?(?:\[[\w/+-]{1,40}\])?"
)
_HAN_DAY = rf",?\s?[(\[]?{HAN_WEEKDAY}[)\]]?"
_HAN_TIME = (
    r"\s?(?:(?:오전|오후|上午|下午|午前|午後)\s?)?[0-9]{1,2}"
    r"(?::[0-9]{2}(?::[0-9]{2})?|\s?[時时点點시](?:\s?[0-9]{1,2}\s?[分분])?)"
)
_HAN_TAIL = rf"(?:{_HAN_DAY})?(?:{_HAN_TIME})?"
_DIGITS = "〇一二三四五六七八九"
_HAN = "[0-9〇零○一二三四五六七八九十百元]{1,5}"
_YEAR = r"[0-9]{4}|[〇零○一二三四五六七八九]{4}"
_DOTTED = (
    r"(?P<part>[./-])\s?(?P<m>[0-9]{1,2})\s?(?P=part)\s?(?P<d>[0-9]{1,2})(?![0-9])\.?"
)
_JUCHE = r"(?P<era>juche|주체|主体|主體|чучхе)\s?(?P<n>[0-9]{1,3})(?:\s?\((?P<y>[0-9]{4})\))?"

_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<y>[0-9]{{4}})-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}})(?:[T ]{_ISO_CLOCK})?",
        rf"(?P<y>[0-9]{{4}})\s?{_DOTTED}(?:{_HAN_TAIL}|{_TIME})",
        rf"(?P<y>[0-9]{{4}})(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})(?:T{_ISO_CLOCK})?",
        # twelve or fourteen figures may be any number; they are a capture's only in the years of the web
        r"(?P<y>199[0-9]|20[0-9]{2}|2100)(?P<m>[0-9]{2})(?P<d>[0-9]{2})"
        r"(?:[01][0-9]|2[0-4])[0-5][0-9](?:[0-5][0-9])?Z?",
        rf"{_LEAD}(?P<d>[0-9]{{1,2}})\.\s?(?P<m>0?[1-9]|1[0-2])\.\s?(?P<y>[0-9]{{4}})(?:\s?г(?:ода|\.)?)?{_TIME}",
        rf"{_LEAD}(?P<name>{MONTH})\s?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s(?:(?P<y>[0-9]{{4}})"
        rf"|{_JUCHE.replace('<y>', '<y2>')}){_TIME}",
        # the eleventh month of Poland is the tenth of Croatia, which writes a dot after the day
        rf"{_LEAD}(?![0-9]+\.\s?listopada)(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th|er|[ºª°.]|-?го)?"
        rf"(?:\s(?:de|of))?[\s/-]{{0,2}}"
        rf"(?P<name>{MONTH}),?(?:\sdel?)?[\s/-](?P<y>[0-9]{{4}})(?:\s?(?:г(?:ода|\.)?|року|р\.|r\.))?{_TIME}",
        # RFC 822, and 850 with hyphens: two figures of a year, a weekday before and a time and zone after
        rf"{WEEKDAY},\s?(?P<d>[0-9]{{1,2}})[\s-](?P<name>{MONTH})[\s-](?P<short>[0-9]{{2}})"
        r"\s[0-9]{2}:[0-9]{2}(?::[0-9]{2})?\s(?:[a-z]{1,4}|[+-][0-9]{4})",
        rf"(?:公元|西元|西暦|서기)?\s?(?:(?P<era>{_ERA})\s?(?P<n>{_HAN})|(?P<y>{_YEAR}))\s?[年년]?"
        rf"(?:\s?\((?:(?P<era2>{_ERA})\s?(?P<n2>{_HAN})|(?P<y2>{_YEAR}))\s?[年년]?\))?\s?[年년]?(?<=[年년)])"
        rf"\s?(?P<m>{_HAN})\s?[月월]\s?(?P<d>{_HAN})\s?[日号號일]{_HAN_TAIL}",
        rf"{WEEKDAY},?\s(?P<y>[0-9]{{4}})-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}})(?:[T ]{_ISO_CLOCK})?",
        rf"{_JUCHE}\s?\.\s?(?P<m>[0-9]{{1,2}})\s?\.\s?(?P<d>[0-9]{{1,2}})\.?",
    )
)


def day_of(year: int, month: int, day: int) -> datetime.date | None:
    """The day, None where there is no such day or its year is out of bounds."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def month_number(name: str) -> int:
    """1 to 12 of a name that MONTH matches."""
    # to `re` the Turkish letters are cases of i, to casefold they are not
    name = name.casefold().replace("\u0307", "").replace("ı", "i")
    return _NUMBERS[name.rstrip(".")]


def folded(text: str) -> str | None:
    """The text in NFC with plain figures and single spaces, without marks of direction; None where it is too long."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    return " ".join(unicodedata.normalize("NFC", text).translate(_FOLDED).split())


def _written(text: str) -> re.Match[str] | None:
    plain = folded(text)
    if not plain:
        return None
    matches = (pattern.fullmatch(plain) for pattern in _WRITTEN)
    return next((match for match in matches if match), None)


def is_written(text: str) -> bool:
    """Whether the text is a date in a known way of writing and nothing else, be the day possible or not."""
    return _written(text) is not None


def written_day(text: str) -> datetime.date | None:
    """The day of a text that is a date in a known way of writing and nothing else."""
    match = _written(text)
    if not match:
        return None
    parts = {key: value for key, value in match.groupdict().items() if value}
    month = month_number(parts["name"]) if "name" in parts else _number(parts["m"])
    day = _number(parts["d"])
    found = {day_of(year, month, day) for year in _years(parts)}
    only = found.pop() if len(found) == 1 else None
    if not only or not _in_eras(only, parts) or _TWO_MONTHS.match(match.string):
        return None
    han = next((parts[key] for key in _HAN_DAYS if key in parts), "")
    return None if contradicts(match.string, only, han) else only


_TWO_MONTHS = re.compile(
    rf"(?:[0-9]{{1,2}}:[0-9]{{2}},?\s)?(?!mar\b){MONTH},\s", re.IGNORECASE
)
"""What stands before a date as a weekday does, but is a month; `mar, 18 jun` is a Tuesday."""

_HAN_DAYS = ("count", "element", "korean")


def _years(parts: dict[str, str]) -> set[int]:
    """Every year the text states, an era's and a short one made whole."""
    years = {_figures(parts[key]) for key in ("y", "y2") if key in parts}
    for era, number in (("era", "n"), ("era2", "n2")):
        if era in parts and (count := _number(parts[number])):
            years.add(_ERAS[_era(parts[era])][0] + count)
        elif era in parts:
            years.add(0)
    if "short" in parts:
        short = int(parts["short"])
        years.add(short + (2000 if short < 50 else 1900))  # RFC 2822, section 4.3
    return years


def _era(name: str) -> str:
    return name.casefold()


def _in_eras(day: datetime.date, parts: dict[str, str]) -> bool:
    eras = [_ERAS[_era(parts[key])] for key in ("era", "era2") if key in parts]
    return all(first <= day <= last for _, first, last in eras)


def _figures(text: str) -> int:
    """A year written figure by figure."""
    return int(
        "".join(str(_DIGITS.find(c)) if c in _DIGITS else c for c in _zero(text))
    )


def _zero(text: str) -> str:
    return text.replace("零", "〇").replace("○", "〇")


_HAN_NUMBER = re.compile(
    "(?:([一二三四五六七八九])?(百))?〇?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?"
)


def _number(text: str) -> int:
    """A number below 1000, in figures or as Chinese and Japanese say it; 0 where it is neither."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    match = _HAN_NUMBER.fullmatch(_zero(text))
    if not match:
        return 0
    hundreds, hundred, tens, ten, ones = match.groups()
    places = ((hundreds, hundred, 100), (tens, ten, 10), (ones, ones, 1))
    return sum(
        unit * (_DIGITS.index(count) if count else 1)
        for count, place, unit in places
        if place
    )
