"""An article goes in; how its date is known comes out, as a value and in a sentence."""

from indexer.article import Article, DateCandidate, DateRule, Kind, Role
from indexer.dates import is_later
from indexer.dates.datelines import stated_dateline
from indexer.explanation import RULE_WORDS
from search_app.answer_types import DateAnswer
from search_app.labels import day_label

_STATED = {
    DateRule.RECORD: "The date its record states",
    DateRule.META_LINE: "Its Date line",
    DateRule.TRAILER: "The trailer at its end",
    DateRule.URL: "Its address",
    DateRule.DATELINE: "Its dateline",
    DateRule.PARSED: "Read from the words of the page",
}

_CERTAIN = {DateRule.RECORD, DateRule.META_LINE, DateRule.TRAILER, DateRule.URL}


def date_answer(article: Article) -> DateAnswer:
    """The day, its rule and a sentence. certain is whether the document itself states the whole date."""
    rule = article.date_rule
    return {
        "day": article.date.isoformat() if article.date else None,
        "rule": rule.value if rule else None,
        "certain": article.date is not None and rule in _CERTAIN,
        "said": said(article),
        "conflicts": [
            {"rule": other.rule.value, "day": other.day.isoformat()}
            for other in article.date_conflicts
        ],
    }


def said(article: Article) -> str:
    """How the date is known, in one sentence; other dates the document states follow a semicolon."""
    conflicts = ", ".join(_conflict(article, each) for each in article.date_conflicts)
    if article.date is None:
        if conflicts and _is_to_come(article):
            return f"Undated: {conflicts}, after it was captured."
        if conflicts:
            return f"Undated: its dates disagree; {conflicts}."
        if article.unread_dates:
            told = ", ".join(f"“{text}”" for text in article.unread_dates)
            return f"Undated: {told} cannot be read as one day."
        if article.captured or article.teasers or article.sightings:
            return "Undated: the page gives no date."
        # A record, of which no page is known.
        return "Undated: no date could be read."
    return f"{_known(article)}; {conflicts}." if conflicts else f"{_known(article)}."


def _known(article: Article) -> str:
    if article.kind is Kind.TEASER:
        return f"The date beside it{_listed(article)}"
    if article.date_rule is DateRule.TEASER:
        return f"Recovered from an excerpt{_listed(article) or ' another page listed'}"
    if article.date_rule is None:
        return "The date its record states"
    if article.date_rule is DateRule.DATELINE and _lacks_year(article):
        return "Its dateline, the year taken from when it was captured"
    return _STATED[article.date_rule]


def _lacks_year(article: Article) -> bool:
    """Whether only the capture can tell the year of its dateline."""
    datelines = (p.text for p in article.paragraphs if p.role is Role.DATELINE)
    found = (stated_dateline(text, article.agency) for text in datelines)
    return bool(article.captured) and not any(line and line.year for line in found)


def _is_to_come(article: Article) -> bool:
    return all(
        is_later(other.day, article.captured) for other in article.date_conflicts
    )


def _listed(article: Article) -> str:
    """listed by Naenara (En) on 20 March 2026 - as far as it is known."""
    for sighting in article.sightings:
        by = f" by {sighting.source}" if sighting.source else ""
        on = f" on {day_label(sighting.captured)}" if sighting.captured else ""
        if by or on:
            return f" listed{by}{on}"
    return ""


def _conflict(article: Article, other: DateCandidate) -> str:
    same_year = article.date is not None and article.date.year == other.day.year
    return f"{RULE_WORDS[other.rule]} says {day_label(other.day, year=not same_year)}"
