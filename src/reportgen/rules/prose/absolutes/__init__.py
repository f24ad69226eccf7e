"""Words that say as much as a number: none of it, all of it. May import what prose may, and prose."""
