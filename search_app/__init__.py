"""A URL in, a page or JSON out. Knows no engine."""
