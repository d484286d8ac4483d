"""An id once published keeps leading to its article: also where the article's page was edited."""

import json
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.cli import run
from indexer.engine.request import SearchRequest
from indexer.engine.whoosh_index import WhooshEngine

BODY = "The harbour master said on the quay that the ferry would sail again before the end of the week."
EDITED = BODY.replace("the end of the week", "Sunday night")
OTHER = "Nobody on the outer islands had expected eleven children to climb the hill with slates."


class Archive:
    """A file of records in a folder, and the index of it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "records.jsonl"
        self.index = str(folder / "index")

    def run(self, command: str, *bodies: str) -> None:
        """Write the file with these bodies, and build or update the index of it."""
        lines = (json.dumps({"source": "Gazette", "body": body}) for body in bodies)
        self.file.write_text("\n".join(lines))
        arguments = [str(self.file), "--index", self.index, "--force"]
        assert run([command, *arguments]) == 0

    def id_of(self, body: str) -> str:
        """The id of the one document with the body."""
        engine = WhooshEngine(self.index)
        found = [hit.article for hit in engine.scan(SearchRequest())]
        (article,) = [one for one in found if one.body == body]
        return article.id

    def led(self, article_id: str) -> str | None:
        """The body that an id leads to."""
        found = WhooshEngine(self.index).get(article_id)
        return found.body if isinstance(found, Article) else None


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path)
    archive.run("build", OTHER, BODY)
    return archive


@pytest.mark.parametrize("command", ["update", "build"])
def test_the_id_of_an_edited_record_leads_on(archive: Archive, command: str) -> None:
    before, other = archive.id_of(BODY), archive.id_of(OTHER)
    archive.run(command, OTHER, EDITED)
    assert archive.led(before) == EDITED
    assert archive.id_of(EDITED) != before
    for again in ("build", "update", command):
        archive.run(again, OTHER, EDITED + " It did.")
        assert archive.led(before) == EDITED + " It did."
        assert archive.led(other) == OTHER


@pytest.mark.parametrize("command", ["update", "build"])
def test_another_article_in_its_place_is_another(
    archive: Archive, command: str
) -> None:
    before = archive.id_of(BODY)
    archive.run(command, OTHER, "Fog and rain are expected in the north, and calm.")
    assert archive.led(before) is None


@pytest.mark.parametrize("command", ["update", "build"])
def test_what_was_taken_down_leads_nowhere(archive: Archive, command: str) -> None:
    before = archive.id_of(BODY)
    assert run(["remove", before, "--reason", "asked", "--index", archive.index]) == 0
    archive.run(command, OTHER, EDITED)
    assert archive.led(before) is None
