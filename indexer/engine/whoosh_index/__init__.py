"""The embedded engine: articles go into immutable generations of a Whoosh index, requests are answered from them."""
