"""What Chainrule puts in the place of some of nbgrader's parts; `configure.py` says which.

In this package `import nbgrader` means the library, as everywhere: imports are absolute.
"""
