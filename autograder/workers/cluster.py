"""Grade on the workers of a Dask scheduler, which may be on other machines.

What crosses Dask are dataclasses of ours, made by trusted code from text that a student wrote: a
`Sheet` on the way there, a `Graded` on the way back. Dask pickles them, between the grader and
workers that are as trusted as it is: like the grader they hold the hidden checks and run no
student's code themselves. Each keeps one sandbox.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Future, InvalidStateError
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import distributed
from distributed import Client, KilledWorker, Reschedule, Worker, WorkerPlugin, get_worker

from autograder.display.legible import keep_logs_legible
from autograder.grading.grade import Graded, Grader, Refused, Sheet
from autograder.workers import ahead
from autograder.workers.ahead import Deadly
from autograder.workers.fingerprint import differences, fingerprint
from autograder.workers.recipe import Recipe

log = logging.getLogger(__name__)

CONNECT_SECONDS = 30.0
CLOSE_SECONDS = 2.0
#: How long a run waits without a single worker before it goes on with this machine alone. A batch
#: system may take its time to start the next one.
IDLE_SECONDS = 600.0
LOOK_SECONDS = 5.0
#: How often another worker tries what one failed at without being killed.
RETRIES = 2

Work = Callable[[Sheet], Graded]


class Unsettled(Exception):
    """The grader failed on a worker: another one, or the machine that asks, may not."""


class Station(WorkerPlugin):
    """A worker's grader, made once; or the reason why the worker must not grade."""

    def __init__(self, name: str, recipe: Recipe, expected: Mapping[str, str]) -> None:
        self.name = name
        self.recipe = recipe
        self.expected = expected

    def setup(self, worker: Worker) -> None:
        """Make the grader and start its sandbox. In the worker's own thread, which never ends.

        The sandbox ends with the thread that started it, and a thread of a task may end.
        """
        self.lock = threading.Lock()
        self.grader: Grader | None = None
        self.refusal = ""
        try:
            self.grader = self._made(worker)
        except Exception as error:  # whatever it is, this worker cannot grade, and can say why
            self.refusal = str(error) if isinstance(error, Refused) else repr(error)
            worker.log_event(self.name, f"{named(worker.name, worker.address)}: {self.refusal}")

    def _made(self, worker: Worker) -> Grader:
        if worker.state.nthreads != 1:
            raise Refused(f"it has {worker.state.nthreads} threads; expected --nthreads 1")
        if other := list(differences(self.expected, fingerprint(self.recipe))):
            raise Refused(
                f"{'; '.join(other)}. Give it the grader's version of the course, and start it anew"
            )
        keep_logs_legible()
        grader = self.recipe.grader()
        try:
            log.info("grading with seed %s, %s", grader.seed.label, grader.confinement)
        except BaseException:
            grader.close()
            raise
        return grader

    def teardown(self, worker: Worker) -> None:
        """End the sandbox, once the notebook that is being graded is done."""
        threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        with self.lock:
            if self.grader is not None:
                self.grader.close()


def named(name: object, address: str) -> str:
    """A worker as a message names it.

    >>> named("node7", "tcp://10.0.0.7:4000"), named("tcp://10.0.0.7:4000", "tcp://10.0.0.7:4000")
    ('node7 (tcp://10.0.0.7:4000)', 'tcp://10.0.0.7:4000')
    """
    return address if name == address else f"{name} ({address})"


def _refusal(station: str, dask_worker: Worker) -> str:
    """On a worker: why it must not grade, `""` if it may. Dask fills in the worker."""
    found = dask_worker.plugins.get(station)
    return found.refusal if isinstance(found, Station) else "its plugin was not set up"


def _grade_there(station: str, work: Work, sheet: Sheet) -> Graded:
    """On a worker: grade one notebook."""
    worker = get_worker()
    found = worker.plugins.get(station)
    if not isinstance(found, Station) or found.grader is None:
        # It joined during the run, and refused itself: out of the way, for Dask to ask another.
        worker.loop.add_callback(worker.close, reason=f"refused by {station}")
        time.sleep(1.0)
        raise Reschedule
    with found.lock:
        ahead.use(found.grader)
        graded = work(sheet)
    if not graded.report.settled:
        raise Unsettled(f"{named(worker.name, worker.address)} failed on {sheet.notebook}")
    return graded


class Cluster:
    """A pool of grading processes behind a scheduler; for `Ahead`.

    `root` is the folder of the course on the workers, the same as here if it is None. Raises
    Refused, naming each, where a worker would grade by other code or in a worse sandbox; OSError
    where there is no scheduler at `address`.
    """

    def __init__(self, address: str, grader: Grader, root: Path | None = None) -> None:
        recipe = Recipe.of(grader)
        self._name = f"chainrule-{secrets.token_hex(4)}"
        self._address = address
        self._waiting: dict[Future[Graded], distributed.Future[Graded]] = {}
        self._numbers = count()
        self._over = threading.Event()
        # TLS is as Dask's own configuration says; Client() reads it.
        self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        try:
            self.workers = self._staffed(recipe, recipe.at(root or recipe.root))
        except BaseException:
            self.shutdown()
            raise
        threading.Thread(target=self._watch, daemon=True).start()

    def _staffed(self, here: Recipe, there: Recipe) -> int:
        """Make every worker ready, and have those made so that will join; how many there are."""
        self._client.subscribe_topic(self._name, _warn)
        station = Station(self._name, there, fingerprint(here))
        broken = ""
        try:
            self._client.register_plugin(station, name=self._name)
        except Exception as error:  # a worker without this module cannot even read the plugin
            broken = f"{type(error).__name__}: {error}"
        found = self._client.run(_refusal, self._name, on_error="return")
        workers = self._client.scheduler_info()["workers"]
        refused = sorted(
            f"{named(workers.get(address, {}).get('name', address), address)}: {why}"
            for address, why in found.items()
            if why != ""
        )
        if refused:
            raise Refused(f"these workers of {self._address} may not grade. " + "; ".join(refused))
        if broken:
            raise Refused(f"{self._address}: {broken}")
        log.info("%d workers at %s", len(found), self._address)
        return len(found)

    def submit(self, work: Work, sheet: Sheet) -> Future[Graded]:
        """Have a worker do the work on a sheet.

        The future raises Deadly where all workers died that tried, and BrokenExecutor where there
        is nobody left to try.
        """
        ours: Future[Graded] = Future()
        ours.set_running_or_notify_cancel()
        # The key is what Dask's own pages show: it names no student.
        key = f"{self._name}-{next(self._numbers)}"
        theirs = self._client.submit(
            _grade_there, self._name, work, sheet, key=key, retries=RETRIES, pure=False
        )
        self._waiting[ours] = theirs
        theirs.add_done_callback(partial(self._pass_on, ours))
        return ours

    def _pass_on(self, ours: Future[Graded], theirs: distributed.Future[Graded]) -> None:
        with contextlib.suppress(InvalidStateError):  # given up on already
            try:
                if theirs.status in ("cancelled", "lost"):
                    raise BrokenExecutor(f"the scheduler at {self._address} is gone")
                ours.set_result(theirs.result())
            except KilledWorker as error:
                ours.set_exception(Deadly(str(error)))
            except BaseException as error:
                ours.set_exception(error)
        self._waiting.pop(ours, None)

    def _watch(self) -> None:
        """Keep count of the workers; say when there is none, and at last give up on them."""
        alone_since = None
        while not self._over.wait(LOOK_SECONDS):
            with contextlib.suppress(Exception):  # the scheduler is gone: the futures say so
                self.workers = len(self._client.scheduler_info()["workers"])
            if self.workers:
                alone_since = None
            elif alone_since is None:
                alone_since = time.monotonic()
                log.warning("no worker at %s; waiting for one to join", self._address)
            elif time.monotonic() - alone_since > IDLE_SECONDS:
                for ours in list(self._waiting):
                    with contextlib.suppress(InvalidStateError):
                        ours.set_exception(BrokenExecutor(f"no worker at {self._address}"))
                return

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster: its workers end their sandboxes and forget the seed."""
        self._over.set()
        if self._client.status == "running":  # one that has lost its scheduler waits for it
            with contextlib.suppress(Exception):  # it was lost in this moment: nothing to forget
                if cancel_futures:
                    self._client.cancel(list(self._waiting.values()))
                self._client.unregister_worker_plugin(self._name)
        self._waiting.clear()
        self._client.close(timeout=CLOSE_SECONDS)


def _warn(event: tuple[float, Any]) -> None:
    log.warning("a worker may not grade: %s", event[1])
