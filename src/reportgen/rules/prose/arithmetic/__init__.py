"""What the numbers of the prose make of one another: lists, shares, rates, growth. May import what prose may, and prose."""
