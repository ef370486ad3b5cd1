"""Changes the definition in many small ways, and sees that the tests notice. `make mutants` runs it."""
