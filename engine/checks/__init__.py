"""What a knowledge base must satisfy before it is used, one concern a module."""
