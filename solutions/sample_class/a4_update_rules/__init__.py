"""The sample class's submissions of assignment 4."""

from solutions.sample_class.a4_update_rules import ada, blaise, carl, dorothy, emmy, fermat, grace
from solutions.sample_class.student import Student

STUDENTS = (
    Student("ada", "right, in index form", (ada,)),
    Student("blaise", "right, in matrix form", (blaise,)),
    Student(
        "carl",
        "a step uphill",
        (carl, ada),
        lost={"derive_linear_rule": 4},
        named={"derive_linear_rule": ("derivation: a sign",)},
    ),
    Student(
        "dorothy",
        "sigma' missing",
        (dorothy, ada),
        lost={"derive_sigmoid_rule": 6},
        named={"derive_sigmoid_rule": ("derivation: the inner derivative is dropped",)},
    ),
    Student(
        "emmy",
        "Kronecker's delta dropped",
        (emmy, blaise),
        lost={"derive_softmax_slope": 6},
        named={"derive_softmax_slope": ("derivation: a Kronecker case is dropped",)},
    ),
    Student(
        "fermat",
        "one case of two",
        (fermat, blaise),
        lost={"derive_hinge_cases": 8},
        named={"derive_hinge_cases": ("derivation: one case only",)},
    ),
    Student(
        "grace",
        "lines that are to run",
        (grace, ada),
        lost={"derive_logistic_slope": 8},
        named={"derive_logistic_slope": ("derivation: not in the language",)},
    ),
)
