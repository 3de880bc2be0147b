"""What happens to a call, top to bottom. Each line is a durable step; the nouns own what it does.

The order of the steps is what a replay goes by: a change of it raises `engine.STEP_ORDER`.
"""

import logging
from typing import Any

from service.calibration import passes, rehearing
from service.calls import playback
from service.calls import steps as calls
from service.coaching import steps as coaching
from service.durable import (
    error_name,
    gave_up,
    look,
    start,
    step,
    transaction,
    was_cancelled,
    workflow,
    workflow_id,
)
from service.engine import Queue
from service.notices import sending
from service.reviews import result, roles_voice
from service.reviews import steps as reviews
from service.reviews.result import OpenRun
from service.rubrics import steps as rubrics
from service.rubrics.trying import PRIORITY as TRIAL_PRIORITY

log = logging.getLogger(__name__)

take_up = transaction(calls.take_up)
begin_hearing = transaction(calls.begin_hearing)
hear = step(calls.hear)
make_playable = step(playback.make_playable)
roles_are_open = look(roles_voice.roles_are_open)
ask_about_roles = step(roles_voice.ask_about_roles)
open_run = transaction(reviews.open_run)
read_criterion = step(reviews.read_criterion)
work_out = look(result.work_out)
record_run = transaction(reviews.record_run)
wait_for_judge = transaction(reviews.wait_for_judge)
break_off = transaction(calls.break_off)
write_note = step(coaching.write)
calls_to_try = transaction(rubrics.calls_to_try)
read_tried_call = step(rubrics.read_tried_call)
end_trial = transaction(rubrics.end_trial)
anchors_to_hear = transaction(rehearing.anchors_to_hear)
hear_anchor = step(rehearing.hear_anchor)
begin_pass = transaction(passes.begin_pass)
read_call = step(passes.read_call)
finish_pass = transaction(passes.finish_pass)
begin_sending = transaction(sending.begin_sending)
send_notices = step(sending.send_notices)
end_sending = transaction(sending.end_sending)


@workflow
def review_call(call: str, transcript: int) -> None:
    """Hear the call, open a run, ask the judge about each criterion, record the result.

    `transcript` is the version to judge; 0: it has not been heard yet. A step that answers None has ended the
    review and written at the call why.
    """
    me = workflow_id()
    try:
        _review(me, call, transcript)
    except Exception as error:  # the engine's own signals, cancellation among them, are no Exceptions
        if not was_cancelled(error):
            log.exception("The review of call %s broke.", call)
            break_off(call, me, error_name(error), gave_up(error))


def _review(me: str, call: str, transcript: int | None) -> None:
    priority = take_up(call, me)
    if priority is None:
        return
    if not transcript:
        hearing = start(Queue.HEARING, f"{me}:hearing", priority, hear_call, call, me)
        transcript = hearing.result(looks=1.0)  # it takes minutes, and many wait for theirs at once
    if transcript is None:
        return
    # Nobody waits for the copy: neither the next call's hearing nor this call's judge.
    start(Queue.REST, f"{me}:playable", priority, copy_call, call)
    if roles_are_open(call, transcript):
        transcript = _asked_about_roles(me, call, priority, transcript)
    run = open_run(call, me, transcript)
    if run is None:
        return
    away = _judged(run, priority)
    if away is None:
        record_run(call, me, run, work_out(run))
    else:
        wait_for_judge(call, me, away)


def _asked_about_roles(me: str, call: str, priority: int, transcript: int) -> int:
    """The version of the transcript to judge, once a model was asked who the rep is. No answer changes it."""
    asking = start(Queue.JUDGING, f"{me}:roles", priority, tell_roles, call, me, transcript)
    try:
        return asking.result()
    except Exception as error:
        if was_cancelled(error):
            raise
        log.exception("Nobody could be asked who the rep of call %s is.", call)
        return transcript


def _judged(run: OpenRun, priority: int) -> dict[str, Any] | None:
    """Has all criteria read: the first alone where the judge wants it so, then the others side by side.

    In the rubric's order and from this thread: a replay knows them by their place. None, or the reason why
    the judge could not be asked; then those that were not begun are not.
    """
    alone = run["alone"]
    for some in (run["criteria"][:alone], run["criteria"][alone:]):
        readings = [
            start(
                Queue.JUDGING,
                f"{run['id']}:{criterion}",
                priority,
                judge_criterion,
                run["id"],
                run["transcript"],
                run["rubric"],
                criterion,
            )
            for criterion in some
        ]
        away = [reason for reading in readings if (reason := reading.result()) is not None]
        if away:
            return away[0]
    return None


@workflow
def hear_call(call: str, review: str) -> int | None:
    """Hears a call for its review; the number of the transcript. It waits in a queue of its own."""
    if not begin_hearing(call, review):
        return None
    return hear(call, review)


@workflow
def tell_roles(call: str, review: str, transcript: int) -> int:
    """Asks a language model who the rep is, where one may be; the version of the transcript to judge."""
    return ask_about_roles(call, review, transcript)


@workflow
def copy_call(call: str) -> None:
    """Makes the copies of the call's recording that browsers can play, where there are none yet."""
    make_playable(call)


@workflow
def judge_criterion(run: str, transcript: int, rubric: int, criterion: str) -> dict[str, Any] | None:
    """Asks the judge about one criterion of a run; a reason where it could not be asked."""
    return read_criterion(run, transcript, rubric, criterion)


@workflow
def write_week_note(note: str, number: int) -> None:
    """Writes the coaching note of a rep's week; `number` counts how often it was asked for."""
    write_note(note, number)


@workflow
def read_pass(made: str) -> None:
    """Has the judge read the calls of a round, side by side, and says what came of it."""
    _read_pass(made)


@workflow
def read_anchors(made: str) -> None:
    """Has those anchors heard again that the speech model of now has not heard, then all of them read.

    One that cannot be heard does not stop the rest; the check counts those it had to leave out.
    """
    hearings = [
        start(Queue.HEARING, f"pass:{made}:{call}:heard", passes.PRIORITY, hear_anchor_again, made, call)
        for call in anchors_to_hear(made)
    ]
    for hearing in hearings:
        try:
            reason = hearing.result(looks=1.0)
        except Exception as error:
            if was_cancelled(error):
                return
            reason = error_name(error)
        if reason is not None:
            log.warning("An anchor of the check %s could not be heard again: %s", made, reason)
    _read_pass(made)


@workflow
def hear_anchor_again(made: str, call: int) -> str | None:
    """Hears one anchor of a check again; why it could not be heard, or nothing."""
    return hear_anchor(made, call)


def _read_pass(made: str) -> None:
    calls = begin_pass(made)
    readings = [
        start(Queue.JUDGING, f"pass:{made}:{call}", passes.PRIORITY, read_pass_call, made, call)
        for call in calls
    ]
    reasons = [reason for reading in readings if (reason := reading.result()) is not None]
    finish_pass(made, reasons)


@workflow
def read_pass_call(made: str, call: int) -> str | None:
    """Reads one call of a pass; why it could not be read, or nothing."""
    return read_call(made, call)


@workflow
def try_rubric(trial: str) -> None:
    """Has the judge read the chosen calls in the words of a draft. One that breaks does not stop the rest."""
    readings = [
        start(Queue.JUDGING, f"trial:{trial}:{row}", TRIAL_PRIORITY, try_rubric_on_call, row)
        for row in calls_to_try(trial)
    ]
    for reading in readings:
        try:
            reading.result()
        except Exception as error:
            if was_cancelled(error):
                return
            log.exception("A call of the trial %s could not be read.", trial)
    end_trial(trial)


@workflow
def try_rubric_on_call(row: int) -> None:
    """Reads one call of a trial."""
    read_tried_call(row)


@workflow
def deliver_notices(delivery: str, tries: int) -> None:
    """Sends one mail or message, once it is claimed; a fault is noted, and it is tried again later."""
    if not begin_sending(delivery, tries):
        return
    try:
        fault, final = send_notices(delivery)
    except Exception as error:
        log.exception("The delivery %s broke off.", delivery)
        fault, final = error_name(error), False
    end_sending(delivery, fault, final)
