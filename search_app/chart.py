"""A histogram's answer goes in; the shapes of the run of bars come out, in per cent across and pixels down."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from search_app.answer_types import BucketAnswer, HistogramAnswer
from search_app.labels import counted
from search_app.month_names import ENGLISH

HEIGHT = 112
BASE = 92
"""Where the bars stand; their labels are below."""

_SHARE = 0.72  # of its step that a bar takes
_WIDEST = 2.0  # per cent of the whole
_LABELS = 8  # under the axis, so that they fit on a telephone too


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: its days, its column (the link) and its bar. Where nothing is held the column is hatched."""

    column_x: str
    column_width: str
    x: str
    width: str
    y: int
    height: int
    first: str
    last: str
    count: int
    held: int
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the axis, and where it leads; "" where nothing is found there."""

    x: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The run: bars, ticks and a caption."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    caption: str
    height: int = HEIGHT
    base: int = BASE


Url = Callable[[date, date], str]
"""Makes the address of the search within some days."""


def chart(histogram: HistogramAnswer | None, url: Url) -> Chart | None:
    """The run, or None where fewer than two bars are filled."""
    if histogram is None:
        return None
    buckets = histogram["buckets"]
    if sum(bucket["count"] > 0 for bucket in buckets) < 2:
        return None
    highest = max(buckets, key=lambda bucket: bucket["count"])
    step = 100 / len(buckets)
    bars = tuple(
        _bar(place, bucket, step, highest["count"])
        for place, bucket in enumerate(buckets)
    )
    caption = f"By {histogram['unit']}; most {highest['count']:,}, {highest['label']}."
    if any(not bucket["held"] for bucket in buckets):
        caption += " Hatched: none held."
    return Chart(bars, tuple(_ticks(buckets, histogram["unit"], step, url)), caption)


def _bar(place: int, bucket: BucketAnswer, step: float, most: int) -> Bar:
    width = min(step * _SHARE, _WIDEST)
    left = place * step
    height = (
        max(2, round(bucket["count"] / most * (BASE - 8))) if bucket["count"] else 0
    )
    return Bar(
        column_x=_percent(left),
        column_width=_percent(step),
        x=_percent(left + (step - width) / 2),
        width=_percent(width),
        y=BASE - height,
        height=height,
        first=bucket["from"],
        last=bucket["to"],
        count=bucket["count"],
        held=bucket["held"],
        url=bucket["url"],
        title=f"{bucket['label']}: {_what(bucket)}",
    )


def _what(bucket: BucketAnswer) -> str:
    return (
        counted(bucket["count"], "match", "matches") if bucket["held"] else "none held"
    )


def _percent(value: float) -> str:
    return f"{value:.4g}%"


def _ticks(
    buckets: Sequence[BucketAnswer], unit: str, step: float, url: Url
) -> Iterator[Tick]:
    """Where years begin; in a single year where months do, in a single month the days; evenly thinned."""
    starts = [bucket["from"] for bucket in buckets]
    length = _length(starts, unit)
    places = [
        place
        for place, start in enumerate(starts)
        if not place or start[:length] != starts[place - 1][:length]
    ]
    every = -(-len(places) // _LABELS)
    before = -100.0
    for place in places[::every]:
        x = place * step
        if 8 <= x - before and x <= 92:
            day = date.fromisoformat(starts[place])
            name = starts[place][:length]
            found = any(b["count"] for b in buckets if b["from"][:length] == name)
            leads = url(*_period(day, length)) if found else ""
            yield Tick(_percent(x), _text(day, length, unit), leads)
            before = x


def _length(starts: Sequence[str], unit: str) -> int:
    """Characters of a YYYY-MM-DD that name what the labels name: 4 a year, 7 a month, 10 a day."""
    if starts[0][:7] == starts[-1][:7]:
        return 10
    return 7 if unit == "day" or starts[0][:4] == starts[-1][:4] else 4


def _text(day: date, length: int, unit: str) -> str:
    if length == 10:
        return str(day.day)
    month = ENGLISH[day.month - 1]
    if length == 7:
        return f"{month} {day.year:04}" if unit == "day" else month[:3]
    return f"{day.year:04}"


def _period(day: date, length: int) -> tuple[date, date]:
    """The year or month of a day, or the day alone."""
    if length == 4:
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if length == 7:
        last = monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    return day, day
