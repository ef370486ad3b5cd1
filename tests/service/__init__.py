"""Tests of the web service: its API, its pages, its server."""
