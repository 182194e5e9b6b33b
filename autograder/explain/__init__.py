"""Explain a grade to an instructor who has to decide an appeal; never to students.

The exercise is judged once more from the recorded seed, check by check, and what went in and came
out is kept (`trial`), held against the reference (`difference`) and the record (`explanation`), and
shown (`text`, `data`).
"""
