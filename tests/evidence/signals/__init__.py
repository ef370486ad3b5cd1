"""Signals, from a provider's record to their summary."""
