"""The tests of duecare, one folder per room."""
