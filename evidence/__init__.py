"""What was decided, approved, applied and observed, kept so that an outsider can verify it."""
