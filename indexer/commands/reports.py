"""What a command found goes in; what it prints, for people or for machines, comes out."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from indexer.engine.results import IndexInfo
from indexer.ledger import Ledger

if TYPE_CHECKING:
    from indexer.build import Built
    from indexer.quality import Quality
    from indexer.update import Updated


def built_json(built: "Built", remarks: int) -> str:
    """A finished build for machines."""
    return json.dumps(
        {
            "generation": built.report.generation,
            "documents": built.report.documents,
            **_books(built.ledger, remarks, built.seconds),
        }
    )


def updated_json(updated: "Updated", remarks: int) -> str:
    """A finished update for machines."""
    return json.dumps(
        {
            "generation": updated.generation,
            "documents": updated.documents,
            "published": updated.published,
            "files": updated.files,
            "gone": updated.gone,
            "reoptioned": updated.reoptioned,
            "changes": asdict(updated.changes),
            **_books(updated.ledger, remarks, updated.seconds),
        }
    )


def _books(ledger: Ledger, remarks: int, seconds: float) -> dict[str, object]:
    return {
        "seconds": round(seconds, 3),
        "ledger": ledger.to_record(),
        "accepted": ledger.read - ledger.rejected,
        "remarks": remarks,
    }


def built_text(built: "Built", remarks: int) -> str:
    """A finished build for people; the last line counts read, accepted, rejected."""
    ledger = built.ledger
    rate = ledger.read / built.seconds if built.seconds else 0
    first = (
        f"Built {built.report.generation}: {built.report.documents:,} documents from {ledger.files:,} files "
        f"in {built.seconds:.1f} s ({rate:,.0f} records/s)."
    )
    return "\n".join([first, *_told(ledger, remarks)])


def updated_text(updated: "Updated", remarks: int) -> str:
    """A finished update for people; the last line counts read, accepted, rejected."""
    lines = []
    if updated.published:
        changes = updated.changes
        lines += [
            f"Updated to {updated.generation}: {updated.documents:,} documents; {updated.ledger.files:,} of "
            f"{updated.files:,} files were new or changed; {updated.seconds:.1f} s.",
            f"Documents: {changes.added:,} added, {changes.changed:,} changed, {changes.removed:,} removed, "
            f"{changes.promoted:,} excerpts became part of an article.",
        ]
    else:
        lines.append(
            f"Nothing new in {updated.files:,} files; {updated.generation} stays as it is. {updated.seconds:.1f} s."
        )
    if updated.gone and not updated.pruned:
        lines.append(
            f"{updated.gone:,} files are gone; what was read from them stays (--prune removes it)."
        )
    if updated.reoptioned:
        lines.append(
            f"{updated.reoptioned:,} files were read again under other options than before (backfile.toml keeps them)."
        )
    if updated.published or updated.ledger.read:
        lines += _told(updated.ledger, remarks)
    return "\n".join(lines)


def updated_line(updated: "Updated", remarks: int, at: datetime) -> str:
    """An update that published something, on one line for people. at: when it was done."""
    changes, ledger = updated.changes, updated.ledger
    left = updated.gone if not updated.pruned else 0
    parts = (
        f"{at:%Y-%m-%d %H:%M:%S} {updated.generation}: {updated.documents:,} documents",
        f"{changes.added:,} added, {changes.changed:,} changed, {changes.removed:,} removed, "
        f"{changes.promoted:,} excerpts became part of an article",
        f"{ledger.read:,} read, {ledger.read - ledger.rejected:,} accepted, {ledger.rejected:,} rejected",
        f"{remarks:,} remarks" if remarks else "",
        (
            f"{left:,} files are gone (--prune removes what was read from them)"
            if left
            else ""
        ),
        f"{updated.seconds:.1f} s.",
    )
    return "; ".join(filter(None, parts))


def _told(ledger: Ledger, remarks: int) -> list[str]:
    return [
        *_equation(ledger),
        f"{remarks:,} remarks on what records lost (--remarks FILE collects them).",
        f"{ledger.read:,} read, {ledger.read - ledger.rejected:,} accepted, {ledger.rejected:,} rejected.",
    ]


SHOWN = 12
"""Lines of source and rule that are printed; the most records first."""


def _equation(ledger: Ledger) -> list[str]:
    """The books, in all and then by source and rule."""
    parts = (f"{count:,} {name}" for name, count in ledger.outcomes.items())
    entries = sorted(ledger.entries, key=lambda entry: -entry.count)
    lines = [
        f"  {entry.count:,} {entry.outcome} by {entry.rule}, {entry.source or 'no source named'}"
        for entry in entries[:SHOWN]
    ]
    rest = sum(entry.count for entry in entries[SHOWN:])
    if rest:
        lines.append(f"  {rest:,} others (--json names all)")
    return [f"{ledger.read:,} records read = {' + '.join(parts)}.", *lines]


def info_text(info: IndexInfo) -> str:
    """What an index holds, for people."""
    span = f"{info.first} to {info.last}" if info.first else "no dates"
    return "\n".join(
        [
            f"{info.generation}, built {info.built:%Y-%m-%d %H:%M} UTC from {info.files:,} files.",
            f"{info.articles:,} articles and {info.teasers:,} teasers, {span}, {info.undated:,} undated.",
            f"Languages: {', '.join(info.languages) or 'none stated'}.",
            *_equation(info.ledger),
        ]
    )


def quality_json(quality: "Quality") -> str:
    """The measures of a ranking, by their names in the field."""
    measures = {
        "nDCG@10": quality.ndcg_at_10,
        "MAP": quality.map,
        "P@10": quality.p_at_10,
        "MRR": quality.mrr,
        "queries": quality.queries,
        "documents": quality.documents,
    }
    return json.dumps(measures)


def quality_text(quality: "Quality") -> str:
    """The measures of a ranking on one line."""
    return (
        f"nDCG@10 {quality.ndcg_at_10:.4f}  MAP {quality.map:.4f}  P@10 {quality.p_at_10:.4f}  "
        f"MRR {quality.mrr:.4f}  ({quality.queries:,} queries, {quality.documents:,} documents)"
    )
