"""What explanations say, and what every one of them must be."""
