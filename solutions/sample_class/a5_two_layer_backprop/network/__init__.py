"""What the sample class wrote in `two_layer_network`. Training takes its time: few got that far."""

from solutions.sample_class.a5_two_layer_backprop.network import (
    ada,
    blaise,
    carl,
    digits,
    dorothy,
    emmy,
    fermat,
    grace,
    hypatia,
    isaac,
    julia,
    kurt,
)
from solutions.sample_class.a5_two_layer_backprop.network.mischief import (
    CRASHING_CELL,
    ENDLESS_CELL,
)
from solutions.sample_class.student import Student

STUDENTS = (
    Student("ada", "right, by loops", (ada, digits)),
    Student("blaise", "right, without loops", (blaise, ada)),
    Student("carl", "right, with warnings", (carl, ada)),
    Student(
        "dorothy",
        "the units' slope left out",
        (dorothy, ada),
        lost={"hidden_delta": 2},
        named={"hidden_delta": ("slope of the unit missing",)},
    ),
    Student(
        "emmy",
        "lam * Theta for lam / n * Theta",
        (emmy, blaise, ada),
        lost={"nn_cost": 1},
        named={"nn_cost": ("penalty's gradient not divided by n",)},
    ),
    Student(
        "fermat",
        "a threshold in a corner",
        (fermat, ada),
        lost={"boolean_networks": 1},
        named={"boolean_networks": ("threshold on the boundary",)},
    ),
    Student(
        "grace",
        "ReLU's mask forgotten",
        (grace, blaise, ada, digits),
        lost={"two_layer_loss": 3},
        named={"two_layer_loss": ("mask missing",)},
    ),
    Student(
        "hypatia",
        "bias gradients with an axis too many",
        (hypatia, blaise, ada),
        lost={"two_layer_loss": 2},
        named={"two_layer_loss": ("bias gradient of shape (1, H)",)},
    ),
    Student(
        "isaac",
        "the last short batch dropped",
        (isaac, blaise, ada),
        lost={"train": 1},
        named={"train": ("short batch dropped",)},
    ),
    Student(
        "julia",
        "confusion matrix turned",
        (julia, ada),
        lost={"network_predict": 1},
        named={"network_predict": ("rows and columns swapped",)},
    ),
    Student(
        "kurt",
        "writes into params",
        (kurt, blaise, ada),
        lost={"two_layer_loss": 1},
        named={"two_layer_loss": ("argument changed",)},
    ),
    Student(
        "leonhard",
        "half finished",
        (ada,),
        only=("boolean_networks", "theta_form", "hidden_delta", "nn_cost_by_examples"),
    ),
    Student("maryam", "untouched"),
    Student(
        "niels", "a cell that crashes", (ada,), cells={"he_init": CRASHING_CELL}, lost={"he_init": 2}
    ),
    Student(
        "olga",
        "a cell that never ends",
        (ada,),
        cells={"hidden_delta": ENDLESS_CELL},
        lost={"hidden_delta": 3},
    ),
    Student("paul", "check cells deleted", (blaise, ada)),
    Student("quentin", "patches np.allclose"),
)
