"""Reports and sentences of which the right answer is known, and how they are read."""
