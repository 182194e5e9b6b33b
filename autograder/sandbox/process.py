"""The processes as the trusted side holds them: a zygote and its forks, or one spawned alone."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from . import confine
from .channel import PipeChannel, SocketChannel
from .faults import SandboxError
from .plan import Plan
from .usage import Usage
from .view import PACKAGE

if TYPE_CHECKING:
    import socket

MAX_CONTROL = 1 << 16  # bytes of a control message; a plan goes on the command line
BOOT = f"import sys; sys.path.insert(0, sys.argv[1]); from {PACKAGE}.zygote import main; main()"
END_SECONDS = 5.0
SOCKET_BUFFER = 1 << 20  # bytes
PROCESS_CPU_CLOCK = 2  # the kernel's CPUCLOCK_SCHED: the scheduler's count, for a whole process


def command(plan: Plan) -> list[str]:
    """Return the command line of a worker.

    The base interpreter, isolated and without `site`: a virtual environment's .pth files run code
    and would put the course on sys.path.
    """
    python = getattr(sys, "_base_executable", None) or sys.executable
    options = ["-I", "-S", "-B", "-X", "utf8"]
    return [python, *options, "-c", BOOT, plan.runtime, plan.to_json()]


def environment() -> Mapping[str, str]:
    """Return the whole environment of a worker: nothing of the grader's own, no credentials."""
    kept = {
        name: os.environ[name]
        # What the interpreter itself can't start without, on Windows and on clusters.
        for name in ("SYSTEMROOT", "LD_LIBRARY_PATH")
        if name in os.environ
    }
    threads = ("OPENBLAS", "OMP", "MKL", "BLIS", "NUMEXPR", "VECLIB_MAXIMUM")
    one_thread = {f"{name}_NUM_THREADS": "1" for name in threads}
    return {**kept, **one_thread, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "agg"}


class ZygoteProcess:
    """A running zygote: forks children when told to, and tells how they ended."""

    def __init__(self, plan: Plan, seconds: float) -> None:
        import socket

        self.plan = plan
        self.forks = 0
        self.ended: dict[int, Usage] = {}
        self.last_seen = 0  # the number, out here, of the process that was told of last
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control: socket.socket = ours
        try:
            self.process = subprocess.Popen(
                command(plan.with_control(theirs.fileno())),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=environment(),
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C in a terminal is for the grader to deal with
            )
        except OSError as error:
            raise SandboxError(f"Python can't be started: {error}") from error
        finally:
            theirs.close()
        try:
            self._wait_until_ready(seconds)
        except BaseException:
            self.close()
            raise

    def _wait_until_ready(self, seconds: float) -> None:
        while not (message := self.receive(seconds)).get("ready"):
            if message.get("map"):
                self._write_id_maps()
                self.control.send(b"{}")
            else:
                text = str(message.get("failed"))
                raise SandboxError(text, mend=mend_for(text))

    def _write_id_maps(self) -> None:
        assert self.plan.student_uid is not None
        for kind in ("uid", "gid"):
            try:
                Path(f"/proc/{self.process.pid}/{kind}_map").write_text(
                    confine.id_map(self.plan.student_uid)
                )
            except OSError as error:
                text = f"the user map of a namespace: {error}"
                raise SandboxError(text, mend=mend_for(text)) from error

    def receive(self, seconds: float) -> dict[str, Any]:
        """Return the zygote's next message; note the ends of children among them."""
        import socket

        self.control.settimeout(max(seconds, 0.001))
        try:
            text, descriptors, _, _ = socket.recv_fds(self.control, MAX_CONTROL, 1)
        except TimeoutError:
            raise
        except OSError as error:
            raise SandboxError(f"the zygote can't be heard: {error}") from error
        if not text:
            self._errors.seek(0)
            last = self._errors.read()[-2000:].decode("utf-8", "replace").strip()
            raise SandboxError(f"the zygote has ended. {last}".strip())
        for descriptor in descriptors:
            self.last_seen = number_of(descriptor)
            os.close(descriptor)
        message: dict[str, Any] = json.loads(text)
        if "ended" in message:
            usage = Usage(message["cpu_seconds"], message["max_rss_bytes"], message["status"])
            self.ended[message["ended"]] = usage
        return message

    def tell(self, **message: object) -> None:
        """Send the zygote a message."""
        try:
            self.control.send(json.dumps(message).encode())
        except OSError as error:
            raise SandboxError(f"the zygote has ended: {error}") from error

    def fork(self) -> ForkedChild:
        """Return a new child, confined or about to be."""
        import socket

        self.forks += 1
        scratch = ""
        if not self.plan.namespaces:
            scratch = f"{self.plan.folder}/scratch-{self.forks}"
            os.mkdir(scratch, 0o700)
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):  # fewer turns for a large array; the kernel may give less
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER)
        try:
            text = json.dumps({"op": "fork", "scratch": scratch}).encode()
            try:
                socket.send_fds(self.control, [text], [theirs.fileno()])
                while "pid" not in (message := self.receive(END_SECONDS)):
                    pass
            except (OSError, TimeoutError) as error:
                raise SandboxError(f"the zygote doesn't answer: {error!r}") from error
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        channel = SocketChannel(ours)
        channel.deadline.clock = partial(cpu_seconds, self.last_seen)
        return ForkedChild(self, message["pid"], channel, scratch)

    def close(self) -> None:
        """End the zygote and all its children; remove what they had on disk."""
        self.control.close()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._errors.close()
        shutil.rmtree(self.plan.folder, ignore_errors=True)


class ForkedChild:
    """A child of a zygote. What it used is the zygote's word, not the child's."""

    def __init__(
        self, zygote: ZygoteProcess, pid: int, channel: SocketChannel, scratch: str
    ) -> None:
        self.zygote = zygote
        self.pid = pid
        self.channel = channel
        self.scratch = scratch
        self.usage: Usage | None = None

    def kill(self) -> None:
        """Kill the child, and with it its pid namespace where it has one."""
        if self.usage is None:
            self.zygote.tell(op="kill", pid=self.pid)

    def wait(self, seconds: float) -> Usage | None:
        """Return how it ended, None where it still runs after so many seconds."""
        deadline = time.monotonic() + seconds
        while self.usage is None:
            if self.pid in self.zygote.ended:
                self.usage = self.zygote.ended.pop(self.pid)
                if self.scratch:
                    shutil.rmtree(self.scratch, ignore_errors=True)
                break
            try:
                self.zygote.receive(deadline - time.monotonic())
            except TimeoutError:
                return None
        return self.usage


class SpawnedChild:
    """A process of its own, on any system; it can be killed, and is not confined."""

    def __init__(self, plan: Plan, files: Mapping[str, bytes]) -> None:
        self.folder = Path(plan.folder)
        scratch = self.folder / "scratch"
        scratch.mkdir()
        for name, data in files.items():
            (scratch / name).write_bytes(data)
        self.usage: Usage | None = None
        try:
            self.process = subprocess.Popen(
                command(plan),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise SandboxError(f"Python can't be started: {error}") from error
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        reading, writing = os.dup(self.process.stdout.fileno()), os.dup(self.process.stdin.fileno())
        self.process.stdout.close()
        self.process.stdin.close()
        self.channel = PipeChannel(reading, writing)
        self.channel.deadline.clock = partial(cpu_seconds, self.process.pid)

    def font_lists(self) -> dict[str, bytes]:
        """Return matplotlib's list of fonts, which takes long to make where there are many."""
        return {path.name: path.read_bytes() for path in self.folder.glob("scratch/fontlist*.json")}

    def kill(self) -> None:
        """Kill the process and those that it started."""
        if hasattr(os, "killpg"):
            # It may have ended already; macOS then says that it isn't permitted.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        elif self.usage is None:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(self.process.pid)],
                capture_output=True,
                check=False,
            )

    def wait(self, seconds: float) -> Usage | None:
        """Return how it ended, None where it still runs after so many seconds."""
        deadline = time.monotonic() + seconds
        while self.usage is None:
            self.usage = self._look()
            if self.usage is None:
                if time.monotonic() > deadline:
                    return None
                time.sleep(0.002)
            else:
                self.kill()  # what it started and left behind
                shutil.rmtree(self.folder, ignore_errors=True)
        return self.usage

    def _look(self) -> Usage | None:
        if not hasattr(os, "wait4"):
            status = self.process.poll()
            return None if status is None else Usage(float("nan"), 0, status)
        import resource

        pid, raw, used = os.wait4(self.process.pid, os.WNOHANG)
        if not pid:
            return None
        # The kernel starts the count at what we had when we forked; below that it says nothing.
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        resident = used.ru_maxrss if used.ru_maxrss > ours else 0
        self.process.returncode = os.waitstatus_to_exitcode(raw)
        unit = 1 if sys.platform == "darwin" else 1024
        return Usage(used.ru_utime + used.ru_stime, resident * unit, self.process.returncode)


def number_of(process: int) -> int:
    """Return the number, in our own namespace, of the process of a pidfd; 0 where unknown."""
    try:
        lines = Path(f"/proc/self/fdinfo/{process}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pid:")), 0)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used, all its threads together; nan where unknown."""
    if pid <= 0 or not sys.platform.startswith("linux"):
        return float("nan")
    try:
        return time.clock_gettime((~pid << 3) | PROCESS_CPU_CLOCK)
    except OSError:  # it has ended
        return float("nan")


def mend_for(text: str) -> str:
    """Return what to do about a layer that can't be had, '' where nobody knows."""
    if "pyseccomp" in text:
        return "pip install pyseccomp"
    if "libseccomp" in text:
        return "install the system's libseccomp2 (Debian, Ubuntu) or libseccomp (others)"
    if "Landlock" in text:
        return "use Linux 5.13 or newer with Landlock switched on (boot option lsm=landlock,...)"
    if not sys.platform.startswith("linux"):
        return "grade on Linux, in a virtual machine or a container that allows namespaces"
    switches = (
        ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
        ("/proc/sys/kernel/unprivileged_userns_clone", "0", "1"),
        ("/proc/sys/user/max_user_namespaces", "0", "10000"),
    )
    for path, bad, good in switches:
        try:
            found = Path(path).read_text().strip()
        except OSError:
            continue
        if found == bad:
            name = path.removeprefix("/proc/sys/").replace("/", ".")
            return f"sudo sysctl -w {name}={good}"
    return "allow user namespaces; in a container: --security-opt seccomp=unconfined"
