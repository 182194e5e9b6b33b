"""Run students' code where it can do no harm, and bring back plain values.

>>> with Zygote() as zygote, zygote.session() as session:
...     _ = session.run_cell("def double(x): return 2 * x")
...     session.call("double", [21]).value
42
"""

from .faults import CallError, FaultKind, SandboxError, WorkerFault
from .launch import Layers, Zygote, probe, survey
from .policy import Limits, Tier, TierReport
from .roundtrip import roundtrip
from .session import CellResult, Reply, Session
from .unsendable import Unsendable
from .usage import Usage
from .wire import Name

__all__ = [
    "CallError",
    "CellResult",
    "FaultKind",
    "Layers",
    "Limits",
    "Name",
    "Reply",
    "SandboxError",
    "Session",
    "Tier",
    "TierReport",
    "Unsendable",
    "Usage",
    "WorkerFault",
    "Zygote",
    "probe",
    "roundtrip",
    "survey",
]
