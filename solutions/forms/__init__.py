"""Correct answers in other forms, one module a notebook, each ending with `FORMS`."""
