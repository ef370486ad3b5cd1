"""What the shipped packs say: counts, citations, ranges, bases, and what their rules conclude."""
