"""What a command found goes in; what it prints, for people or for machines, comes out."""

import json

from indexer.build import Built
from indexer.engine.results import IndexInfo
from indexer.ledger import Ledger
from indexer.quality import Quality


def built_json(built: Built, remarks: int) -> str:
    """A finished build for machines."""
    report = {
        "generation": built.report.generation,
        "documents": built.report.documents,
        "seconds": round(built.seconds, 3),
        "ledger": built.ledger.to_record(),
        "accepted": built.ledger.read - built.ledger.rejected,
        "remarks": remarks,
    }
    return json.dumps(report)


def built_text(built: Built, remarks: int) -> str:
    """A finished build for people; the last line counts read, accepted, rejected."""
    ledger = built.ledger
    rate = ledger.read / built.seconds if built.seconds else 0
    return "\n".join(
        [
            f"Built {built.report.generation}: {built.report.documents:,} documents from {ledger.files:,} files "
            f"in {built.seconds:.1f} s ({rate:,.0f} records/s).",
            _equation(ledger),
            f"{remarks:,} remarks on what records lost (--remarks FILE collects them).",
            f"{ledger.read:,} read, {ledger.read - ledger.rejected:,} accepted, {ledger.rejected:,} rejected.",
        ]
    )


def _equation(ledger: Ledger) -> str:
    parts = (f"{count:,} {name}" for name, count in ledger.outcomes.items())
    return f"{ledger.read:,} records read = {' + '.join(parts)}."


def info_text(info: IndexInfo) -> str:
    """What an index holds, for people."""
    span = f"{info.first} to {info.last}" if info.first else "no dates"
    return "\n".join(
        [
            f"{info.generation}, built {info.built:%Y-%m-%d %H:%M} UTC from {info.files:,} files.",
            f"{info.articles:,} articles and {info.teasers:,} teasers, {span}, {info.undated:,} undated.",
            f"Languages: {', '.join(info.languages) or 'none stated'}.",
            _equation(info.ledger),
        ]
    )


def quality_json(quality: Quality) -> str:
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


def quality_text(quality: Quality) -> str:
    """The measures of a ranking on one line."""
    return (
        f"nDCG@10 {quality.ndcg_at_10:.4f}  MAP {quality.map:.4f}  P@10 {quality.p_at_10:.4f}  "
        f"MRR {quality.mrr:.4f}  ({quality.queries:,} queries, {quality.documents:,} documents)"
    )
