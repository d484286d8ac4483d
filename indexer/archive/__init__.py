"""What a whole archive knows that one page does not: records go in, documents and their books come out.

The register keeps every record read; scope says which of them a change reaches; grouping, versions and promotion
settle those. indexer.resolve drives them, in this order.
"""
