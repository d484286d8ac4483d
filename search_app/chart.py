"""A histogram's answer goes in; the shapes of the run of bars come out, in per cent across and pixels down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search_app.answer_types import BucketAnswer, HistogramAnswer
from search_app.labels import counted

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
    """A label under the axis; anchor is its SVG text-anchor."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The run: bars, ticks and a caption."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    caption: str
    height: int = HEIGHT
    base: int = BASE


def chart(histogram: HistogramAnswer | None) -> Chart | None:
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
    return Chart(bars, tuple(_ticks(buckets, histogram["unit"], step)), caption)


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


def _ticks(buckets: Sequence[BucketAnswer], unit: str, step: float) -> Iterator[Tick]:
    """The year where months or years begin, the month where days do; evenly thinned."""
    length = 7 if unit == "day" else 4
    starts = [
        place
        for place, bucket in enumerate(buckets)
        if not place or bucket["from"][:length] != buckets[place - 1]["from"][:length]
    ]
    every = -(-len(starts) // _LABELS)
    last = -100.0
    for place in starts[::every]:
        x = place * step
        if 8 <= x - last and x <= 92:
            yield Tick(_percent(x), _tick(buckets[place], unit))
            last = x


def _tick(bucket: BucketAnswer, unit: str) -> str:
    if unit == "day":
        _, _, month = bucket["label"].partition(" ")
        return month
    return bucket["from"][:4]
