"""The sample class's submissions of assignment 1."""

from solutions.sample_class.a1_svm_loss import (
    ada,
    blaise,
    carl,
    dorothy,
    emmy,
    fermat,
    grace,
    hypatia,
    isaac,
    julia,
    kurt,
)
from solutions.sample_class.a1_svm_loss.mischief import (
    CRASHING_CELL,
    ENDLESS_CELL,
    PATCHED_CELL,
    delete_check_cells,
)
from solutions.sample_class.student import Student

FIRST_HALF = ("stretch", "linear_scores", "fold_bias", "predict", "one_vs_all", "svm_loss_one")

STUDENTS = (
    Student("ada", "right, by loops", (ada,)),
    Student("blaise", "right, without loops", (blaise,)),
    Student("carl", "right, with warnings", (carl, ada)),
    Student(
        "dorothy",
        "true class in the sum",
        (dorothy, ada),
        lost={"svm_loss_naive": 5},
        named={"svm_loss_naive": ("true class counted",)},
    ),
    Student(
        "emmy",
        "penalty's gradient without the 2",
        (emmy, blaise),
        lost={"svm_loss_vectorized": 3},
        named={"svm_loss_vectorized": ("penalty's gradient halved",)},
    ),
    Student(
        "fermat",
        "sum for mean in the gradient",
        (fermat, ada),
        lost={"svm_loss_naive": 8},
        named={"svm_loss_naive": ("sum for mean",)},
    ),
    Student(
        "grace",
        "bias forgotten",
        (grace, blaise),
        lost={"linear_scores": 3},
        named={"linear_scores": ("bias left out",)},
    ),
    Student(
        "hypatia",
        "true column left out of the gradient",
        (hypatia, blaise),
        lost={"svm_loss_vectorized": 5},
        named={"svm_loss_vectorized": ("true column missing",)},
    ),
    Student(
        "isaac",
        "the ring by its squared radius alone",
        (isaac, blaise),
        lost={"ring_features": 4},
        named={"ring_features": ("one threshold for a ring",)},
    ),
    Student(
        "julia",
        "0 for -1",
        (julia, ada),
        lost={"one_vs_all": 2},
        named={"one_vs_all": ("labels of another kind",)},
    ),
    Student(
        "kurt",
        "writes into the caller's W",
        (kurt, blaise),
        lost={"svm_loss_vectorized": 1},
        named={"svm_loss_vectorized": ("argument changed",)},
    ),
    Student("leonhard", "half finished", (ada,), only=FIRST_HALF),
    Student("maryam", "untouched"),
    Student(
        "niels",
        "a cell that crashes",
        (ada,),
        cells={"binary_hinge": CRASHING_CELL},
        lost={"binary_hinge": 11},
    ),
    Student(
        "olga",
        "a cell that never ends",
        (ada,),
        cells={"svm_loss_vectorized": ENDLESS_CELL},
        lost={"svm_loss_vectorized": 16},
    ),
    Student("paul", "check cells deleted", (blaise,), tamper=delete_check_cells),
    Student(
        "quentin",
        "patches np.allclose",
        cells={"stretch": PATCHED_CELL},
        lost={"stretch": 4},
    ),
)
