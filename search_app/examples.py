"""Words of the archive go in, searches that find something in it come out: a lesson in the language."""

from search_app.lesson import Lesson


def examples(words: Lesson | None) -> tuple[str, ...]:
    """A phrase, a word of a title, either of two, and a beginning; fewer where the archive gives not so many words."""
    if words is None:
        return ()
    found = [f'"{words.phrase}"', f"title:{words.one}"]
    if words.other:
        found.append(f"{words.two} OR {words.other}")
    if words.spelt:
        found.append(f"{words.spelt[:max(3, len(words.spelt) // 2)]}*")
    return tuple(found)
