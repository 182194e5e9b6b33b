"""A training loop may ask its loss for the value and, in a second call, for the gradient."""

import pytest

from autograder.seed import Seed
from solutions.softmax import softmax_regression
from solutions.tests import matrix
from solutions.two_layer_network import train


def asking_twice(loop):
    def trained(loss, *args):
        return loop(lambda *batch: (loss(*batch)[0], loss(*batch)[1]), *args)

    return trained


@pytest.mark.parametrize("loop", [softmax_regression, train], ids=lambda loop: loop.__name__)
def test_value_and_gradient_of_one_step_are_one_step(loop):
    hidden = matrix.HIDDEN[loop.__name__]
    report = matrix.judged(hidden, {loop.__name__: asking_twice(loop)}, Seed("twice"))
    assert [part.name for part in report.parts if part.outcome.status != "passed"] == []
