"""What the trusted side tells a new worker process: where things are and which layers to use."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from .policy import Limits, Tier

STUDENT_ID = 1000  # user and group of the student's code, as seen inside the namespaces
SCRATCH = "/scratch"  # the student's folder inside the private root

# How a worker process ends by itself.
EXIT_CLOSED, EXIT_PROTOCOL, EXIT_MEMORY, EXIT_BROKEN = 0, 70, 71, 72


@dataclass(frozen=True)
class Plan:
    """Everything that a worker process needs to know, as plain data that JSON can carry."""

    tier: Tier
    limits: Limits
    namespaces: bool
    landlock: bool
    seccomp: bool
    folder: str
    """The private folder of this worker; it holds `runtime` and, without namespaces, scratch."""
    control: int = -1
    """The zygote's control socket; at tier PROCESS none: there, fds 0 and 1 are the session's."""
    libraries: tuple[str, ...] = ()
    """Folders for sys.path after `runtime` and the standard library."""
    mounts: tuple[str, ...] = ()
    """Files and folders that the sandbox may read, resolved, parents first."""
    hidden: tuple[str, ...] = ()
    """Folders inside the mounts that an empty folder covers (the course's own)."""
    links: tuple[tuple[str, str], ...] = ()
    """Symbolic links to make in the private root: (path, target)."""
    forbidden: tuple[str, ...] = ()
    """Paths that must not exist inside: the worker looks before it serves anybody."""
    student_uid: int | None = None
    """As root only: the host's user and group for student code. None: the user's own."""

    @property
    def runtime(self) -> str:
        """The folder with the worker's code and the student's stand-in `autograder`."""
        return self.folder + "/runtime"

    @property
    def forks(self) -> bool:
        """Whether one warm process forks the sessions, or each session is a fresh process."""
        return self.tier is not Tier.PROCESS

    def with_control(self, descriptor: int) -> Plan:
        """Return the plan with the control socket's number filled in."""
        return replace(self, control=descriptor)

    def to_json(self) -> str:
        """Return the plan as one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Return the plan that `to_json` wrote."""
        data = json.loads(text)
        data["limits"] = Limits(**data["limits"])
        data["tier"] = Tier(data["tier"])
        for name in ("libraries", "mounts", "hidden", "forbidden"):
            data[name] = tuple(data[name])
        data["links"] = tuple((path, target) for path, target in data["links"])
        return cls(**data)
