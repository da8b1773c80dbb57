"""Who carries the mails: claims an order, sends it, marks it, one after the other.

No transaction is open while the network is. An order that is claimed and then forgotten (a crash)
is due again when its lease ends, and leaves with the same Message-ID.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from email.message import EmailMessage

from sqlalchemy import Connection

from widget.cases.errors import StorageUnavailable
from widget.mail.compose import compose
from widget.mail.errors import MailError, MailRefused, MailServerDown
from widget.mail.letters import OWNER_MAILS
from widget.mail.material import MailSettings, Material
from widget.mail.transports import Transport
from widget.storage import outbox
from widget.storage.outbox import Order
from widget.storage.store import Store

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

# Longer than a transport may take for one mail (see ``smtp.Timeouts.whole``), for each transport.
LEASE_MS = 2 * MINUTE_MS
WAITS_MS = tuple(minutes * MINUTE_MS for minutes in (1, 2, 5, 10, 30, 60, 120, 240, 360))
GIVEN_UP_AFTER_MS = 7 * DAY_MS
DOWN_WAIT_MS = MINUTE_MS
REST_S = 20.0  # between two looks at a server that is down, and the longest idle time
SHORTEST_S = 1.0

log = logging.getLogger("amends.mail")

Mark = Callable[[Connection], None]


def wait_ms(tries: int) -> int:
    """How long a mail rests that was tried ``tries`` times before: a minute, at last six hours."""
    return WAITS_MS[min(tries, len(WAITS_MS) - 1)]


class Deliverer:
    """Takes the outbox to the mail server. One for a process, in a thread of its own.

    ``gather`` reads what a mail is about. ``second`` is another server, tried for the shop's own
    people while the first is down.
    """

    def __init__(
        self,
        store: Store,
        transport: Transport,
        *,
        gather: Callable[[Order], Material],
        settings: MailSettings,
        clock: Callable[[], int],
        random_bytes: Callable[[int], bytes],
        second: Transport | None = None,
    ) -> None:
        """``clock`` gives ms UTC, ``random_bytes`` n bytes."""
        self._store = store
        self._first = transport
        self._second = second
        self._gather = gather
        self._settings = settings
        self._clock = clock
        self._random_bytes = random_bytes
        self._lease_ms = LEASE_MS * (1 if second is None else 2)
        self._down: MailServerDown | None = None
        self._second_down = False
        # What happened to orders and is not written yet, by order id.
        self._marks: dict[int, Mark] = {}

    @property
    def server_is_down(self) -> bool:
        """Whether the (first) mail server took no mail when last asked."""
        return self._down is not None

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Deliver until ``stop``; ``wake`` says that there may be something new.

        Nothing that happens here ends the thread, and the log gets the class of an error only.
        """
        while not stop.is_set():
            wake.clear()
            rest = REST_S
            try:
                # Looking first: a claim is a commit, each commit wakes, and that would never end.
                if self._marks or self._idle_s() <= 0:
                    self.deliver_due(stop)
                rest = max(self._idle_s(), SHORTEST_S)
            except Exception as error:  # noqa: BLE001
                log.error("the deliverer met %s and goes on", type(error).__name__)
            if self.server_is_down:
                # New mails must not make it ask a server that is down a hundred times a second.
                stop.wait(REST_S)
            else:
                wake.wait(rest)

    def deliver_due(self, stop: threading.Event | None = None) -> int:
        """Send everything that is due, and return how many mails left.

        A server that takes no mail ends the round: what is left stays due. Raises
        ``StorageUnavailable`` where the outbox cannot be written; what was sent is marked later.
        """
        sent, self._down, self._second_down = 0, None, False
        try:
            order = self._settle(claim=True)
            while order is not None:
                left, go_on = self._carry(order)
                sent += left
                go_on = go_on and not (stop is not None and stop.is_set())
                order = self._settle(claim=go_on)
        finally:
            self._close()
        return sent

    def _carry(self, order: Order) -> tuple[bool, bool]:
        """Try one mail and remember how it went: whether it left, whether to go on."""
        if order.order_id in self._marks:
            # It left, but that could not be written before its lease ended.
            return False, True
        now = self._clock()
        try:
            self._send(order, now)
        except MailServerDown as down:
            self._note_down(order, down, now)
            return False, self._down is None or (self._second is not None and not self._second_down)
        except MailRefused as refused:
            self._note_refused(order, refused, now)
            return False, True
        except StorageUnavailable:
            raise
        except Exception as defect:  # noqa: BLE001
            log.error("a mail could not be written: %s", type(defect).__name__)
            self._note_refused(order, MailRefused("defect", permanent=False), now)
            return False, True
        self._note_sent(order, self._clock())
        return True, True

    def _send(self, order: Order, now: int) -> None:
        if not self._settings.mail_from:
            self._down = MailServerDown("unset")
            raise self._down
        message = compose(order, self._gather(order), self._settings, now)
        sender, recipient = self._settings.mail_from, str(message["To"])
        may_use_second = self._second is not None and order.mail in OWNER_MAILS
        if order.params.get("alarm") == "down":
            # By the first it would arrive when it is not true any more.
            if self._second is None:
                raise MailRefused("gone", permanent=True)
            self._send_by_second(self._second, message, sender, recipient)
            return
        if self._down is None:
            try:
                self._first.send(message, sender, recipient)
            except MailServerDown as down:
                self._down = MailServerDown(down.fault, code=down.code)
                # Where it may have left already, another server would only make it two.
                if down.maybe_sent or not may_use_second:
                    raise
            else:
                return
        if self._second is None or not may_use_second:
            raise self._down
        self._send_by_second(self._second, message, sender, recipient)

    def _send_by_second(
        self, second: Transport, message: EmailMessage, sender: str, recipient: str
    ) -> None:
        try:
            second.send(message, sender, recipient)
        except MailServerDown:
            self._second_down = True
            raise

    def _note_sent(self, order: Order, now: int) -> None:
        health = self._health()

        def mark(connection: Connection) -> None:
            outbox.mark_sent(connection, order, now, self._random_bytes)
            self._write_health(connection, order, now, health)

        self._marks[order.order_id] = mark

    def _note_down(self, order: Order, down: MailServerDown, now: int) -> None:
        if down.maybe_sent:
            self._note_refused(order, down, now)
            return
        health = self._health() or str(down)
        server_is_down = self.server_is_down

        def mark(connection: Connection) -> None:
            outbox.release(connection, order, now + DOWN_WAIT_MS)
            if server_is_down:
                self._write_health(connection, order, now, health)

        self._marks[order.order_id] = mark

    def _note_refused(self, order: Order, error: MailError, now: int) -> None:
        permanent = isinstance(error, MailRefused) and error.permanent
        final = permanent or now - order.created_at >= GIVEN_UP_AFTER_MS
        health = self._health()
        heard = error.code > 0 or self._down is not None
        maybe_sent = isinstance(error, MailServerDown)

        def mark(connection: Connection) -> None:
            outbox.mark_failed(
                connection,
                order,
                now,
                error=str(error),
                next_at=now + wait_ms(order.tries),
                final=final,
                random_bytes=self._random_bytes,
            )
            if heard and health is not None and maybe_sent:
                # Nobody is alarmed for one mail at which the server broke off.
                outbox.set_mail_health(connection, now, health)
            elif heard:
                self._write_health(connection, order, now, health)

        self._marks[order.order_id] = mark

    def _write_health(
        self, connection: Connection, order: Order, now: int, health: str | None
    ) -> None:
        if health is not None:
            outbox.set_mail_health(connection, now, health)
            if self._second is not None:
                outbox.note_server_down(connection, order, now, self._random_bytes)
        elif order.params.get("alarm") != "down":
            outbox.note_server_well(connection, order, now, self._random_bytes)

    def _health(self) -> str | None:
        return None if self._down is None else str(self._down)

    def _settle(self, *, claim: bool) -> Order | None:
        """Write what happened and take the next order, in one commit."""
        marks = dict(self._marks)

        def change(connection: Connection) -> Order | None:
            for mark in marks.values():
                mark(connection)
            return self._claim(connection) if claim else None

        try:
            order = self._store.writer.change(change)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001
            # One mark that cannot be written must not undo the others, nor hold up all mail.
            log.error("a mail could not be marked: %s", type(error).__name__)
            self._settle_one_by_one(marks)
            return self._store.writer.change(self._claim) if claim else None
        for order_id in marks:
            del self._marks[order_id]
        return order

    def _settle_one_by_one(self, marks: dict[int, Mark]) -> None:
        for order_id, mark in marks.items():
            try:
                self._store.writer.change(mark)
            except StorageUnavailable:
                raise
            except Exception as error:  # noqa: BLE001
                log.error("a mail could not be marked: %s", type(error).__name__)
            else:
                del self._marks[order_id]

    def _claim(self, connection: Connection) -> Order | None:
        return outbox.claim_next(connection, self._clock(), self._lease_ms, self._random_bytes)

    def _idle_s(self) -> float:
        """How long nothing is due, at most ``REST_S``."""
        with self._store.read() as connection:
            due = outbox.next_due_at(connection)
        if due is None:
            return REST_S
        return min((due - self._clock()) / 1000, REST_S)

    def _close(self) -> None:
        self._first.close()
        if self._second is not None:
            self._second.close()
