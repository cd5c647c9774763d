"""Calls that arrive together: each answered once with its own answer, whatever becomes of its neighbors."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg.errors import DeadlockDetected

from estafette.platform.grouping import Grouper

LONG = 10.0


class Refusing(Exception):
    """What the fault of one item raises."""


def crowd(grouper: "Grouper[int, int]", items: Sequence[int], threads: int) -> list[object]:
    """The answer or the error of each item, all submitted from many threads."""

    def submit(item: int) -> object:
        try:
            return grouper.submit(item)
        except Exception as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(submit, items, timeout=60))


def test_a_lonely_call_is_decided_at_once() -> None:
    def decide(items: Sequence[int]) -> Sequence[int]:
        return [each * 2 for each in items]

    assert Grouper(decide).submit(21) == 42


def test_calls_that_arrive_meanwhile_are_one_batch() -> None:
    batches: list[list[int]] = []
    began, go = threading.Event(), threading.Event()

    def decide(items: Sequence[int]) -> Sequence[int]:
        batches.append(list(items))
        began.set()
        assert go.wait(LONG)
        return [each * 2 for each in items]

    grouper = Grouper(decide, most=4)
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(grouper.submit, 0)
        assert began.wait(LONG)
        others = [pool.submit(grouper.submit, n) for n in range(1, 8)]
        deadline = time.monotonic() + LONG
        while len(grouper._waiting) < 7:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        go.set()
        assert [each.result(LONG) for each in (first, *others)] == [n * 2 for n in range(8)]
    assert [len(batch) for batch in batches] == [1, 4, 3]


@pytest.mark.parametrize("most", [1, 3, 64])
def test_each_is_answered_once_with_its_own_answer(most: int) -> None:
    decided: list[int] = []
    guard = threading.Lock()
    alone = threading.Lock()

    def decide(items: Sequence[int]) -> Sequence[int]:
        assert alone.acquire(blocking=False), "two lead at once"
        try:
            with guard:
                decided.extend(items)
            time.sleep(0 if items[0] % 3 else 0.0002)
            return [each * 2 for each in items]
        finally:
            alone.release()

    items = range(3000)
    assert crowd(Grouper(decide, most=most), items, 24) == [each * 2 for each in items]
    assert sorted(decided) == list(items)


def test_the_fault_of_one_is_never_the_answer_of_another() -> None:
    def decide(items: Sequence[int]) -> Sequence[int]:
        if any(each % 7 == 0 for each in items):
            raise Refusing([each for each in items if each % 7 == 0])
        return [each * 2 for each in items]

    answers = crowd(Grouper(decide), range(700), 16)
    for item, answer in enumerate(answers):
        if item % 7:
            assert answer == item * 2
        else:
            assert isinstance(answer, Refusing)
            assert answer.args == ([item],)


def test_what_may_succeed_later_is_tried_once_more() -> None:
    tries: list[int] = []

    def decide(items: Sequence[int]) -> Sequence[int]:
        tries.append(len(items))
        if len(tries) == 1:
            raise DeadlockDetected()
        return items

    assert Grouper(decide).submit(1) == 1
    assert tries == [1, 1]


def test_answers_that_are_too_few_are_no_answers() -> None:
    def decide(items: Sequence[int]) -> Sequence[int]:
        return items[:-1] if len(items) > 1 else items

    assert crowd(Grouper(decide), range(200), 8) == list(range(200))


def test_a_leader_that_is_interrupted_leaves_nobody_waiting_or_without_an_answer() -> None:
    began, go = threading.Event(), threading.Event()
    calls: list[list[int]] = []

    def decide(items: Sequence[int]) -> Sequence[int]:
        calls.append(list(items))
        if len(calls) == 1:
            began.set()
            assert go.wait(LONG)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return [each * 2 for each in items]

    grouper = Grouper(decide)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(grouper.submit, 0)
        assert began.wait(LONG)
        others = [pool.submit(grouper.submit, n) for n in (1, 2)]
        deadline = time.monotonic() + LONG
        while len(grouper._waiting) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        go.set()
        assert first.result(LONG) == 0
        for each in others:
            with pytest.raises(KeyboardInterrupt):
                each.result(LONG)
    assert calls == [[0], [1, 2]]
    assert grouper.submit(5) == 10
