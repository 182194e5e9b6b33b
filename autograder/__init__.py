"""Judge answers to the Chainrule assignments; see README.md for the map."""
