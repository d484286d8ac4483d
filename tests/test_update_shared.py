"""Ten updates of a real archive in any order, with files replaced and gone in between, are one build of the rest."""

import lzma
import random
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.updating import Desk

PARTS = 10


def laid_out(shared: Path, folder: Path, pages: int, records: int) -> list[Path]:
    """Pages, and records of two corpora in files of a tenth each."""
    with tarfile.open(shared / "corpora" / "kcna_pages.tar.xz") as archive:
        members = [m for m in archive.getmembers() if m.name.endswith(".txt")]
        archive.extractall(folder, members[:pages], filter="data")
    for name in ("kcna_articles_2011", "kcna_headlines"):
        with lzma.open(shared / "corpora" / f"{name}.jsonl.xz", "rt") as file:
            lines = [line for line, _ in zip(file, range(records))]
        for part in range(PARTS):
            (folder / f"{name}-{part}.jsonl").write_text("".join(lines[part::PARTS]))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def churn(desk: Desk, chance: random.Random, pages: list[Path]) -> None:
    """Some files go; some pages become other ones; some tables lose lines, and their order."""
    held = sorted(path for path in desk.files.rglob("*") if path.is_file())
    for path in chance.sample(held, len(held) // 30 + 1):
        path.unlink()
    left = [path for path in held if path.exists()]
    for path in chance.sample(left, len(left) // 30 + 1):
        if path.suffix == ".txt":
            shutil.copy(chance.choice(pages), path)
        else:
            lines = path.read_text().splitlines(keepends=True)
            chance.shuffle(lines)
            path.write_text("".join(lines[:-20]))


def run_updates(shared: Path, tmp_path: Path, pages: int, records: int) -> None:
    source = tmp_path / "source"
    files = laid_out(shared, source, pages, records)
    every_page = [path for path in files if path.suffix == ".txt"]
    chance = random.Random(pages)
    chance.shuffle(files)
    desk = Desk(tmp_path)
    for part in range(PARTS):
        for path in files[part::PARTS]:
            target = desk.files / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        if part:
            churn(desk, chance, every_page)
            desk.update("--prune", "--force")
        else:
            desk.build()
    assert not desk.update("--prune").told["published"]
    assert desk.exported() == desk.fresh(tmp_path)


def test_updates_of_a_small_part(shared: Path, tmp_path: Path) -> None:
    run_updates(shared, tmp_path, 150, 300)


@pytest.mark.torture
def test_updates_of_the_whole(shared: Path, tmp_path: Path) -> None:
    run_updates(shared, tmp_path, 2_000, 12_000)
