"""The repository tests itself: what its files hold, how large they are, what they import."""
