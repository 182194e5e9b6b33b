"""Grades and reports in the formats of other systems, one module a format.

A score that a person still has to give is never written as a number: each module says what stands
in its place.
"""
