"""A class of students for the demo and the tests, right and wrong in the ways that students are.

Each student of an assignment is a module that holds what they wrote; `student.py` says what a
student is, `fill.py` writes their answers into the released notebook, `demo.py` grades them.
"""
