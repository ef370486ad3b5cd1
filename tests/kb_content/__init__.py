"""What the shipped packs say, tested as content: counts, citations, ranges, bases, and what their rules conclude."""
