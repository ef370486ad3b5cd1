"""What explanations print, as it was approved."""
