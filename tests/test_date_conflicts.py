"""Where an article's dates disagree, the best rule wins, all are kept, and explain tells which and why.

The samples hold no such article, so all are invented: each pair of rules in each format that can state both, built,
exported and explained by the command line.
"""

import csv
import datetime
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.article import Article, DateCandidate, DateRule
from indexer.cli import run
from indexer.explanation import RULE_WORDS
from tests.exporting import exported

DAYS: Mapping[DateRule, datetime.date] = {
    rule: datetime.date(2024, 6, 28 - place) for place, rule in enumerate(DateRule)
}
"""A day a rule, so that no two agree."""

CAPTURED = datetime.date(2024, 7, 1)
Built = dict[str, Article]


@dataclass(frozen=True)
class Case:
    """An article that states the days of these rules; its title names them."""

    rules: tuple[DateRule, ...]

    @property
    def title(self) -> str:
        return "Harbour of " + " ".join(self.rules).replace("_", " ")

    @property
    def slug(self) -> str:
        return "-".join(self.rules)

    @property
    def body(self) -> str:
        return f"The {' and '.join(self.rules)} keepers met on the quay."

    @property
    def candidates(self) -> tuple[DateCandidate, ...]:
        """The best first, and so is the enumeration."""
        return tuple(
            DateCandidate(rule, DAYS[rule]) for rule in DateRule if rule in self.rules
        )


def _fields(case: Case) -> dict[str, str]:
    """The record that states the days of the case."""
    ways: Mapping[DateRule, tuple[str, str]] = {
        DateRule.RECORD: ("date", "%d %B %Y"),
        DateRule.PARSED: ("date", "%m/%d/%Y"),
        DateRule.URL: ("url", f"https://hest.example/%Y/%m/%d/{case.slug}"),
        DateRule.DATELINE: ("dateline", "HEST, June %d --"),
    }
    stated = {ways[r][0]: DAYS[r].strftime(ways[r][1]) for r in case.rules}
    return {
        "title": case.title,
        "body": case.body,
        "source": "Hest Post",
        "captured": CAPTURED.isoformat(),
    } | stated


def _json_lines(folder: Path, cases: Sequence[Case]) -> None:
    lines = [json.dumps(_fields(case)) for case in cases]
    (folder / "hest.jsonl").write_text("\n".join(lines), encoding="utf-8")


def _csv_rows(folder: Path, cases: Sequence[Case]) -> None:
    names = "title body source captured date url dateline".split()
    with (folder / "hest.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, names)
        rows.writeheader()
        rows.writerows(_fields(case) for case in cases)


def _pages(folder: Path, cases: Sequence[Case]) -> None:
    for number, case in enumerate(cases):
        lines = [f"{CAPTURED:%B} {CAPTURED.day}, {CAPTURED.year}", "Hest Post (En)"]
        lines.append(case.title)
        day = DAYS[DateRule.META_LINE]
        stated = f"Date: {day:%d/%m/%Y} | " if DateRule.META_LINE in case.rules else ""
        lines.append(
            f"{stated}Source: Hest Post (En) | Read original version at source"
        )
        day = DAYS[DateRule.DATELINE]
        line = f"HEST, June {day.day} (LINA) -- "
        lines.append((line if DateRule.DATELINE in case.rules else "") + case.body)
        if DateRule.TRAILER in case.rules:
            lines.append(f"www.hest.example (Juche113.6.{DAYS[DateRule.TRAILER].day}.)")
        (folder / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")


RECORD_RULES = (DateRule.RECORD, DateRule.URL, DateRule.DATELINE, DateRule.PARSED)
FORMATS: Mapping[
    str, tuple[Callable[[Path, Sequence[Case]], None], tuple[DateRule, ...]]
] = {
    "jsonl": (_json_lines, RECORD_RULES),
    "csv": (_csv_rows, RECORD_RULES),
    "pages": (_pages, (DateRule.META_LINE, DateRule.TRAILER, DateRule.DATELINE)),
}


def _cases(rules: Sequence[DateRule]) -> list[Case]:
    """Every set of two or more; the record has one date, known or parsed."""
    sets = (
        chosen
        for count in range(2, len(rules) + 1)
        for chosen in itertools.combinations(rules, count)
    )
    return [Case(s) for s in sets if not {DateRule.RECORD, DateRule.PARSED} <= {*s}]


def _explained(index: Path, article: Article, capfd: pytest.CaptureFixture[str]) -> str:
    capfd.readouterr()
    assert run(["explain", article.id, "--index", str(index)]) == 0
    return capfd.readouterr().out


def _build(tmp_path: Path) -> tuple[Path, Built]:
    index = tmp_path / "index"
    return index, {a.title: a for a in exported(tmp_path / "in", index)}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_pair_that_disagrees(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    write, rules = FORMATS[kind]
    cases = _cases(rules)
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", cases)
    index, built = _build(tmp_path)
    assert len(built) == len(cases)
    for case in cases:
        article = built[case.title]
        best, *others = case.candidates
        assert (article.date, article.date_rule) == (best.day, best.rule), case
        assert article.date_candidates == case.candidates
        assert article.date_conflicts == tuple(others)
        told = _explained(index, article, capfd)
        assert f"Dated {best.day}, by {RULE_WORDS[best.rule]}.\n" in told
        assert f"  {RULE_WORDS[best.rule]} says {best.day}: chosen\n" in told
        for other in others:
            line = f"  {RULE_WORDS[other.rule]} says {other.day}: another day, less trusted\n"
            assert line in told


def test_an_export_keeps_conflicts(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cases = _cases(RECORD_RULES)
    (tmp_path / "in").mkdir()
    _json_lines(tmp_path / "in", cases)
    index, built = _build(tmp_path)
    capfd.readouterr()
    assert run(["export", "--index", str(index)]) == 0
    again = tmp_path / "again"
    (again / "in").mkdir(parents=True)
    (again / "in" / "x.jsonl").write_text(capfd.readouterr().out, encoding="utf-8")
    assert _build(again)[1] == built


def test_a_better_date_that_is_impossible_gives_way(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    records = [
        {"title": "Impossible", "date": "31 June 2024", "dateline": "HEST, June 24 --"},
        {"title": "Open", "date": "06/07/2024", "url": "https://a.example/2024/06/24/"},
        {"title": "Weekday", "date": "Monday, 19 June 2024"},
        {
            "title": "To come",
            "date": "2025-06-24",
            "url": "https://a.example/2024/06/24/x",
        },
        {"title": "Only to come", "date": "2025-06-24"},
        {"title": "Agreed", "date": "24 June 2024", "dateline": "HEST, June 24 --"},
    ]
    lines = [json.dumps(record | {"captured": "2024-06-25"}) for record in records]
    (tmp_path / "in" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    index, built = _build(tmp_path)
    day = datetime.date(2024, 6, 24)
    wanted = {
        "Impossible": (day, DateRule.DATELINE, "  “31 June 2024” is not read"),
        "Open": (day, DateRule.URL, "  “06/07/2024” is not read as one day\n"),
        "Weekday": (None, None, "  “Monday, 19 June 2024” is not read as one day\n"),
        "To come": (day, DateRule.URL, "says 2025-06-24: after its capture, not"),
        "Only to come": (None, None, "says 2025-06-24: after its capture, not"),
        "Agreed": (day, DateRule.RECORD, "  the dateline says 2024-06-24: agrees\n"),
    }
    for title, (found, rule, told) in wanted.items():
        assert (built[title].date, built[title].date_rule) == (found, rule), title
        assert told in _explained(index, built[title], capfd)


def test_a_dateline_takes_the_year_of_the_better_date(tmp_path: Path) -> None:
    """At the turn of the year the dateline's year is not the record's."""
    (tmp_path / "in").mkdir()
    record = {"title": "T", "date": "2025-01-01", "dateline": "HEST, December 31 --"}
    (tmp_path / "in" / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    _, built = _build(tmp_path)
    assert built["T"].date_conflicts == (
        DateCandidate(DateRule.DATELINE, datetime.date(2024, 12, 31)),
    )
