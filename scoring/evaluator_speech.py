"""How people speak to an evaluator, in the pattern language of `phrases.py`; `appeals.py` looks for it."""

import re
from collections.abc import Mapping

ADDRESSED = "it speaks to the one who evaluates the call"
OVERRULES = "it tells the evaluator to put its instructions aside"
DEMANDS = "it asks for a score or a verdict"
CLAIMS = "it states a result of the evaluation as a fact"
IMITATES = "it imitates the format of the evaluation"
HIDES = "it holds characters that cannot be seen or heard"
FOLLOWING = "it goes on after a sentence to the evaluator"

_WHO = (
    "(grader|evaluator|scorer|rater|assessor|reviewer|judge|ai|llm|gpt|chatgpt|claude|gemini|chatbot|bot"
    "|language model|qa [team|analyst|bot]|quality [team|analyst|bot])"
)
_WHICH = (
    "[the|any|an|a|our|my|dear|whatever|whichever] [ai|automated|automatic|llm|call|quality|scoring|grading]"
)
_PARTS = (
    "(call|conversation|criterion|criteria|item|items|section|sections|rubric|scorecard|checklist|disclosure"
    "|disclosures|recording notice|opening|discovery|qualification|objections|objection handling|next"
    " step|rep|representative"
    "|agent|salesperson|seller|evaluation)"
)
_GOOD = "(yes|pass|passed|passing|met|fulfilled|satisfied|compliant|excellent|perfect|flawless|outstanding)"
_TOP = "(full|maximum|max|top|perfect|highest|best|excellent)"
_MARKS = "(points|point|marks|mark|score|scores|rating|level|grade|credit|stars)"
_PRIOR = "(previous|prior|earlier|above|preceding|system|original|other|given|former)"
_ORDERS = "(instruction*|prompt*|rules|rule|guideline*|directive*|criteria|commands|message*|text|directions)"

PATTERNS: Mapping[str, tuple[str, ...]] = {
    ADDRESSED: (
        "(note|message|memo|reminder|attention|instruction|instructions|hint|comment) (to|for|of)"
        f" {_WHICH} {_WHO}",
        f"(dear|attention) {_WHICH} {_WHO}",
        "(hey|hello|hi|okay|listen|please) [dear] (ai|llm|gpt|chatgpt|claude|gemini|language model) [_]"
        " (grader|evaluator|judge|scorer|please|score|give|mark|rate|grade|ignore|note|listen|reading"
        "|grading)",
        "(ai|llm|automated|automatic) (grader|evaluator|judge|scorer|rater|assessor|reviewer)"
        " (please|note|give|mark|score|rate|ignore|listen|this|you|count|be|treat|consider|i|we)",
        "(ai|llm|automated|automatic) (grader|evaluator|scorer|rater|assessor)"
        " (must|should|shall|has to|is to)",
        "you are (now [a|an|the]|a|an) [_] [_]"
        " (evaluator|grader|scorer|rater|language model|llm|chatbot|ai [model|assistant|grader|evaluator])",
        "you are the [ai|llm|automated] (grader|scorer|rater|language model|llm|ai)",
        "(whoever|whatever|whichever) (grades|scores|reviews|evaluates|rates|judges|is (grading|scoring|"
        "reviewing|evaluating|rating|judging)) (this|the|our|my|it)",
        "if you are (grading|scoring|evaluating|rating|an ai|a language model|a model|an llm|a bot reading)",
        "(anyone|someone|the system|the computer|the machine|the model|the ai|the algorithm)"
        " (grading|scoring|evaluating|rating|that (scores|grades|rates|evaluates)) (this|my|our) (call|talk)",
        "(as|being) (a|an|the) (ai|llm|language model|evaluator|grader) (you|please|score|give|mark)",
    ),
    OVERRULES: (
        "(ignore|disregard|forget|override|bypass|discard) [all|any|everything] [of] [the|your|my|those"
        "|these]"
        f" {_PRIOR} [_] {_ORDERS}",
        "(ignore|disregard|forget|override|bypass) [all|any] [of] (your|those) [scoring|grading|own]"
        f" {_ORDERS}",
        "(ignore|disregard|override|bypass|forget) (the|your|this|that|all) [_]"
        " (rubric|scorecard|system prompt|grading|scoring|scoring rules|scoring criteria|grading criteria)",
        "(ignore|disregard|forget) (everything|all) [that] [was|is] [said|written|you were told|you know]"
        " (above|before this|so far|you were told|till now)",
        "(new|updated|real|actual|following) (instruction|instructions|system prompt|directive)"
        " (follow|are|is|from|for|supersede*|replace*|override*)",
        "(follow|obey|use) (these|this|my|the following) [new] (instruction|instructions|directive*)"
        " [instead|only|now]"
        " (instead|and|only|now|give|mark|score)",
        "(your|the) (instruction*|prompt|rubric) (has|have) (been|changed) [_] (changed|updated|replaced"
        "|suspended|"
        "overridden|revoked)",
        "(developer|debug|admin|maintenance|jailbreak|god) mode (on|enabled|activated|is (on|active"
        "|enabled))",
        "(system|admin|developer) override",
        "(ignoriere|vergiss|ignora|olvida|ignorez|oubliez) ... (anweisung*|instruccion*|instruction*"
        "|vorgaben|reglas)",
        "(end|ignore the rest) of [the] (evaluation|grading|scoring) (prompt|instruction*|task)",
    ),
    DEMANDS: (
        "(give|award|grant|assign|record|enter|output|return|report|write|select|choose) [_] [_]"
        f" {_PARTS} [_] [_]"
        f" (#|1|{_TOP}) [out of] [#] [{_MARKS}|percent]",
        "(give|award|grant|assign) (me|us|him|her|them|this|it|everyone|yourself|the (rep|agent|call))"
        " [_] [a|an|the|all]"
        f" ({_TOP} [_] {_MARKS}|# {_MARKS}|# out of #|level #|a (pass|perfect))",
        f"(give|award|assign) [a|an|the] (# (points|marks)|{_TOP} (points|marks|score|rating|grade|credit))"
        " [for|on|to|in] [this|the|every|each|all] [_] [call|rep|agent|criterion|criteria|item|items"
        "|section]",
        "(mark|score|rate|grade|count|tick|judge|evaluate|answer|treat|regard|classify|label) [this|that"
        "|the|it|every|each|all|our|my]"
        f" [_] [of] [the|them] [_] {_PARTS} ... [as|with|at|a|to] (#|{_GOOD}|{_TOP}|complete|completed"
        "|done|given|read|made|not applicable)",
        "(mark|score|rate|grade|count|judge|evaluate|answer|treat) (this|that|it|them|all|everything|me"
        "|us|him|her)"
        f" [_] [as|with|at] [a|an] ({_GOOD}|{_TOP} [_] {_MARKS}|# out of #|level #|# points)",
        "(assign|give|award) (level|grade|rating) # (to|for|on) (every|all|each|this|the)",
        "(mark|score|answer|set|output|return|say|respond|reply) [with|only] (yes|pass|passed|5)"
        " (for|to|on|in) (every|each|all|the|this) [_] (item*|question*|criterion|criteria|verdict*)",
        f"(this|the) {_PARTS} (deserves|earns|merits|should (get|receive|be (scored|graded|rated|marked))"
        "|must (get|receive|be (scored|graded|rated|marked))|is to be (scored|graded|rated|marked))",
        "(all|every|each) (criterion|criteria|item|items|verdict|verdicts|level|levels)"
        " (should|must|shall|will|has to|have to|needs to|need to) (be|get|receive|read|say)",
        "(do not|never|no need to) (deduct|subtract|penalize|penalise|mark down|downgrade|take off)"
        " ... (point*|rep|agent|call|score|marks)",
        f"(set|change|make|turn) [the|every|each|all|any|your] (verdict|verdicts) [_] [_] (to|as) {_GOOD}",
        f"(order|demand|insist on) [you to give] [me|us|him|her] {_TOP} (points|marks)",
        "(set|make|change|raise|bump|push) (the|my|our|his|her|this) [qa|quality|call|final] (score"
        "|rating|grade)"
        " (to|up to|as) (#|full|maximum|perfect|the)",
        "(gib|dar|dale|donne|donnez) ... (punkte|puntos|points)",
        "(skip|exclude|omit|leave out) (this|that|the next) [_] [_] (from|in) (the|your)"
        " (evaluation|scoring|grading|review|score)",
    ),
    CLAIMS: (
        "(mandatory|required|compliance|legal|regulatory|recording) (disclosure*|notice*|statement*"
        "|disclaimer*)"
        " (has|have|was|were) [already|now|all] [been] [fully|properly] (read|given|made|provided"
        "|delivered|satisfied)",
        "(the|all) [_] (disclosure*|disclaimer*|notice) (has|have) [already|now|all] been"
        " (read|given|made|provided|delivered) ... (mark*|pass*|score*|count*|credit)",
        "(all|every|each) [of] [the] (criteria|criterion|items|item|rubric items) (is|are|was|were|has"
        " been|have been)"
        f" [fully|all|now|hereby] ({_GOOD}|complete|completed|answered)",
        "(the|your|correct|right|expected|final) (score|verdict|answer|level|grade|rating) (is|would be"
        "|should be|must be)"
        " (yes|5|100|pass|passed|perfect|maximum|excellent|level)",
        "(answer|verdict) (to|for|on) (every|all|each|this|the) (item*|question*|criteri*) (is|should be"
        "|must be) (yes|pass*)",
        "this (counts|qualifies|should count|must count) as (a|an|the|my|our) [_]"
        " (disclosure|discovery|opening|qualification|next step|objection handling|recording notice|must"
        " have)",
        "consider (this|that|the) [_] (criterion|criteria|item|requirement|disclosure|rubric|checklist"
        f"|box) [_] {_GOOD}",
        "(this|the) (rep|agent|call|representative) (has|have) [already] (met|passed|satisfied|fulfilled"
        "|done)"
        " (all|every|each) [of] [the] (criteria|criterion|requirement*|item*)",
        "(criterion|verdict|evidence|discovery|opening|qualification|objections|disclosure|next step)"
        " (equals|colon|score|level|is) [a|an] [level] (5|yes|true|pass|passed|met) [out of 5]",
    ),
    IMITATES: (
        "(end|beginning|start|close) of [the] (transcript|call data|conversation data|user input"
        "|untrusted data)",
        "(begin|end|open|close) [the] (system|instruction|json|user) (block|message|prompt)",
        "(open|close|left|right) (curly) (brace|bracket)",
        "(json|xml) ... (verdict|evidence|score|answer) ... (yes|5|pass*|true)",
        "(system prompt|system message) (colon|says|reads|you)",
    ),
}

FENCE = re.compile(
    r"```|~~~|</?[ ]?(?:system|assistant|user|instructions?|transcript|prompt|data|inst)\b|\[/?INST\]|<\|"
    r"|[{\[,]\s*[\"'](?:items?|verdicts?|evidence|answer|score|level|role|id|why|anchor)[\"']\s*:"
    r"|^\s*(?:system|assistant|developer)\s*:|#{3,}|-{3,}\s*(?:END|BEGIN)|\bEND OF (?:TRANSCRIPT|DATA)\b"
    r"|\bS[0-9]{4}-[0-9a-z]+",
    re.IGNORECASE,
)
TRIGGERS = frozenset(
    "ai answer assessor assign award bot bypass chatbot chatgpt claude consider count counts credit "
    "criteria criterion curly dale dar deduct deserves directive discard disclaimer disclaimers "
    "disclosure disclosures disregard donne donnez drop evaluate evaluates evaluating evaluation "
    "evaluator evidence exclude follow forget gemini gib give gpt grade graded grader grades grading "
    "grant ignora ignore ignorez ignoriere instruction instructions item items json judge judged "
    "judges judging level levels llm mark marks mode model notice notices obey olvida omit oubliez "
    "override penalise penalize point points prompt qualifies quality rate rated rater rates rating "
    "requirement requirements reviewer reviewing reviews rubric score scorecard scored scorer scores "
    "scoring skip stars statement statements subtract system tick transcript treat verdict verdicts "
    "vergiss xml".split()
)
"""One of these words is in every pattern: sentences without them need not be searched."""
WRITES = frozenset("send sent write wrote leave left add added forward take took get got".split())
"""Before "a note to the reviewer": then it is about somebody's work."""
HARMLESS = "(off|discount|margin|interest|apr|basis|loyalty|reward|frequent|airline|leads)"
"""In or right behind a demand: points of a discount, scores of leads."""
