"""What is wrong on purpose, and what must hold when it is refused or told."""
