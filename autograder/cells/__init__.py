"""Judge ordinary test cells: asserts that an instructor wrote for one process, run in two.

The cell runs in a trusted process (`runner`), which holds no code of the student's. What it uses of
the student's notebook stands there by proxy, and the grader (`bench`) passes each use of it on to
the sandbox. `docs/any_course.md` says what such a cell may do.
"""
