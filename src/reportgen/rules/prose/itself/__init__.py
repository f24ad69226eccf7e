"""The prose against itself: a number given twice, sums that it wants, amounts in two units. May import what rules may."""
