"""An independent third evaluation of rules, and what compares the engine with it."""
