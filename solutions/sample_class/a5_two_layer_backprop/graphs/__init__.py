"""What the sample class wrote in `graphs_and_modules`."""

from solutions.sample_class.a5_two_layer_backprop.graphs import (
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
from solutions.sample_class.a1_svm_loss.mischief import delete_check_cells
from solutions.sample_class.a5_two_layer_backprop.graphs.mischief import (
    CRASHING_CELL,
    ENDLESS_CELL,
    PATCHED_CELL,
)
from solutions.sample_class.student import Student

STUDENTS = (
    Student("ada", "right, by loops", (ada,)),
    Student("blaise", "right, without loops", (blaise,)),
    Student("carl", "right, with warnings", (carl, ada)),
    Student(
        "dorothy",
        "the last path overwrites the others",
        (dorothy, ada),
        lost={"graph_engine": 3},
        named={"graph_engine": ("last path wins",)},
    ),
    Student(
        "emmy",
        "ReLU's mask forgotten on the way back",
        (emmy, blaise),
        lost={"relu": 2},
        named={"relu": ("mask ignored",)},
    ),
    Student(
        "fermat",
        "sum for mean in a gradient",
        (fermat, ada),
        lost={"softmax_cross_entropy": 3},
        named={"softmax_cross_entropy": ("sum for mean",)},
    ),
    Student(
        "grace",
        "bias gradient averaged",
        (grace, blaise),
        lost={"affine": 1},
        named={"affine": ("mean taken twice",)},
    ),
    Student(
        "hypatia",
        "bias gradient with an axis too many",
        (hypatia, blaise),
        lost={"affine": 1},
        named={"affine": ("bias gradient as a row",)},
    ),
    Student(
        "isaac",
        "mask from the wrong tensor",
        (isaac, blaise),
        lost={"relu": 2},
        named={"relu": ("mask of dout",)},
    ),
    Student(
        "julia",
        "orders a cycle",
        (julia, ada),
        lost={"topological_order": 1},
        named={"topological_order": ("cycle not noticed",)},
    ),
    Student(
        "kurt",
        "writes into dout",
        (kurt, blaise),
        lost={"relu": 1},
        named={"relu": ("argument changed",)},
    ),
    Student(
        "leonhard",
        "half finished",
        (ada,),
        only=("topological_order", "graphs_by_hand", "graph_engine", "affine"),
    ),
    Student("maryam", "untouched"),
    Student(
        "niels",
        "a cell that crashes",
        (ada,),
        cells={"squared_error": CRASHING_CELL},
        lost={"squared_error": 2},
    ),
    Student("olga", "a cell that never ends", (ada,), cells={"affine": ENDLESS_CELL},
            lost={"affine": 6}),
    Student("paul", "check cells deleted", (blaise,), tamper=delete_check_cells),
    Student(
        "quentin",
        "patches np.allclose",
        cells={"relu": PATCHED_CELL},
        lost={"relu": 4},
    ),
)
