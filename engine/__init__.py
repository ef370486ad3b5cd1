"""What the law and a policy require of a use case: pure rules over facts, same input, same bytes."""
