"""The doors: the only rooms that know a file library. They return nouns and findings."""
