"""The embedded engine: articles go into immutable generations of a Whoosh index, requests are answered from them."""

from indexer.engine.whoosh_index.engine import WhooshEngine

__all__ = ["WhooshEngine"]
