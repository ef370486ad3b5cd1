"""Use cases a lawyer can read, each with what must and must not follow."""
