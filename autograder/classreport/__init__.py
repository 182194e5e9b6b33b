"""What came of an assignment for the whole class, for its instructor.

`roll` gathers what grading left of each student; each other module answers one question about it;
`report` puts the answers together; `page`, `table` and JSON show them. The same results give the
same bytes.
"""
