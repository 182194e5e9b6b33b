"""The sample class's submissions of assignment 5: a folder for each of its notebooks."""

from solutions.sample_class.a5_two_layer_backprop import graphs, network
from solutions.sample_class.student import together

STUDENTS = together(graphs.STUDENTS, network.STUDENTS)
