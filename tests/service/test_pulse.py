"""Looking at what cannot tell: the waits, what ends them, what a failing service does. No time passes here."""

import heapq
import itertools
from types import SimpleNamespace

import pytest

from amlwidgets.resources.errors import AuthenticationException, ServiceUnavailable
from amlwidgets.service.live.pulse import LONGEST_SECONDS, PATIENCE, Pace, Polled, Pulse


class Clockwork:
    """A loop whose time a test turns; other threads' work is done at once."""

    def __init__(self):
        self.now = 0.0
        self._due = []
        self._order = itertools.count()

    def call_later(self, delay, callback, *args):
        entry = [self.now + delay, next(self._order), callback, args]
        heapq.heappush(self._due, entry)
        return SimpleNamespace(cancel=lambda: entry.__setitem__(2, lambda *_: None))

    def run_in_executor(self, _executor, function, *args):
        result = function(*args)
        done = SimpleNamespace(cancelled=lambda: False, result=lambda: result)
        return SimpleNamespace(add_done_callback=lambda call: self.call_later(0, call, done))

    def turn(self, seconds):
        """Let time pass."""
        end = self.now + seconds
        while self._due and self._due[0][0] <= end:
            self.now, _, callback, args = heapq.heappop(self._due)
            callback(*args)
        self.now = end

    @property
    def waits(self):
        return any(entry[2].__name__ == "_look" for entry in self._due)


class Thing(Polled):
    """Has a value; says when it was looked at."""

    def __init__(self, pulse, loop, value=0):
        self.value, self.loop, self.looks, self.kept = value, loop, [], None
        self.fails = None
        self.ended = False
        super().__init__(pulse)

    def ask(self):
        self.looks.append(self.loop.now)
        if self.fails is not None:
            raise self.fails
        return self.value

    def take(self, found):
        before, self.kept = self.kept, found
        return before != found


@pytest.fixture
def loop():
    return Clockwork()


@pytest.fixture
def pulse(loop):
    return Pulse(loop, None)


def gaps(thing):
    return [round(later - earlier, 2) for earlier, later in itertools.pairwise(thing.looks)]


def test_waits_grow_from_two_seconds_to_sixty_and_begin_anew_with_a_change(loop, pulse):
    thing = Thing(pulse, loop)
    loop.turn(600)
    assert gaps(thing)[:4] == [2, 3, 4.5, 6.75] and gaps(thing)[-1] == LONGEST_SECONDS
    assert gaps(thing) == sorted(gaps(thing))
    thing.value = 1
    while thing.kept != 1:
        loop.turn(1)
    del thing.looks[:-1]
    loop.turn(6)
    assert gaps(thing) == [2, 3]


def test_nothing_is_looked_at_without_listeners(loop, pulse):
    thing = Thing(pulse, loop)
    thing.join(lambda: None)
    wakes = []
    thing.join(wake := lambda: wakes.append(loop.now))
    loop.turn(3)
    assert wakes == [0] and thing.known
    for listener in list(thing._listeners):
        thing.leave(listener)
    looks = len(thing.looks)
    loop.turn(600)
    assert len(thing.looks) == looks and not loop.waits and wake is not None


def test_it_stops_when_the_first_has_ended_and_all_else_was_seen(loop, pulse):
    run, log = Thing(pulse, loop), Thing(pulse, loop, "a")
    loop.turn(3)
    run.value, run.ended, log.value = 1, True, "ab"
    loop.turn(5)
    assert run.settled and log.settled and log.kept == "ab"
    looks = len(run.looks)
    loop.turn(600)
    assert len(run.looks) == looks and not loop.waits


def test_who_comes_after_the_end_is_shown_all_once(loop, pulse):
    run = Thing(pulse, loop)
    run.ended = True
    loop.turn(5)
    late = Thing(pulse, loop, "text")
    loop.turn(5)
    assert late.kept == "text" and late.settled and len(late.looks) == 1 and not loop.waits


def test_a_busy_service_is_met_with_patience_a_refusal_is_told_at_once(loop, pulse):
    thing = Thing(pulse, loop)
    loop.turn(1)
    thing.fails = ServiceUnavailable("busy")
    loop.turn(10)
    assert thing.error is None and len(thing.looks) < PATIENCE + 1
    thing.fails = None
    loop.turn(200)
    assert thing.error is None
    thing.fails = AuthenticationException("signed out")
    loop.turn(100)
    assert thing.error is thing.fails
    looks = len(thing.looks)
    loop.turn(600)
    assert len(thing.looks) == looks, "a refusal would be met again and again"
    thing.fails = None
    pulse.hurry()
    loop.turn(1)
    assert thing.error is None and len(thing.looks) == looks + 1


def test_patience_ends(loop, pulse):
    thing = Thing(pulse, loop)
    loop.turn(1)
    thing.fails = ServiceUnavailable("busy")
    loop.turn(600)
    assert thing.error is thing.fails


def test_the_first_failure_is_told_at_once(loop, pulse):
    thing = Thing(pulse, loop)
    thing.fails = ServiceUnavailable("busy")
    loop.turn(1)
    assert thing.known and thing.error is thing.fails


def test_hurry_during_a_look_looks_once_more(loop, pulse):
    thing = Thing(pulse, loop)
    pulse._look()
    pulse.hurry()
    loop.turn(0.1)
    assert len(thing.looks) == 2


def test_a_smaller_pace(loop):
    thing = Thing(Pulse(loop, None, Pace(0.5, 5)), loop)
    loop.turn(60)
    assert gaps(thing)[0] == 0.5 and gaps(thing)[-1] == 5
