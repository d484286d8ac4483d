"""The library: files to articles to an index, and a request to results. It knows no HTTP."""
