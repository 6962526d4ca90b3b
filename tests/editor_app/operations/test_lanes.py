from __future__ import annotations

import threading

import pytest

from editor_app.operations.lanes import Lanes, Latest


def test_tasks_of_a_lane_run_in_order_on_one_thread_of_their_own(qtbot, lanes: Lanes) -> None:
    seen: list[tuple[int, str]] = []
    for number in range(5):
        lanes.put("a", lambda n=number: seen.append((n, threading.current_thread().name)))
    qtbot.waitUntil(lambda: len(seen) == 5)
    assert seen == [(n, "cuesmith a") for n in range(5)]


def test_answers_come_in_order_on_the_thread_of_the_window(qtbot, lanes: Lanes) -> None:
    seen: list[tuple[int, threading.Thread]] = []
    for number in range(20):
        lanes.ask(
            "a",
            lambda n=number: n,
            lambda n: seen.append((n, threading.current_thread())),
            failed=pytest.fail,
        )
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert seen == [(n, threading.main_thread()) for n in range(20)]


def test_a_failure_comes_home(qtbot, lanes: Lanes) -> None:
    failures: list[Exception] = []
    lanes.ask("a", lambda: 1 // 0, lambda _: None, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], ZeroDivisionError)


def test_a_slow_lane_does_not_hold_up_another(qtbot, lanes: Lanes) -> None:
    gate, seen = threading.Event(), []
    lanes.put("slow", gate.wait)
    lanes.put("slow", lambda: seen.append("slow"))
    lanes.put("quick", lambda: seen.append("quick"))
    qtbot.waitUntil(lambda: seen == ["quick"])
    gate.set()
    qtbot.waitUntil(lambda: seen == ["quick", "slow"])


def test_a_call_that_raises_does_not_take_others_along(qtbot, lanes: Lanes) -> None:
    gate, seen = threading.Event(), []

    def task() -> None:
        lanes.deliver(lambda: 1 // 0)
        lanes.deliver(lambda: seen.append("after"))
        gate.set()

    with qtbot.captureExceptions() as raised:
        lanes.put("a", task)
        assert gate.wait(5)
        qtbot.waitUntil(lambda: seen == ["after"])
    assert [one[0] for one in raised] == [ZeroDivisionError]


def test_closing_drops_what_waits_and_runs_the_endings_on_the_lane(qtbot) -> None:
    lanes, seen, gate = Lanes(), [], threading.Event()
    lanes.at_end("a", lambda: seen.append(threading.current_thread().name))
    lanes.at_end("never used", lambda: seen.append("never"))
    lanes.put("a", gate.wait)
    lanes.put("a", lambda: seen.append("dropped"))
    assert not lanes.close(0.0)
    gate.set()
    assert lanes.close(5.0)
    lanes.put("a", lambda: seen.append("too late"))
    assert seen == ["cuesmith a"]


class Asked:
    """A question whose answering the test holds back."""

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.begun, self.gate = threading.Event(), threading.Event()

    def __call__(self) -> object:
        self.begun.set()
        assert self.gate.wait(5)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_only_the_newest_question_is_answered(qtbot, lanes: Lanes) -> None:
    answers: list[object] = []
    latest = Latest(lanes, "a", done=answers.append, failed=answers.append)
    first, replaced, last = Asked(1), Asked(2), Asked(3)
    latest.ask(first)
    assert first.begun.wait(5)
    latest.ask(replaced)
    latest.ask(last)
    for one in (first, last):
        one.gate.set()
    qtbot.waitUntil(lambda: answers == [3])
    assert not replaced.begun.is_set()


def test_a_question_that_refines_lets_the_answer_before_through(qtbot, lanes: Lanes) -> None:
    answers: list[object] = []
    latest = Latest(lanes, "a", done=answers.append, failed=answers.append)
    first, replaced, last = Asked(1), Asked(2), Asked(3)
    latest.ask(first)
    assert first.begun.wait(5)
    latest.ask(replaced, refines=True)
    latest.ask(last, refines=True)
    first.gate.set()
    qtbot.waitUntil(lambda: answers == [1])
    last.gate.set()
    qtbot.waitUntil(lambda: answers == [1, 3])
    assert not replaced.begun.is_set()


def test_a_late_failure_is_dropped_too(qtbot, lanes: Lanes) -> None:
    answers: list[object] = []
    latest = Latest(lanes, "a", done=answers.append, failed=answers.append)
    late, wanted = Asked(OSError()), Asked("wanted")
    latest.ask(late)
    assert late.begun.wait(5)
    latest.ask(wanted)
    late.gate.set()
    wanted.gate.set()
    qtbot.waitUntil(lambda: answers == ["wanted"])


def test_nothing_is_answered_after_dropping_until_asked_anew(qtbot, lanes: Lanes) -> None:
    answers: list[object] = []
    latest = Latest(lanes, "a", done=answers.append, failed=answers.append)
    running, waiting, anew = Asked(1), Asked(2), Asked(3)
    latest.ask(running)
    assert running.begun.wait(5)
    latest.ask(waiting)
    latest.drop()
    running.gate.set()
    latest.ask(anew)
    anew.gate.set()
    qtbot.waitUntil(lambda: answers == [3])
    assert not waiting.begun.is_set()


def test_an_answer_that_comes_after_the_end_is_for_nobody(qtbot) -> None:
    lanes = Lanes()
    seen: list[int] = []
    found = threading.Event()

    def find() -> int:
        found.set()
        return 1

    lanes.ask("a", find, seen.append, failed=pytest.fail)
    assert found.wait(5)
    assert lanes.close(5)
    qtbot.wait(20)
    assert seen == []
