"""The sample class's submissions of assignment 2."""

from solutions.sample_class.a2_softmax import ada, blaise, dorothy, emmy, fermat, grace
from solutions.sample_class.student import Student

FIRST_HALF = ("softmax", "cross_entropy", "one_hot", "softmax_loss_naive")

STUDENTS = (
    Student("ada", "right, by loops", (ada,)),
    Student("blaise", "right, without loops", (blaise,)),
    Student(
        "dorothy",
        "softmax without a shift, and used in what follows",
        (dorothy, ada),
        lost={"softmax": 3},
        named={"softmax": ("no shift",)},
    ),
    Student(
        "emmy",
        "a small number in the log",
        (emmy, blaise),
        lost={"softmax_loss_vectorized": 5},
        named={"softmax_loss_vectorized": ("epsilon in the log",)},
    ),
    Student(
        "fermat",
        "last short batch dropped",
        (fermat, ada),
        lost={"softmax_regression": 2},
        named={"softmax_regression": ("short batch dropped",)},
    ),
    Student(
        "grace",
        "the penalty's gradient as a slide has it",
        (grace, blaise),
        lost={"logistic_loss": 2},
        named={"logistic_loss": ("penalty not divided by N",)},
    ),
    Student("leonhard", "half finished", (ada,), only=FIRST_HALF),
    Student("maryam", "untouched"),
)
