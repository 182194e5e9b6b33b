"""A report as JUnit XML, which continuous integration reads."""

from __future__ import annotations

from xml.etree import ElementTree

from autograder.display import panel
from autograder.outcome import Status
from autograder.report import NotebookReport

#: What is no plain failure of the student's.
_ELEMENTS = {
    Status.NOT_ATTEMPTED: "skipped",
    Status.NOT_GRADABLE: "error",
    Status.GRADER_ERROR: "error",
}


def to_xml(report: NotebookReport) -> str:
    """One test suite for the notebook, one test case a part.

    >>> print(to_xml(NotebookReport("", "a1_svm_loss", "svm_loss", ())))
    <?xml version="1.0" encoding="utf-8"?>
    <testsuites>
      <testsuite name="svm_loss" tests="0" failures="0" errors="0" skipped="0" />
    </testsuites>
    """
    counts = dict.fromkeys(("failure", "error", "skipped"), 0)
    root = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(root, "testsuite", name=report.notebook)
    total = 0
    for exercise in report.exercises:
        for part in exercise.parts:
            total += 1
            owner = f"{report.assignment}.{exercise.name}"
            case = ElementTree.SubElement(suite, "testcase", classname=owner, name=part.name)
            if part.outcome.status is Status.PASSED:
                continue
            kind = _ELEMENTS.get(part.outcome.status, "failure")
            counts[kind] += 1
            told = panel.reasons(part)
            first = told[0] if told else (report.fault or str(part.outcome.status))
            why = ElementTree.SubElement(case, kind, message=first)
            if kind != "skipped":
                why.set("type", str(part.outcome.status))
                why.text = "\n".join(told)
    suite.set("tests", str(total))
    for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(name, str(counts[kind]))
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'
