"""Replays a saved determination: reads it back, compares it with the answer of now, and checks its proof."""
