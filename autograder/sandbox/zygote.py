"""The process that sessions come from: enters the sandbox once, loads the libraries, forks.

It runs no student code, so that what it says about its children (their end, their CPU time, their
memory) can be believed. It has one thread, as a fork in a process with several may hang.
Where sessions can't be confined (tier PROCESS) there is no fork: this process serves one itself.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import select
import shutil
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import confine
from .plan import EXIT_BROKEN, EXIT_CLOSED, SCRATCH, STUDENT_ID, Plan
from .policy import Tier

if TYPE_CHECKING:
    import socket

    from .capture import Shell

MAX_CONTROL = 1 << 16
SESSION = 3  # the descriptor of the session's stream in a child


def main() -> None:
    """Run with the plan that the launcher has put on the command line."""
    plan = Plan.from_json(sys.argv.pop())
    sys.argv[:] = [""]
    library = [os.path.realpath(path) for path in sys.path if path != plan.runtime]
    sys.path[:] = [plan.runtime, *library, *plan.libraries]
    if plan.forks:
        Zygote(plan).run()
    else:
        serve_alone(plan)


def set_home(home: str) -> None:
    """Make `home` the folder where libraries and students write."""
    os.makedirs(home, exist_ok=True)
    for name in ("HOME", "TMPDIR", "TMP", "TEMP", "MPLCONFIGDIR", "IPYTHONDIR"):
        os.environ[name] = home
    os.chdir(home)


class Zygote:
    """Forks a child a session and reports its end."""

    def __init__(self, plan: Plan) -> None:
        import socket

        self.plan = plan
        self.control: socket.socket = socket.socket(fileno=plan.control)
        self.children: dict[int, int] = {}  # pidfd -> pid
        self.own_pids = -1
        self.tasks = plan.limits.tasks
        self.filter: bytes | None = None
        self.shell: Shell | None = None

    def say(self, **message: object) -> None:
        """Tell the launcher something."""
        self.control.send(json.dumps(message).encode())

    def run(self) -> None:
        """Set up, report, and serve until the launcher closes the control socket."""
        try:
            self.set_up()
        except Exception as error:
            self.say(failed=f"{type(error).__name__}: {error}", errno=getattr(error, "errno", None))
            os._exit(EXIT_BROKEN)
        self.say(ready=True)
        while True:
            self.serve()

    def set_up(self) -> None:
        """Enter the namespaces, load the libraries, and check what was promised."""
        if self.plan.seccomp:
            from . import seccomp

            # Finding libseccomp starts programs, so this comes before that is impossible.
            self.filter = seccomp.compile_filter()
        # Kept open past the change of root, after which there is no /proc.
        processes = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        if self.plan.namespaces:
            confine.enter_namespaces(self.plan, self.ask_for_map)
            self.become_first()
        else:  # outside a user namespace, the kernel counts all that the user runs
            user = os.getuid() if self.plan.student_uid is None else self.plan.student_uid
            self.tasks += confine.count_tasks(user)
        for path in self.plan.forbidden:
            if self.plan.namespaces and os.path.lexists(path):
                raise OSError(f"{path} can be seen from inside")
        set_home(SCRATCH if self.plan.namespaces else self.plan.folder + "/zygote")
        import resource  # noqa: F401 - what children use is imported once, here

        from . import landlock, stream, worker  # noqa: F401
        from .capture import make_shell

        self.shell = make_shell(self.plan.limits)
        own = os.open("self/task", os.O_RDONLY | os.O_DIRECTORY, dir_fd=processes)
        if len(os.listdir(own)) != 1:
            raise OSError("a library started a thread: forking would not be safe")
        os.close(own)
        os.close(processes)
        gc.collect()
        gc.freeze()  # children then don't touch, and copy, every object's page at a collection

    def ask_for_map(self) -> None:
        """Have the launcher, who is root outside, write the user map."""
        self.say(map=True)
        if not self.control.recv(MAX_CONTROL):
            os._exit(EXIT_BROKEN)

    def become_first(self) -> None:
        """Go on as the first process of the new pid namespace; the old one waits outside."""
        first = os.fork()
        if first:
            self.control.close()
            _, status = os.waitpid(first, 0)
            os._exit(os.waitstatus_to_exitcode(status) & 255)
        confine.die_with_parent()
        self.own_pids = os.pidfd_open(os.getpid())

    def serve(self) -> None:
        """Wait for the launcher or for the end of a child, and deal with it."""
        poll = select.poll()
        for descriptor in (self.control.fileno(), *self.children):
            poll.register(descriptor, select.POLLIN)
        for descriptor, _ in poll.poll():
            if descriptor == self.control.fileno():
                self.obey()
            elif descriptor in self.children:
                self.bury(descriptor)

    def obey(self) -> None:
        """Carry out one request of the launcher; end when it has gone."""
        import socket

        text, descriptors, _, _ = socket.recv_fds(self.control, MAX_CONTROL, 1)
        if not text:
            self.end()
        message = json.loads(text)
        if message["op"] == "fork":
            self.fork(descriptors[0], message.get("scratch", ""))
        elif message["op"] == "kill":
            for pid in self.children.values():
                if pid == message["pid"]:
                    os.kill(pid, 9)

    def end(self) -> None:
        """Kill the children and leave nothing behind."""
        for pid in self.children.values():
            os.kill(pid, 9)
            os.waitpid(pid, 0)
        if not self.plan.namespaces:
            shutil.rmtree(self.plan.folder, ignore_errors=True)
        os._exit(0)

    def fork(self, session: int, scratch: str) -> None:
        """Start a child that serves one session."""
        import socket

        if self.plan.namespaces:
            confine.unshare(confine.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            self.be_child(session, scratch)
        if self.plan.namespaces:
            confine.join_pid_namespace(self.own_pids)
        os.close(session)
        process = os.pidfd_open(pid)
        self.children[process] = pid
        # The launcher knows the child by another number, which it reads from the descriptor.
        socket.send_fds(self.control, [json.dumps({"pid": pid}).encode()], [process])

    def bury(self, descriptor: int) -> None:
        """Report how a child ended and what it used."""
        pid = self.children.pop(descriptor)
        os.close(descriptor)
        _, status, used = os.wait4(pid, 0)
        self.say(
            ended=pid,
            status=os.waitstatus_to_exitcode(status),
            cpu_seconds=used.ru_utime + used.ru_stime,
            max_rss_bytes=used.ru_maxrss * 1024,
        )

    def be_child(self, session: int, scratch: str) -> None:
        """Confine this forked process and serve; never returns."""
        try:
            from .capture import quiet_streams
            from .stream import DescriptorStream
            from .worker import Worker

            parent = os.getppid()
            self.control.detach()  # so that nothing closes its number, which is reused
            os.dup2(session, SESSION)
            os.closerange(SESSION + 1, 4096)
            quiet_streams()
            os.setsid()
            stream = DescriptorStream(SESSION, SESSION)
            assert self.shell is not None
            worker = Worker(stream, self.shell, self.plan.limits)
            try:
                confine_child(self.plan, scratch, self.tasks, parent, self.filter)
            except (OSError, ValueError) as error:
                worker.send({"op": "broken", "request": 0, "message": str(error)})
                os._exit(EXIT_BROKEN)
            worker.serve()
        finally:
            os._exit(EXIT_BROKEN)


def confine_child(plan: Plan, scratch: str, tasks: int, parent: int, program: bytes | None) -> None:
    """Give up, for good, all that a student's code doesn't need. Raises OSError or ValueError."""
    if plan.namespaces:
        confine.mount_scratch(plan.limits)
        scratch = SCRATCH
    confine.drop_bounding_set()
    if plan.student_uid is not None:
        if plan.namespaces:
            confine.become(STUDENT_ID)
        elif _readable_by(plan.student_uid, plan.mounts):
            os.chown(scratch, plan.student_uid, plan.student_uid)
            confine.become(plan.student_uid)
        else:
            confine.become_real_user_only(plan.student_uid)
    confine.drop_capabilities()
    confine.die_with_parent()
    if os.getppid() != (0 if plan.namespaces else parent):
        os._exit(EXIT_BROKEN)  # the parent ended before it could be asked for the signal
    set_home(scratch)
    confine.set_limits(plan.limits, tasks)
    confine.forbid_new_privileges()
    if plan.landlock:
        from . import landlock

        readable = ("/",) if plan.namespaces else (*plan.mounts, plan.runtime, *confine.DEVICES)
        landlock.restrict(readable, (scratch, "/dev/null"))
    if program is not None:
        from . import seccomp

        seccomp.load(program)


def _readable_by(uid: int, paths: Sequence[str]) -> bool:
    """Whether another user could still import the libraries."""
    os.seteuid(uid)
    try:
        return all(os.access(path, os.R_OK, effective_ids=True) for path in paths)
    finally:
        os.seteuid(0)


# ------------------------------------------------------------------------------- without a zygote
class WatchedStream:
    """The session's pipes, read by a thread, which ends the process when the grader has gone.

    A loop in C that lets no thread run outlives a killed grader until its CPU limit.
    """

    def __init__(self, reading: int, writing: int, folder: str) -> None:
        self.writing = writing
        self.chunks: queue.Queue[bytes] = queue.Queue()
        self.rest = memoryview(b"")
        threading.Thread(target=self._watch, args=(reading, folder), daemon=True).start()

    def _watch(self, reading: int, folder: str) -> None:
        parent = os.getppid()
        try:
            while data := os.read(reading, 1 << 20):
                self.chunks.put(data)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if hasattr(os, "killpg") and os.getppid() != parent:
                os.killpg(0, 9)  # the grader was killed and can't end what the student started
            os._exit(EXIT_CLOSED)

    def read_into(self, view: memoryview) -> None:
        """Fill the view."""
        while len(view):
            if not len(self.rest):
                self.rest = memoryview(self.chunks.get())
            count = min(len(view), len(self.rest))
            view[:count] = self.rest[:count]
            view, self.rest = view[count:], self.rest[count:]

    def write(self, parts: Sequence[memoryview]) -> None:
        """Write all parts."""
        for part in parts:
            while len(part):
                part = part[os.write(self.writing, part) :]


def serve_alone(plan: Plan) -> None:
    """Serve one session in this very process, on any system."""
    from .capture import make_shell, quiet_streams
    from .worker import Worker

    assert plan.tier is Tier.PROCESS
    reading, writing = os.dup(0), os.dup(1)
    quiet_streams()
    stream = WatchedStream(reading, writing, plan.folder)
    set_home(plan.folder + "/scratch")
    shell: Any = make_shell(plan.limits)
    # This tier promises a deadline alone; where the system knows limits, they help.
    with contextlib.suppress(ImportError, OSError, ValueError):
        confine.set_limits(plan.limits, tasks=None)
    gc.collect()
    gc.freeze()
    Worker(stream, shell, plan.limits).serve()
