"""A backfile.toml says how the files below its folder are read; one that is wrong stops the build before it begins."""

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.cli import run
from indexer.sources import FolderSettings, InputFile, Options, walk

PAGE = "Ferry resumes\nDate: 05/06/2024\n\nThe ferry sailed at dawn.\n"
Record = dict[str, Any]
HTML = "<p>The ferry &amp; the harbour.</p><p>Second <b>part</b>.</p>"


class Archive:
    """A folder of files; build gives the records of its index by their file."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder = folder / "archive"
        self.index = str(folder / "index")
        self._capfd = capfd

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, *arguments: str, path: Path | None = None) -> dict[str, Record]:
        place = str(path or self.folder)
        self._capfd.readouterr()
        code = run(["build", place, "--index", self.index, "--force", *arguments])
        assert code == 0, self._capfd.readouterr()
        assert run(["export", "--index", self.index]) == 0
        lines = self._capfd.readouterr().out.splitlines()
        records = [json.loads(line) for line in lines if line.startswith("{")]
        return {record["files"][0]: record for record in records}

    def refused(self, *arguments: str) -> str:
        """The line on stderr of a build that is wrong usage."""
        self._capfd.readouterr()
        assert run(["build", str(self.folder), "--index", self.index, *arguments]) == 2
        out, err = self._capfd.readouterr()
        assert out == "" and len(err.splitlines()) == 1
        assert not Path(self.index).exists()
        return err


@pytest.fixture
def archive(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Archive:
    return Archive(tmp_path, capfd)


def item(**fields: object) -> str:
    return json.dumps(fields) + "\n"


def test_html_fields_of_json_lines_and_csv_become_text(archive: Archive) -> None:
    archive.write("a.jsonl", item(title="R&amp;D <i>now</i>", body=HTML, author="A&B"))
    archive.write("b.csv", f"title,body\nAT&amp;T <SRD>,a < b & c{HTML}\n")
    found = archive.build("--html-field", "title", "--html-field", "body")
    assert found["a.jsonl"]["title"] == "R&D now"
    assert found["a.jsonl"]["body"] == "The ferry & the harbour.\n\nSecond part."
    assert found["a.jsonl"]["author"] == "A&B"
    assert found["b.csv"]["title"] == "AT&T"
    assert found["b.csv"]["body"].startswith("a < b & c\n\nThe ferry & the")
    literal = archive.build("--html-field", "title")
    assert literal["a.jsonl"]["body"] == HTML
    assert literal["a.jsonl"]["title"] == "R&D now"
    assert archive.build()["b.csv"]["title"] == "AT&amp;T <SRD>"


def test_html_in_a_mapped_column_and_in_a_list(archive: Archive) -> None:
    archive.write("a.jsonl", item(kop="<b>Kop</b>", topics=["R&amp;D", "<i>sea</i>"]))
    options = ["--map", "kop=title", "--html-field", "title", "--html-field", "topics"]
    record = archive.build(*options)["a.jsonl"]
    assert (record["title"], record["topics"]) == ("Kop", ["R&D", "sea"])


def test_a_record_of_nothing_but_tags_is_rejected(
    archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    archive.write("a.jsonl", item(body="<p> </p><img src=x>") + item(title="Kept"))
    options = ["build", str(archive.folder), "--index", archive.index]
    assert run([*options, "--html-field", "body"]) == 3
    assert "neither title nor body" in capfd.readouterr().err


def test_options_hold_for_every_format(archive: Archive) -> None:
    archive.write("page.txt", PAGE)
    archive.write("a.jsonl", item(kop="One", body="x"))
    archive.write("b.csv", "kop,body\nTwo,y\n")
    stated = ["--source", "De Bode", "--language", "nl", "--map", "kop=title"]
    found = archive.build(*stated)
    assert {record["source"] for record in found.values()} == {"De Bode"}
    assert {record["language"] for record in found.values()} == {"nl"}
    assert found["a.jsonl"]["title"] == "One" and found["b.csv"]["title"] == "Two"


def test_a_backfile_toml_says_the_same(archive: Archive) -> None:
    archive.write("page.txt", PAGE)
    archive.write("a.jsonl", item(kop="One", body=HTML))
    archive.write("deep/b.csv", f"kop,body\nTwo,{HTML}\n")
    archive.write(
        "backfile.toml",
        '\ufeffsource = "De Bode"\nlanguage = "nl_NL"\nhtml_fields = ["body"]\n[map]\nkop = "title"\n',
    )
    found = archive.build()
    assert sorted(found) == ["a.jsonl", "deep/b.csv", "page.txt"]
    assert {record["source"] for record in found.values()} == {"De Bode"}
    assert {record["language"] for record in found.values()} == {"nl-nl"}
    for name, title in (("a.jsonl", "One"), ("deep/b.csv", "Two")):
        assert found[name]["title"] == title
        assert found[name]["body"] == "The ferry & the harbour.\n\nSecond part."


def test_the_nearer_file_wins_key_by_key_and_the_command_line_over_all(
    archive: Archive,
) -> None:
    archive.write("a.jsonl", item(kop="A", tekst=HTML))
    archive.write("deep/b.jsonl", item(titel="B", kop="not it", tekst=HTML))
    archive.write(
        "backfile.toml",
        'source = "Outer"\nlanguage = "nl"\nhtml_fields = ["body"]\n[map]\nkop = "title"\ntekst = "body"\n',
    )
    archive.write(
        "deep/backfile.toml",
        'source = "Inner"\nhtml_fields = []\n[map]\ntitel = "title"\n',
    )
    found = archive.build()
    outer, inner = found["a.jsonl"], found["deep/b.jsonl"]
    assert (outer["source"], outer["language"], outer["title"]) == ("Outer", "nl", "A")
    assert (inner["source"], inner["language"], inner["title"]) == ("Inner", "nl", "B")
    assert inner["body"] == HTML and outer["body"] != HTML
    found = archive.build("--source", "Said", "--map", "kop=title")
    assert {record["source"] for record in found.values()} == {"Said"}
    assert found["deep/b.jsonl"]["title"] == "not it"


def test_a_file_is_read_alike_however_it_is_named(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive.write("deep/er/a.jsonl", item(kop="One"))
    archive.write("backfile.toml", 'source = "De Bode"\n[map]\nkop = "title"\n')
    monkeypatch.chdir(path.parent)
    for named in (archive.folder, path.parent, path, Path("a.jsonl"), Path("../er")):
        [record] = archive.build(path=named).values()
        assert (record["title"], record["source"]) == ("One", "De Bode")


def test_the_file_itself_is_no_input(
    archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    path = archive.write("a.jsonl", item(title="One"))
    settings = archive.write("backfile.toml", 'source = "De Bode"\n')
    arguments = ["build", str(path), str(settings), "--index", archive.index, "--json"]
    assert run(arguments) == 0
    ledger = json.loads(capfd.readouterr().out)["ledger"]
    assert (ledger["files"], ledger["read"], ledger["rejected"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('sorce = "x"', "'sorce'"),
        ("source = 3", "source"),
        ('source = " "', "source"),
        ('language = "English language"', "language"),
        ('html_fields = "body"', "html_fields"),
        ("html_fields = [1]", "html_fields"),
        ('html_fields = ["boddy"]', "'boddy'"),
        ('map = "title"', "map"),
        ("[map]\nkop = 1", "map.kop"),
        ('[map]\na.b = "title"', "map.a"),
        ('[map]\nkop = "titel"', "'titel'"),
        ('[map]\na = "title"\nb = "title"', "title"),
        ("source = ", "TOML"),
        ("x = " + "[" * 30_000, "TOML"),
        ("x = " + "9" * 60_000, "TOML"),
        ("#" * 70_000, "longer"),
    ],
    ids=lambda text: str(text)[:20],
)
def test_wrong_settings_are_told_and_nothing_is_built(
    text: str, told: str, archive: Archive
) -> None:
    archive.write("a.jsonl", item(title="One"))
    archive.write("deep/b.jsonl", item(title="Two"))
    archive.write("deep/backfile.toml", text)
    line = archive.refused()
    assert "deep/backfile.toml" in line and told in line


def test_a_backfile_toml_that_is_no_file_or_no_text(archive: Archive) -> None:
    archive.write("a.jsonl", item(title="One"))
    settings = archive.folder / "backfile.toml"
    settings.write_bytes(b'source = "\xff"')
    assert "TOML" in archive.refused()
    settings.unlink()
    settings.symlink_to("/dev/zero")
    assert "regular" in archive.refused()
    settings.unlink()
    settings.mkdir()
    assert "regular" in archive.refused()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--html-field", "boddy"),
        ("--language", "the English"),
        ("--source", ""),
        ("--map", "kop"),
        ("--map", "kop=titel"),
    ],
)
def test_options_that_cannot_be_meant_are_wrong_usage(
    arguments: tuple[str, ...], archive: Archive
) -> None:
    archive.write("a.jsonl", item(title="One"))
    archive.refused(*arguments)


def test_folders_deeper_than_the_stack(tmp_path: Path) -> None:
    here = tmp_path
    for _ in range(600):
        here = here / "d"
        here.mkdir()
    (here / "a.txt").write_text("x")
    (tmp_path / "backfile.toml").write_text('source = "Far above"')
    [file] = walk([tmp_path])
    assert isinstance(file, InputFile)
    assert FolderSettings(Options()).of(file).source == "Far above"


def test_a_column_means_what_was_said_of_it_nearest() -> None:
    below = Options(mapping={"title": "Kop", "date": "dag"}, html_fields=("body",))
    over = Options(mapping={"body": "kop"}).over(below)
    assert over.mapping == {"body": "kop", "date": "dag"}
    assert over.html_fields == ("body",)
