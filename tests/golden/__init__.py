"""Answers approved by a reader: a table of dates and the texts of the examples."""
