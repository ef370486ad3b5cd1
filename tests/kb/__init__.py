"""Tests of loading and checking a knowledge base: the twins that must not load, and the one that ships."""
