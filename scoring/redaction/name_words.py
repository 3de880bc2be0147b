"""Words around names: how people introduce themselves, greet, and ask for a name; and what no name is."""

from collections.abc import Mapping


def _by_first(phrases: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for text in phrases.split("|"):
        words = tuple(text.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(said, key=len, reverse=True)) for first, said in found.items()}


_SURELY = (
    "my name is|my name's|my names|name's|the name is|the name's|my full name is|full name is|my first "
    "name is|"
    "first name is|first name's|my last name is|last name is|last name's|my surname is|surname is|"
    "the name on the account is|the name on the card is|name on it is|my friends call me|you can call me|"
    "just call me|call me mr|people call me|you've reached|you have reached|signed by|made out to|"
    "first name|given name|last name|full name|maiden name is|maiden name was"
)
_MAYBE = (
    "this is|i'm|i am|it's|it is|you're speaking with|you're talking to|you are speaking with|"
    "you are talking to|you're through to|you are through to|you got|you've got|speaking is|here is|im"
)
INTRODUCED: Mapping[str, tuple[tuple[tuple[str, ...], bool], ...]] = {
    first: tuple(
        (words, words in _by_first(_SURELY).get(first, ()))
        for words in sorted(
            {*_by_first(_SURELY).get(first, ()), *_by_first(_MAYBE).get(first, ())}, key=len, reverse=True
        )
    )
    for first in {*_by_first(_SURELY), *_by_first(_MAYBE)}
}
"""First atom → ways to say one's own name, and whether nothing but a name can follow."""

OTHERS = _by_first(
    "am i speaking with|am i speaking to|am i talking to|am i talking with|speaking with|is this|is that|"
    "can i speak to|can i speak with|could i speak to|could i speak with|may i speak to|may i speak with|"
    "can i talk to|looking for|trying to reach|i'm calling for|good to meet you|nice to meet you|"
    "pleased to meet you|nice talking to you|great talking to you|good talking to you|good to hear from you|"
    "talk to you soon|talk to you later|talk to you thursday|have a good one|take care|so much"
)
NAMED = _by_first(
    "named|his name is|his name's|her name is|her name's|their name is|guy called|woman called|man "
    "called|lady called|"
    "somebody called|someone called|person called|colleague called"
)
"""Before anybody's name."""
RELATED = _by_first(
    "boss is|boss's name is|wife is|husband is|colleague is|manager is|director is|assistant is|partner is|"
    "my wife|my husband|my daughter|my son|my boss|my colleague|my assistant|my manager|my director|my "
    "partner|"
    "my brother|my sister|our director|our manager|our president|our owner|our ceo|our cfo|our cto|our coo|"
    "operations director|finance director|nurse|uncle|aunt|ask for|attention of"
)
"""Before a name, or before something else."""
ASKED = _by_first(
    "your name|who am i talking to|who am i speaking to|who am i speaking with|who am i talking with|"
    "who is this|who's this|who is calling|who's calling|who is that|who's that|last name|first name|"
    "full name|"
    "who do i have|whom am i|name please|name on the|maiden name|spell your|spell that|and you are"
)
GREETINGS = frozenset(
    "hi hello hey morning afternoon evening bye goodbye dear howdy welcome bye-bye hiya yo cheerio "
    "hullo gday".split()
)
POLITE = frozenset("thanks you sorry okay ok cheers sure yes yeah welcome great perfect alright".split())
"""Before a name that stands apart: "Thank you, Megan." """
PLACES = frozenset("san santa saint st fort mount lake port los las el".split())
"""Before these a name is that of a place: "San Jose"."""
TITLES = frozenset(
    "mr mrs ms miss dr doctor mister missus professor prof sir madam herr frau madame monsieur senor "
    "senora".split()
)
HERE = frozenset("speaking here calling again".split())
OF = frozenset("from with at of over".split())
"""Words between a name and a company: "Megan Holt over at Copper Finch"."""
LEADING = frozenset(
    "uh um oh sorry sure yes yeah of course it's its it is that's thats that the name i'm im i am this my "
    "name's names well okay ok so hi hello hey first last full no problem and yep certainly "
    "absolutely".split()
)
"""Words before the name in an answer to a question for it."""
COMPANY_ENDS = frozenset(
    "inc incorporated ltd limited llc corp corporation company co gmbh plc group supply foods bank "
    "insurance solutions systems software technologies industries logistics partners holdings associates "
    "university college hospital clinic hotel motors airlines energy health financial capital media labs "
    "studio studios services consulting construction manufacturing bakery dairy farms street avenue road "
    "drive lane boulevard".split()
)
MONTH_NAMES = frozenset({"may", "april", "june", "august", "jan", "summer"})
MONTH_BEFORE = frozenset(
    "in by of until till since through during from next last this early late mid before after every to "
    "and or mid- around january february march april may june july august september october november "
    "december".split()
)
COMMON = frozenset(
    "will may mark grace bill frank rich art price young long short best good dean stone park field "
    "fields brown green white black gray grey king bishop knight page rose cook baker fisher hunter mason "
    "carpenter taylor cooper bell bush church day english french german hall hill house key lane law lord "
    "love marsh mills moon moore noble north west east south pope power powers price rivers sharp singer "
    "snow sparks spring summers swift temple walker ward waters weeks wells winter winters wise wood "
    "woods holt lang is are was were can could should would has have had does did do the a an".split()
)
"""Names that are words too: at the start of a sentence their capital says nothing."""
NO_NAME = frozenset(
    "siri alexa head chief vice president director manager owner founder senior junior partner "
    "i a an the and or but so if then than that this these those it its he she we you they me him her us "
    "them my your his our their mine yours ours theirs who whom whose which what when where why how not "
    "no yes yeah yep okay ok sure right well oh uh um er ah mm mhm hm hmm hey hi hello good great perfect "
    "awesome fine nice thanks thank please sorry to of in on at by for from with about into over under "
    "after before between through as is am are was were be been being do does did done have has had "
    "having can could should would might must shall there here now just only also too very really "
    "actually maybe probably again still already soon later today tomorrow tonight yesterday monday "
    "tuesday wednesday thursday friday saturday sunday january february march july september october "
    "november december morning afternoon evening night everybody everyone somebody someone nobody anyone "
    "anybody all both each every some any many much more most one two three four five six seven eight "
    "nine ten first second third next last new old other another same mr mrs ms miss dr doctor mister sir "
    "madam ma'am team folks guys ladies gentlemen friend man buddy dude american english german french "
    "spanish italian canadian mexican indian chinese british european african asian dutch polish "
    "swedish danish norwegian finnish greek turkish russian ukrainian irish scottish welsh "
    "swiss austrian belgian portuguese brazilian japanese korean vietnamese australian israeli arab hispanic "
    "latino catholic christian "
    "jewish muslim ceo cfo cto coo cio vp hr it qa pm am usa us uk eu i'm i'll i've i'd it's that's we're "
    "you're they're let's don't can't won't didn't isn't speaking calling interested looking afraid glad "
    "happy sorry busy fine trying going gonna working using sales support marketing operations finance "
    "legal accounting engineering customer service google microsoft apple amazon excel salesforce outlook "
    "zoom slack linkedin facebook zapier hubspot power teams windows android iphone english internet wifi "
    "crm erp api saas roi ok god jesus christ wow gosh happy merry easter christmas thanksgiving welcome "
    "back home work like go come see get got take look listen wait say said tell know think mean want "
    "need call calls called talk speak give make made sounds absolutely exactly definitely certainly "
    "correct understood course problem worries question questions anything something nothing everything "
    "because while until since whether though although however either neither nor per via plus minus "
    "number card phone email address account policy rep person part up down out off away around nope bye "
    "goodbye dot at".split()
)
"""Words that are no names, though a capital may stand at their front."""
