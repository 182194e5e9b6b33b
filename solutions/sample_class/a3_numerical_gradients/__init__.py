"""The sample class's submissions of assignment 3."""

from solutions.sample_class.a3_numerical_gradients import ada, blaise, carl, dorothy, emmy, fermat
from solutions.sample_class.student import Student

FIRST_HALF = ("forward_table", "numerical_gradient", "gradient_cost", "error_against_h", "kinks")

STUDENTS = (
    Student("ada", "right, by loops", (ada,)),
    Student("blaise", "right, without loops where he can", (blaise,)),
    Student(
        "carl",
        "a one-sided difference for the centred one",
        (carl, ada),
        lost={"numerical_gradient": 5},
        named={"numerical_gradient": ("one-sided difference",)},
    ),
    Student(
        "dorothy",
        "moves a flattened copy",
        (dorothy, blaise),
        lost={"numerical_gradient": 4},
        named={"numerical_gradient": ("flattened copy moved",)},
    ),
    Student(
        "emmy",
        "every matrix symmetric",
        (emmy, ada),
        lost={"matrix_identities": 4, "wrong_formulas": 3},
        named={
            "matrix_identities": ("A taken as symmetric",),
            "wrong_formulas": ("symmetry taken for granted",),
        },
    ),
    Student(
        "fermat",
        "a complex step",
        (fermat, blaise),
        lost={"numerical_gradient": 7},
        named={"numerical_gradient": ("complex step",)},
    ),
    Student("leonhard", "half finished", (ada,), only=FIRST_HALF),
    Student("maryam", "untouched"),
)
