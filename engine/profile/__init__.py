"""From what people write of a use case to a checked use case, or every reason why not."""
