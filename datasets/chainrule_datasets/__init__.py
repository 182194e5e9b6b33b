"""The data of the Chainrule assignments: handwritten digits, and 2-D sets drawn from a generator.

>>> from chainrule_datasets import load_digits, ring
>>> load_digits().X_train.shape
(1077, 64)
"""

from chainrule_datasets.digits import Digits, load_digits
from chainrule_datasets.shifted import shifted_digits
from chainrule_datasets.toy import blobs, modes, parity, ring

__all__ = ["Digits", "blobs", "load_digits", "modes", "parity", "ring", "shifted_digits"]
