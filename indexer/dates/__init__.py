"""Any publisher's date goes in, a day and the rule that gave it come out."""

from indexer.dates.choice import (
    choose,
    is_later,
    meta_line_day,
    read_date,
    url_day,
    Choice,
)
from indexer.dates.written import MONTH, day_of, is_written, month_number, written_day

__all__ = [
    "Choice",
    "MONTH",
    "choose",
    "day_of",
    "is_later",
    "is_written",
    "meta_line_day",
    "month_number",
    "read_date",
    "url_day",
    "written_day",
]
