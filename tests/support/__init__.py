"""Stand-ins for systems that cannot be had in a test, each labelled as what it is."""
