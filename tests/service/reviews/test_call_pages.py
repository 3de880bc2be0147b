"""The pages beside a call, without a browser: what each person reads, and what becomes of forms."""

from sqlalchemy import delete, select

from service.db.tables import Dispute, Recording, RubricVersion, Score, TeamRules
from service.reviews.filled_in import said_in
from tests.service.company import as_
from tests.service.reviews.beside import Beside, review_version
from tests.service.served import scored, wav, web

MISSED = "opening_m2"
"""The scripted judge finds the first item of each criterion and none of the rest."""
ANSWERED = {"version": "1", "item": MISSED, "answer": "yes", "sentences": "S0003", "reason": "She says it."}


def test_before_its_release_ana_reads_what_was_said_and_nothing_of_the_review(beside: Beside) -> None:
    page = beside.get("Ana")
    assert "Not released yet: you can listen" in page
    assert "thanks for joining me on" in page
    assert "QA score" not in page.replace("QA score</span>", "")
    assert "Asks for opening_m1" not in page
    assert "QA score 35" in beside.get("Sam")
    beside.release()
    assert "QA score 35" in beside.get("Ana")


def test_a_changed_answer_shows_old_and_new_with_its_reason(beside: Beside) -> None:
    status, where = beside.post("Sam", f"/calls/{beside.call}/changes", **ANSWERED)
    assert (status, where) == (303, f"/calls/{beside.call}?said=answer_changed#item-{MISSED}")
    page = beside.get("Sam")
    # Without scripts a sentence is chosen from one list for all forms; with scripts it is not even read.
    assert page.count("<datalist") == 1
    assert '<noscript><datalist id="sentences"><option value="S0001">' in page
    assert page.count('name="sentences" list="sentences"') > 10
    assert "AI reading: no. Now yes, changed by Sam" in page
    assert "She says it." in page
    # One more must of opening: level 3, worth 65; (65 + 4 × 35) / 5 = 41.
    assert "QA score 41" in page
    back = {"item": MISSED, "reason": "It was right.", "mode": "confirm"}
    path = f"/calls/{beside.call}/changes/take-back"
    assert beside.post("Quinn", path, version="1", **back)[0] == 412
    version = str(review_version(beside))
    status, where = beside.post("Sam", path, version=version, **back)
    assert (status, where) == (303, f"/calls/{beside.call}/confirm?said=change_taken_back#item-{MISSED}")
    assert "QA score 35" in beside.get("Quinn")


def test_without_scripts_an_answer_may_rest_on_several_sentences_of_the_list(beside: Beside) -> None:
    page = beside.get("Sam")
    assert page.count('name="sentences-2" list="sentences"') == page.count(
        'name="sentences" list="sentences"'
    )
    chosen = {"sentences": "S0001", "sentences-2": "S0003", "sentences-3": "S0001"}
    assert said_in({"item": MISSED, "answer": "yes", **chosen}).sentences == ("S0001", "S0003")
    sheet = beside.get("Sam", "/sheet")
    assert f'name="at-{MISSED}-3" list="sentences"' in sheet
    at = {f"answer-{MISSED}": "yes", f"at-{MISSED}": "", f"at-{MISSED}-2": "S0003"}
    assert beside.post("Sam", f"/calls/{beside.call}/sheet", outcome="save", **at)[0] == 303
    assert f'name="at-{MISSED}" value="S0003"' in beside.get("Sam", "/sheet")


def test_a_release_is_taken_back_where_it_was_made_and_what_that_does_is_said_first(beside: Beside) -> None:
    _, where = beside.post("Sam", f"/calls/{beside.call}/confirm", version="1", outcome="release")
    assert where == f"/queue?said=released&call={beside.call}"
    assert (
        f'<a href="/calls/{beside.call}#step-back">Take it back</a>'
        in as_(beside.client, "Sam").get(where).text
    )
    assert "#step-back" not in as_(beside.client, "Sam").get("/queue?said=released&call=../x").text
    page = beside.get("Sam")
    assert "Ana has had it since" in page
    assert "may have read it" in page
    path, version = f"/calls/{beside.call}/step-back", str(review_version(beside))
    wish = {"what": "release", "version": version}
    assert beside.post("Sam", path, **wish, reason="")[0] == 422
    status, where = beside.post("Sam", path, **wish, reason="The wrong one.")
    assert (status, where) == (303, f"/calls/{beside.call}?said=release_taken_back")
    assert "Not released yet" in beside.get("Ana")
    status, page = beside.post("Quinn", path, **wish, reason="The same.")
    assert status == 412
    assert "Take the confirmation back" in page  # the page as it is now


def test_a_call_whose_recording_was_deleted_says_so_and_asks_nobody_to_play_it(beside: Beside) -> None:
    silent = "This call has no sound"
    assert silent not in beside.get("Sam", "/confirm")
    with web(beside.client).database.write() as session:
        session.execute(delete(Recording))
    page = beside.get("Sam", "/confirm")
    assert silent in page
    assert "data-silent" in page
    assert f"/calls/{beside.call}/sound" not in page
    assert silent in beside.get("Sam", "/sheet")


def test_what_is_not_for_the_rep_stays_among_those_who_review(beside: Beside) -> None:
    path = f"/calls/{beside.call}/comments"
    beside.post("Sam", path, sentence="S0001", text="Ask her about this.", kept="true")
    beside.post("Sam", path, sentence="S0001", text="Nicely said.")
    beside.release()
    assert "Ask her about this." in beside.get("Quinn")
    for_ana = beside.get("Ana")
    assert "Nicely said." in for_ana
    assert "Ask her about this." not in for_ana


def test_a_sheet_handed_in_blind_is_let_stand_unless_somebody_was_quicker(beside: Beside) -> None:
    with web(beside.client).database.write() as session:
        session.get_one(TeamRules, beside.cast.teams["Northwind"]).blind_first = 1
    fields = {f"answer-{item}": "no" for items in web_rubric(beside).values() for item in items}
    path = f"/calls/{beside.call}/sheet"
    status, where = beside.post("Sam", path, outcome="hand_in", **fields)
    assert (status, where) == (303, f"/calls/{beside.call}/compared?said=sheet_in")
    assert "Let my sheet stand" in beside.get("Sam", "/compared")
    assert beside.post("Sam", f"{path}/stand-by", version="99")[0] == 412
    status, where = beside.post("Sam", f"{path}/stand-by", version=str(review_version(beside)))
    assert (status, where) == (303, f"/calls/{beside.call}?said=sheet_stands")
    assert "Let my sheet stand" not in beside.get("Sam", "/compared")
    assert "Scored by a person" in beside.get("Sam")


def test_what_a_change_would_do_is_said_before_it_is_made(beside: Beside) -> None:
    said = as_(beside.client, "Sam").get(
        f"/calls/{beside.call}/changes/preview", params={"item": MISSED, "answer": "yes"}
    )
    assert said.text == "No becomes yes. Level 2 becomes 3. QA score 35 becomes 41."


def test_an_answer_that_its_sentence_does_not_carry_comes_back_as_it_was_typed(beside: Beside) -> None:
    status, page = beside.post(
        "Sam", f"/calls/{beside.call}/changes", **ANSWERED | {"sentences": "S0002", "mode": "confirm"}
    )
    assert status == 422
    assert "S0002 is spoken by the customer" in page
    assert 'value="S0002"' in page
    assert 'value="She says it."' in page


def test_the_second_of_two_is_told_and_nothing_of_theirs_is_written(beside: Beside) -> None:
    beside.post("Sam", f"/calls/{beside.call}/changes", **ANSWERED)
    status, page = beside.post("Quinn", f"/calls/{beside.call}/confirm", version="1", outcome="release")
    assert status == 412
    assert "The review was changed meanwhile" in page
    assert "AI reading, unconfirmed" in page


def test_a_sheet_that_is_not_whole_says_what_is_open_and_keeps_the_rest(beside: Beside) -> None:
    path = f"/calls/{beside.call}/sheet"
    status, page = beside.post(
        "Sam", path, **{"outcome": "hand_in", "answer-opening_m1": "yes", "at-opening_m1": "S0001"}
    )
    assert status == 422
    assert "cannot be taken yet" in page
    assert page.count("not answered yet") >= 35
    kept = beside.get("Sam", "/sheet")
    assert 'name="at-opening_m1" value="S0001"' in kept
    assert "1 of 36 answered" in kept
    assert "QA score 35" not in kept


def test_a_whole_sheet_becomes_a_reading_of_its_own(beside: Beside) -> None:
    criteria = web_rubric(beside)
    fields = {f"answer-{item}": "no" for items in criteria.values() for item in items}
    judged_by = '<b class="tag">AI reading</b>'
    assert judged_by in beside.get("Quinn")
    status, where = beside.post("Sam", f"/calls/{beside.call}/sheet", outcome="hand_in", **fields)
    assert (status, where) == (303, f"/calls/{beside.call}?said=sheet_in")
    page = beside.get("Quinn")
    assert "Scored by a person" in page
    assert judged_by not in page


def web_rubric(beside: Beside) -> dict[str, list[str]]:
    with web(beside.client).database.read() as session:
        document = session.scalars(select(RubricVersion)).one().document
    return {part["key"]: [item["id"] for item in part["items"]] for part in document["criteria"]}


def test_ana_asks_about_an_item_and_quinn_answers(beside: Beside) -> None:
    beside.release()
    asked = {"item": MISSED, "answer": "yes", "sentences": "S0003", "reason": "I did, at the start."}
    status, where = beside.post("Ana", f"/calls/{beside.call}/disputes", **asked)
    assert (status, where) == (303, f"/calls/{beside.call}?said=dispute_open")
    assert "The rep proposes “yes”: I did, at the start. Waits for an answer" in beside.get("Ana")
    with web(beside.client).database.read() as session:
        question = session.scalars(select(Dispute)).one()
    board = as_(beside.client, "Quinn").get("/disputes").text
    assert "I did, at the start." in board
    assert "1 question waits for your answer" in board
    assert "0 questions wait" in as_(beside.client, "Sam").get("/disputes").text  # he confirmed it
    at = f"/disputes/{question.public_id}"
    assert as_(beside.client, "Sam").get(at).headers["location"] == f"/calls/{beside.call}#item-{MISSED}"
    page = as_(beside.client, "Quinn").get(at).text
    assert page.count('name="sentence"') == page.count('data-start="') > 2
    assert "the rep means this" in page
    answer = {"version": str(question.version), "reason": "ai_reading_wrong", "says": "You are right."}
    partly = {"outcome": "partly", "answer": "no", "shown_by": "part", "sentence": "S0003"}
    status, page = beside.post("Quinn", f"{at}/settle", **answer, **partly)
    assert status == 422  # it is "no" as it stands
    assert 'value="S0003" checked' in page
    accepted = {**answer, "outcome": "accepted", "sentence": "S0003"}
    status, where = beside.post("Quinn", f"{at}/settle", **accepted)
    assert (status, where) == (303, "/disputes?said=dispute_settled")
    # Who was slower reads what stands now, and finds again what they had written.
    status, page = beside.post("Quill", f"{at}/settle", **accepted | {"says": "She asks it at 0:20."})
    assert status == 412
    assert "Your answer was not kept: Quinn was quicker. It is accepted" in page
    assert "She asks it at 0:20." in page
    assert "Send the answer" not in page
    home = as_(beside.client, "Ana").get("/me").text
    assert "the AI reading was wrong. You are right." in home
    assert "QA score 41" in home


def test_an_answer_to_a_question_without_a_sentence_comes_back(beside: Beside) -> None:
    beside.release()
    beside.post("Ana", f"/calls/{beside.call}/disputes", kind="not_me", reason="I was ill that day.")
    with web(beside.client).database.read() as session:
        question = session.scalars(select(Dispute)).one()
    path = f"/disputes/{question.public_id}/settle"
    typed = {"version": "1", "outcome": "rejected", "reason": "wrong_speaker", "says": ""}
    status, page = beside.post("Quinn", path, **typed)
    assert status == 422
    assert 'value="wrong_speaker" selected' in page


def test_a_self_score_that_leaves_a_part_out_is_not_sent_and_shows_nothing_of_the_reading(
    beside: Beside,
) -> None:
    path = f"/calls/{beside.call}/self-score"
    status, page = beside.post("Ana", path, **{"level-opening": "4", "remark": "I rushed."})
    assert status == 422
    assert "Discovery" in page
    assert "I rushed." in page
    assert "AI reading" not in page
    levels = {f"level-{key}": "3" for key in web_rubric(beside)}
    assert beside.post("Ana", path, **levels)[1] == f"{path}?said=self_scored"
    assert "as soon as it is released" in beside.get("Ana", "/self-score")


def test_a_part_of_a_call_is_chosen_from_its_transcript_to_be_shared(beside: Beside) -> None:
    beside.release()
    path = f"/calls/{beside.call}/examples"
    page = beside.get("Sam", "/examples")
    assert page.count('name="sentence"') == page.count('data-start="') > 2
    assert "Ask its rep" in page
    assert "Share it" in beside.get("Ana", "/examples")
    chosen = {"criterion": "discovery", "title": "Asks what it costs"}
    status, page = beside.post("Sam", path, **chosen)
    assert (status, 'value="Asks what it costs"' in page) == (422, True)
    status, page = beside.post("Sam", path, criterion="discovery", sentence="S0002")
    assert (status, 'value="S0002" checked' in page) == (422, True)
    both = as_(beside.client, "Sam").post(path, data=chosen | {"sentence": ["S0002", "S0001"]})
    assert (both.status_code, both.headers["location"]) == (303, "/examples?said=consent_asked")
    (one,) = as_(beside.client, "Sam").get("/api/v1/examples").json()
    assert (one["first"], one["last"]) == ("S0001", "S0002")


def test_a_call_that_names_no_rep_is_given_to_one_and_counts_for_them(beside: Beside) -> None:
    call = scored(beside.client, sound=wav(value=9), team="Northwind")["id"]
    sam, uma = as_(beside.client, "Sam"), beside.cast.ids["Uma"]
    page = sam.get(f"/calls/{call}").text
    assert "Nobody said whose call this is" in page
    assert beside.cast.ids["Rui"] in page
    assert uma not in page
    at, anyhow = f"/api/v1/calls/{call}", {"If-Match": "*"}
    assert sam.patch(at, headers=anyhow, json={"rep": uma}).status_code == 422  # of another manager's team
    assert sam.patch(at, headers=anyhow, json={}).status_code == 422
    version = page.partition('name="version" value="')[2].partition('"')[0]
    named = {"rep": beside.cast.ids["Rui"], "version": version}
    assert beside.post("Sam", f"/calls/{call}/whose", **named)[1] == f"/calls/{call}?said=rep_named"
    with web(beside.client).database.read() as session:
        mine = select(Score.value).where(Score.rep_id == beside.cast.keys["Rui"], Score.criterion == "qa")
        assert session.scalars(mine).all() == [35]
    assert sam.patch(at, headers=anyhow, json={"rep": beside.cast.ids["Ana"]}).status_code == 409
    assert "said whose call it is" in sam.get(f"/calls/{call}").text
