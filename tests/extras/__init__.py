"""Tests against systems too large for the development environment; each has an environment of its own."""
