"""Where requirements are enforced: configuration is rendered, planned, applied and compared."""
