"""A Histogram and the question go in; bars with their labels and links come out."""

from dataclasses import replace
from datetime import date

from indexer.engine.request import Unit
from indexer.engine.results import Histogram
from search_app.answer_types import HistogramAnswer
from search_app.labels import day_label
from search_app.question import Question


def histogram_answer(
    histogram: Histogram | None, question: Question
) -> HistogramAnswer | None:
    """Each bar's link limits the search to its days; wider_url leads one step out, to the year or to all dates.

    The links to all dates and to what is undated drop the dates typed among the words as well.
    """
    if histogram is None:
        return None
    return {
        "unit": histogram.unit.value,
        "wider_url": _wider(histogram, question),
        "undated": {
            "count": histogram.undated,
            "url": question.dateless.only_undated().url(),
        },
        "buckets": [
            {
                "from": bucket.first.isoformat(),
                "to": bucket.last.isoformat(),
                "label": period_label(bucket.first, histogram.unit),
                "count": bucket.count,
                "held": bucket.held,
                "url": period_url(question, bucket.first, bucket.last),
            }
            for bucket in histogram.buckets
        ],
    }


def period_url(question: Question, first: date, last: date) -> str:
    """The search within these days; `15 April every year` stays beside them."""
    state = question.state
    yearly = [w.range.every_year for w in state.whens(question.today)]
    if not any(yearly):
        return state.with_dates(first, last).url()
    kept = replace(
        state.on_page(1), start=first.isoformat(), end=last.isoformat(), undated=False
    )
    return kept.url()


def period_label(first: date, unit: Unit) -> str:
    """19 June 2024, June 2024 or 2024."""
    match unit:
        case Unit.DAY:
            return day_label(first)
        case Unit.MONTH:
            return f"{first:%B} {first.year}"
        case Unit.YEAR:
            return str(first.year)


def _wider(histogram: Histogram, question: Question) -> str | None:
    """From a month to its year, from there to all dates; None where no date limits the search."""
    state = question.state
    if not question.whens or not histogram.buckets:
        return None
    if question.parsed.dates:
        return question.dateless.url()
    first, last = histogram.buckets[0].first, histogram.buckets[-1].last
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.year == last.year and months < 12 and not _is_year(histogram, first.year):
        year = first.year
        return state.with_dates(date(year, 1, 1), date(year, 12, 31)).url()
    return state.without_dates().url()


def _is_year(histogram: Histogram, year: int) -> bool:
    """Whether bars of months are the ones of a whole year, as far as the archive goes."""
    return histogram.unit is not Unit.DAY or len(histogram.buckets) > 31
