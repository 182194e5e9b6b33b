"""The data of the Chainrule assignments: handwritten digits, and 2-D sets drawn from a generator.

Larger sets, MNIST and CIFAR-10, are downloaded where they are asked for.

>>> from chainrule_datasets import load_digits, ring
>>> load_digits().X_train.shape
(1077, 64)
"""

from chainrule_datasets.cifar import load_cifar10
from chainrule_datasets.digits import load_digits
from chainrule_datasets.images import Images
from chainrule_datasets.mnist import load_mnist
from chainrule_datasets.shifted import shifted_digits
from chainrule_datasets.toy import blobs, modes, parity, ring

__all__ = [
    "Images",
    "blobs",
    "load_cifar10",
    "load_digits",
    "load_mnist",
    "modes",
    "parity",
    "ring",
    "shifted_digits",
]
