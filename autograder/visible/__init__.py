"""The exercises as students have them: declarations and visible checks, one module a notebook.

Each module ends with `EXERCISES`, in the notebook's order. Visible checks judge by worked numbers,
invariants, shapes and directional derivatives: none of them holds a reference implementation.
"""
