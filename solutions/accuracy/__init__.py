"""How often the grader is wrong: what `docs/accuracy.md` reports, one measure a file."""
