"""Hidden checks and known mistakes, one module a notebook, each ending with `HIDDEN`."""
