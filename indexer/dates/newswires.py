"""A name in brackets goes in, whether a news agency signs so comes out."""

import re

_NAMES = """
AP|A.P.
AFP|Reuters|Reuter|Thomson Reuters|UPI|EFE|Efe|dpa|dpa-AFX|dapd|ddp|epd|KNA|APA|ATS|SDA|ANSA|Ansa|AGI|Adnkronos|Lusa
Belga|ANP|NTB|Ritzau|PAP|ČTK|CTK
MTI|Tanjug|Hina|BTA|Agerpres|Anadolu|Kyodo|Kyodo News|Jiji|Jiji Press|Yonhap|Yonhap News|Newsis|KCNA|ACNC|Xinhua|CNA
VNA|Bernama|Antara|PTI|IANS
ANI|UNI|APP|BSS|AAP|NZPA|IRNA|ISNA|MENA|SPA|WAM|QNA|KUNA|PETRA|SANA|Prensa Latina|ACN|AVN|ABI|Andina|Télam|Telam
Notimex|Agência Brasil|IPS
TASS|Tass|ITAR-TASS|Itar-Tass|Interfax|INTERFAX.RU|RIA|RIA Novosti|Sputnik|BelTA|Ukrinform|Kazinform|UzA|Bloomberg
Dow Jones|MarketWatch
PRNewswire|PR Newswire|BUSINESS WIRE|GLOBE NEWSWIRE|GlobeNewswire|Canadian Press|The Canadian Press|Press Association
ТАСС|ИТАР-ТАСС|РИА|РИА Новости|Интерфакс|ИНТЕРФАКС|Рейтер|ЦТАК|Синьхуа|БелТА|БЕЛТА|Укринформ|Казинформ
共同|共同通信|共同通信社|時事|時事通信|AFP時事|AP共同|ロイター|ロイター通信|朝鮮中央通信|朝鮮通信|新華社|聯合ニュース|タス通信|朝通
ブルームバーグ|朝中社|新华社|中新社|中央社|法新社|路透社|美联社|美聯社|韩联社|塔斯社|共同社
연합뉴스|뉴시스|뉴스1|조선중앙통신|로이터|신화|신화통신|교도|교도통신|타스통신|타스|뉴스핌
AFP=연합뉴스|AP=연합뉴스|로이터=연합뉴스|EPA=연합뉴스
رويترز|أ ف ب|ا ف ب|أ.ف.ب|فرانس برس|د ب أ|واس|بترا|سانا|وام|كونا|الأناضول|وكالة الأنباء المركزية الكورية
"""
"""As agencies sign their own dispatches. Names that are also a word, a state or an airline (AA, PA) are not here."""

_KNOWN = frozenset(re.split(r"[|\n]", (_NAMES + _NAMES.upper()).strip())) - {""}
AGENCY = (
    "(?:" + "|".join(re.escape(n) for n in sorted(_KNOWN, key=len, reverse=True)) + ")"
)
"""A pattern of every known name; it wants re.IGNORECASE and a border behind it."""


def is_newswire(name: str) -> bool:
    """Whether a bracket names an agency, alone or before a second name (`dpa/tmn`, `Reuters Health`)."""
    name = name.strip()
    return name in _KNOWN or re.split(r"[/ ,]", name)[0] in _KNOWN
