"""A date's text goes in with the day it names; whether it also names a day of the week that was another comes out."""

import datetime
import re

_NAMES = """
monday mon lunes lun lundi montag lunedì segunda seg segunda-feira maandag måndag mandag понедельник пн poniedziałek
tuesday tue tues martes mardi dienstag martedì terça ter terça-feira dinsdag tisdag tirsdag вторник вт wtorek
wednesday wed miércoles mié mercredi mer mittwoch mercoledì quarta qua quarta-feira woensdag onsdag среда ср środa
thursday thu thur thurs jueves jue jeudi jeu donnerstag giovedì gio quinta qui quinta-feira donderdag torsdag \
четверг чт czwartek
friday fri viernes vie vendredi ven freitag venerdì sexta sex sexta-feira vrijdag fredag пятница пт piątek
saturday sat sábado sáb samedi sam samstag sonnabend sabato sab zaterdag lördag lørdag суббота сб sobota
sunday sun domingo dom dimanche dim sonntag domenica zondag söndag søndag воскресенье вс niedziela
"""
"""One line a day: English, Spanish, French, German, Italian, Portuguese, Dutch, Swedish, Danish, Russian, Polish.

Not `mar`: Tuesday to some, March to all.
"""

_NUMBERS = {
    name: number
    for number, line in enumerate(_NAMES.strip().splitlines())
    for name in line.split()
}
WEEKDAY = (
    "(?:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
)
HAN_WEEKDAY = (
    r"(?:(?:星期|周|週|礼拜|禮拜)(?P<count>[一二三四五六日天])|(?P<element>[月火水木金土日])(?:曜日?)?"
    r"|(?P<korean>[월화수목금토일])(?:요일)?)"
)
"""A weekday of Chinese, Japanese or Korean; it only is one behind a date."""

_ALONE = re.compile(rf"(?<![^\W\d_-])({WEEKDAY})", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_HAN_ORDERS = ("一二三四五六日", "月火水木金土日", "월화수목금토일")
_STAMP = re.compile(
    r"[a-z]{3},? [0-9]{1,2}[ -][a-z]{3}[ -][0-9]{2,4} [0-9]{2}:[0-9]{2}(?::[0-9]{2})? (?:[a-z]{1,4}|[+-][0-9]{4})\b.*",
    re.IGNORECASE,
)
"""RFC 822, as programs write it: its weekday is an ornament that every reader of feeds passes over."""

_LAST_JULIAN = 1923
"""The last year in which a country (Greece) dated by the Julian calendar."""


def contradicts(text: str, day: datetime.date, han: str = "") -> bool:
    """Whether a weekday of the text, or the one a pattern found behind a Han date, is not the day's."""
    if not han and not _LETTER.search(text):
        return False
    named = {
        _NUMBERS[name.rstrip(".").casefold()]
        for name in _ALONE.findall(text)
        if name.rstrip(".").casefold() in _NUMBERS
    }
    named |= {order.find(han.replace("天", "日")) for order in _HAN_ORDERS if han}
    named.discard(-1)
    return not named <= _possible(day) and not _STAMP.fullmatch(text)


def _possible(day: datetime.date) -> set[int]:
    """The day's weekday, in the Julian calendar too while papers were dated by it."""
    if day.year > _LAST_JULIAN:
        return {day.weekday()}
    year = day.year - (day.month < 3)
    return {day.weekday(), (day.weekday() + year // 100 - year // 400 - 2) % 7}
