"""The command line as a script sees it: results, one line per error, and the exit code."""

import fcntl
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.cli import run
from indexer.ledger import Outcome
from tests.conftest import ROOT

SAMPLE = ROOT / "data" / "sample"
BACKFILE = [sys.executable, "-m", "indexer"]


def write_items(path: Path, count: int, first: int = 0) -> Path:
    """A JSON Lines file of short dated items."""
    with path.open("w", encoding="utf-8") as out:
        for n in range(first, first + count):
            item = {
                "id": f"item-{n}",
                "date": f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}",
                "title": f"Ferry report number {n}",
                "body": f"The ferry left at {n} o'clock.\n\nNothing else was seen.",
                "source": "Harbour Gazette",
            }
            print(json.dumps(item), file=out)
    return path


@pytest.fixture
def items(tmp_path: Path) -> Path:
    return write_items(tmp_path / "items.jsonl", 30)


@pytest.fixture
def index(tmp_path: Path, items: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """An index of the thirty items."""
    folder = str(tmp_path / "index")
    assert run(["build", str(items), "--index", folder]) == 0
    capfd.readouterr()
    return folder


def output(capfd: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capfd.readouterr()
    return captured.out, captured.err


def test_build_reports_books_that_balance(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index = str(tmp_path / "index")
    assert run(["build", str(SAMPLE), "--index", index, "--json"]) == 0
    out, err = output(capfd)
    report = json.loads(out)
    ledger = report["ledger"]
    assert err == ""
    assert ledger["rejected"] == 0
    assert ledger["files"] == sum(path.is_file() for path in SAMPLE.rglob("*"))
    outcomes = sum(ledger[outcome.value] for outcome in Outcome)
    assert ledger["read"] == report["accepted"] == outcomes
    assert run(["stats", "--index", index, "--json"]) == 0
    facts = json.loads(output(capfd)[0])
    assert facts["ledger"] == ledger
    assert facts["articles"] + facts["teasers"] == report["documents"]


def test_last_line_counts_read_accepted_rejected(
    tmp_path: Path, items: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "noise.bin").write_bytes(b"\0\1\2")
    code = run(["build", str(tmp_path), "--index", str(tmp_path / "i")])
    out, err = output(capfd)
    assert code == 3
    assert out.splitlines()[-1] == "31 read, 30 accepted, 1 rejected."
    assert "'noise.bin'" in err
    assert len(err.splitlines()) == 1


def test_rejects_are_collected_in_a_file(
    tmp_path: Path, items: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with items.open("a") as out:
        out.write('{"title": \n{"title": ""}\n')
    rejects = tmp_path / "rejects.txt"
    arguments = ["build", str(items), "--index", str(tmp_path / "i")]
    assert run([*arguments, "--rejects", str(rejects)]) == 3
    lines = rejects.read_text().splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "'items.jsonl', record 31",
        "'items.jsonl', record 32",
    ]
    assert output(capfd)[1] == ""


def test_names_with_control_characters_stay_on_one_line(
    tmp_path: Path, items: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad\n\x1b[31mname.bin").write_bytes(b"\0")
    assert run(["build", str(tmp_path), "--index", str(tmp_path / "i")]) == 3
    err = output(capfd)[1]
    assert "\x1b" not in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["stats", "check", "rollback", "export"])
def test_no_index_is_5(
    command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "--index", str(tmp_path / "none")]) == 5
    out, err = output(capfd)
    assert out == ""
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [["build"], ["build", "no such file"], ["fly"], ["stats", "--colour"], ["search"]],
)
def test_wrong_usage_is_2(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    out, err = output(capfd)
    assert out == ""
    assert len(err.splitlines()) == 1


def test_a_flipped_byte_is_named(index: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--index", index]) == 0
    for path in sorted(Path(index).glob("gen-*/**/*")):
        if not path.is_file() or not path.stat().st_size:
            continue
        whole = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        capfd.readouterr()
        assert run(["check", "--index", index]) == 5
        assert path.name in "".join(output(capfd))
        path.write_bytes(whole)
    assert run(["check", "--index", index]) == 0


def test_another_writer_is_4(
    index: str, items: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (Path(index) / "WRITER.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run(["build", str(items), "--index", index]) == 4
    assert len(output(capfd)[1].splitlines()) == 1
    assert run(["build", str(items), "--index", index]) == 0


def test_a_full_disk_is_6_and_harms_nothing(index: str, tmp_path: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    more = write_items(tmp_path / "more.jsonl", 2_000)
    done = subprocess.run(
        [*BACKFILE, "build", more, "--index", index],
        preexec_fn=small_files,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 6, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert run(["check", "--index", index]) == 0
    assert not list(Path(index).glob("*.tmp"))


def test_a_great_loss_needs_force(
    index: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    few = write_items(tmp_path / "few.jsonl", 3)
    assert run(["build", str(few), "--index", index]) == 7
    assert "--force" in output(capfd)[1]
    assert run(["stats", "--index", index, "--json"]) == 0
    assert json.loads(output(capfd)[0])["articles"] == 30
    assert run(["build", str(few), "--index", index, "--force"]) == 0
    assert run(["rollback", "--index", index]) == 0
    capfd.readouterr()
    assert run(["stats", "--index", index, "--json"]) == 0
    assert json.loads(output(capfd)[0])["articles"] == 30


def test_nothing_but_rejects_is_7(
    index: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{\n" * 5)
    assert run(["build", str(broken), "--index", index]) == 7
    assert run(["check", "--index", index]) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_128_plus_n_and_leaves_no_debris(
    number: signal.Signals, index: str, tmp_path: Path
) -> None:
    more = write_items(tmp_path / "more.jsonl", 20_000)
    builder = subprocess.Popen(
        [*BACKFILE, "build", more, "--index", index],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    deadline = time.monotonic() + 60
    while not list(Path(index).glob("*.tmp")) and time.monotonic() < deadline:
        time.sleep(0.01)
    builder.send_signal(number)
    _, err = builder.communicate(timeout=60)
    assert builder.returncode == 128 + number, err
    assert len(err.splitlines()) == 1
    assert not list(Path(index).glob("*.tmp"))
    assert run(["check", "--index", index]) == 0


def test_columns_by_other_names(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("kop,tekst,dag\nHaven open,De haven is open.,2024-05-06\n")
    index = str(tmp_path / "index")
    columns = ["--map", "kop=title", "--map", "tekst=body", "--map", "dag=date"]
    arguments = ["build", str(table), "--source", "De Bode", "--language", "nl"]
    assert run([*arguments, *columns, "--index", index]) == 0
    capfd.readouterr()
    assert run(["export", "haven", "--index", index]) == 0
    record = json.loads(output(capfd)[0])
    assert (record["title"], record["body"]) == ("Haven open", "De haven is open.")
    assert (record["source"], record["language"]) == ("De Bode", "nl")
    assert record["date"] == "2024-05-06"
    assert run([*arguments, "--map", "kop", "--index", index]) == 2
    assert run([*arguments, "--map", "kop=nosuch", "--index", index]) == 2


def export(index: str, capfd: pytest.CaptureFixture[str], *query: str) -> list[str]:
    capfd.readouterr()
    assert run(["export", *query, "--index", index]) == 0
    return output(capfd)[0].splitlines()


def test_an_export_builds_the_same_archive(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    assert run(["build", str(SAMPLE), "--index", first]) == 0
    lines = export(first, capfd)
    kinds = {json.loads(line)["kind"] for line in lines}
    assert kinds == {"article", "teaser"}
    dump = tmp_path / "dump.jsonl"
    dump.write_text("\n".join(lines), encoding="utf-8")
    assert run(["build", str(dump), "--index", second]) == 0
    assert export(second, capfd) == lines
    query = ("harbour", "OR", "date:2024-06")
    assert export(second, capfd, " ".join(query)) == export(
        first, capfd, " ".join(query)
    )


def test_search_prints_marked_hits(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["search", "number 7", "--index", index]) == 0
    out, _ = output(capfd)
    assert "Ferry report number 7" in out
    assert run(["search", "number 7", "--index", index, "--json"]) == 0
    answer = json.loads(output(capfd)[0])
    assert answer["total"]["all"] == 1
    assert answer["hits"][0]["heading"]["marks"] == [[13, 19], [20, 21]]
    assert run(["search", "nothinglikeit", "--index", index]) == 0


@pytest.mark.parametrize("command", [["export"], ["search", "ferry"], ["stats"]])
def test_a_closed_pipe_is_no_error(index: str, command: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*BACKFILE, *command, "--index", index],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    os.close(writer)
    assert done.stderr == ""
    assert done.returncode == 128 + signal.SIGPIPE


def test_paths_that_cannot_be_written_are_6(
    items: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "no" / "such" / "file")
    index = str(tmp_path / "i")
    for option in ("--rejects", "--remarks"):
        assert run(["build", str(items), "--index", index, option, nowhere]) == 6
        assert len(output(capfd)[1].splitlines()) == 1


def test_a_pointer_that_is_a_folder_is_5(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (Path(index) / "CURRENT").unlink()
    (Path(index) / "CURRENT").mkdir()
    assert run(["check", "--index", index]) == 5
    out, err = output(capfd)
    assert "CURRENT" in out and err == ""


def test_a_column_that_is_not_there_is_told(
    items: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index = str(tmp_path / "i")
    assert run(["build", str(items), "--map", "kopp=title", "--index", index]) == 0
    assert "kopp" in output(capfd)[1]


def test_judge_prints_the_measures(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    docs = [{"id": "a", "body": "a ferry"}, {"id": "b", "title": "a lighthouse"}]
    lines = "\n".join(json.dumps(doc) for doc in docs)
    (tmp_path / "docs.jsonl").write_text(lines)
    (tmp_path / "queries.tsv").write_text("1\tferries\n2\tlighthouse\n")
    (tmp_path / "qrels.tsv").write_text("1\t0\ta\t1\n2\t0\ta\t1\n")
    assert run(["judge", str(tmp_path), "--json"]) == 0
    found = json.loads(output(capfd)[0])
    assert found["nDCG@10"] == found["MAP"] == found["MRR"] == 0.5
    assert (found["P@10"], found["queries"]) == (0.05, 2)
    assert run(["judge", str(tmp_path)]) == 0
    assert "nDCG@10 0.5000" in output(capfd)[0]
    (tmp_path / "qrels.tsv").unlink()
    assert run(["judge", str(tmp_path)]) != 0
    assert len(output(capfd)[1].splitlines()) == 1


def test_explain_tells_the_story_of_one_document(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", "item-7", "--index", index]) == 0
    out, _ = output(capfd)
    assert "Dated 2024-08-08, by the record." in out
    assert "items.jsonl" in out
    assert run(["explain", "item-7", "--index", index, "--json"]) == 0
    assert json.loads(output(capfd)[0])["files"] == ["items.jsonl"]
    assert run(["explain", "no-such", "--index", index]) == 2
    assert "'no-such'" in output(capfd)[1]


def test_a_small_archive_may_lose_a_file(tmp_path: Path) -> None:
    folder, index = tmp_path / "in", str(tmp_path / "index")
    folder.mkdir()
    for n in range(4):
        write_items(folder / f"{n}.jsonl", 1, n)
    assert run(["build", str(folder), "--index", index]) == 0
    (folder / "3.jsonl").unlink()
    assert run(["build", str(folder), "--index", index]) == 0
    other = write_items(tmp_path / "other.jsonl", 3, 100)
    assert run(["build", str(other), "--index", index]) == 7
