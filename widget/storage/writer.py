"""The one thread of a process that writes.

Whoever wants to write hands over a *submission* (rows by table, ids already ours) or a *change*
(a function of the connection that may read first) and waits. The writer takes all that wait, puts
them into one transaction and commits once. Then each caller gets its result or its own error.
A thing that fails is rolled back to its own savepoint and spoils nobody else's.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError, SQLAlchemyError

from widget.cases.errors import StorageUnavailable
from widget.storage.faults import Fault, fault_of
from widget.storage.tables import metadata

Result = TypeVar("Result")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]

MOST_AT_ONCE = 512
ANSWER_TIMEOUT_S = 60.0
NEW_ORDERS = "amends: the outbox has something new"  # a change notes it in ``connection.info``

log = logging.getLogger("amends.writer")


@dataclass
class _Job:
    """One thing that waits to be written: ``rows``, or a ``change``, or both, rows first."""

    future: Future[Any]
    rows: Rows | None = None
    change: Callable[[Connection], Any] | None = None
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Owns the only writing connection of this process.

    ``on_orders`` is called in the writer's thread after each commit that put an order into the
    outbox, so that the deliverer can be woken; it must not block.
    """

    def __init__(self, engine: Engine, on_orders: Callable[[], None] = lambda: None) -> None:
        """``engine`` must be one that writes; the thread starts with the first job."""
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()
        self._closed = False
        self.on_orders = on_orders
        # Why a commit failed; empty while none has. A small commit may still get through where a
        # message would not, so it is for ``Store.probe`` to say that the fault is over.
        self.fault: Fault = ""

    def submit(self, rows: Rows, and_then: Callable[[Connection], object] | None = None) -> None:
        """Insert rows by table, all or none, together with what ``and_then`` does, if there is any.

        Rows alone are merged with those of others, which is several times as fast. Raises
        ``IntegrityError`` where a key exists already, ``StorageUnavailable`` where nothing can be
        written at all, and whatever ``and_then`` raises.
        """
        self._wait_for(_Job(Future(), rows=rows, change=and_then))

    def change(self, change: Callable[[Connection], Result]) -> Result:
        """Run ``change`` inside the transaction and return what it returned, once committed.

        An exception of ``change`` undoes what it wrote and is raised here.
        """
        return self._wait_for(_Job(Future(), change=change))  # type: ignore[no-any-return]

    def close(self) -> None:
        """Finish what waits and stop the thread. Later jobs are refused."""
        with self._start:
            self._closed = True
            thread = self._thread
        if thread is not None:
            self._jobs.put(None)
            thread.join(timeout=ANSWER_TIMEOUT_S)

    def _wait_for(self, job: _Job) -> Any:
        with self._start:
            if self._closed:
                raise StorageUnavailable("the writer has ended")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
        self._jobs.put(job)
        try:
            return job.future.result(timeout=ANSWER_TIMEOUT_S)
        except TimeoutError:
            raise StorageUnavailable("the writer does not answer") from None

    def _run(self) -> None:
        while True:
            first = self._jobs.get()
            if first is None:
                return
            jobs, ending = self._take(first)
            self._write(jobs)
            if ending:
                return

    def _take(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs = [first]
        while len(jobs) < MOST_AT_ONCE:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _write(self, jobs: list[_Job]) -> None:
        ordered = any("outbox" in (job.rows or {}) for job in jobs)
        try:
            with self._engine.begin() as connection:
                connection.info.pop(NEW_ORDERS, None)
                submissions = [job for job in jobs if job.change is None]
                _insert_all(connection, submissions)
                for job in jobs:
                    if job.change is not None:
                        _run_change(connection, job)
                ordered = ordered or NEW_ORDERS in connection.info
        except SQLAlchemyError as error:
            log.error("commit failed", extra={"error_class": type(error).__name__})
            self.fault = fault_of(error)
            for job in jobs:
                job.error = StorageUnavailable(type(error).__name__)
        except Exception as error:
            # A defect must not end the thread: every caller hears of it instead.
            log.exception("writer failed")
            for job in jobs:
                job.error = error
        for job in jobs:
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.result)
        if ordered:
            self.on_orders()


def _insert_all(connection: Connection, jobs: list[_Job]) -> None:
    """Insert many submissions table by table; where that fails, each by itself."""
    if not jobs:
        return
    merged: dict[str, list[Mapping[str, Any]]] = {}
    for job in jobs:
        for table, rows in (job.rows or {}).items():
            merged.setdefault(table, []).extend(rows)
    try:
        with connection.begin_nested():
            _insert(connection, merged)
    except Exception as error:  # it belongs to one of the callers, found below
        if _spoils_all(error):
            raise
        if len(jobs) == 1:
            jobs[0].error = error
            return
        for job in jobs:
            _insert_one(connection, job)


def _insert_one(connection: Connection, job: _Job) -> None:
    try:
        with connection.begin_nested():
            _insert(connection, job.rows or {})
    except Exception as error:  # a row that does not fit is its caller's
        if _spoils_all(error):
            raise
        job.error = error


def _spoils_all(error: Exception) -> bool:
    # Disk full, file gone or damaged, connection lost: nothing of this transaction can be kept.
    return (
        isinstance(error, OperationalError)
        or type(error) is DatabaseError
        or (isinstance(error, DBAPIError) and error.connection_invalidated)
    )


def _insert(connection: Connection, rows: Rows) -> None:
    for table, values in rows.items():
        if values:
            connection.execute(insert(metadata.tables[table]), [dict(value) for value in values])


def _run_change(connection: Connection, job: _Job) -> None:
    if job.change is None:
        return
    try:
        with connection.begin_nested():
            _insert(connection, job.rows or {})
            job.result = job.change(connection)
    except Exception as error:  # whatever the change raises belongs to its caller
        if _spoils_all(error):
            raise
        job.error = error
