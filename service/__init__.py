"""The faces of duecare: command line, HTTP API and pages; only here are a clock and an environment."""
