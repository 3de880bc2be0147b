"""Health details, for teams whose calls are about people's health: conditions, medicines, treatments."""

from collections.abc import Sequence

from scoring.redaction.masks import Hidden
from scoring.redaction.row import Row

TERMS = frozenset(
    "diabetes diabetic cancer tumor tumour leukemia lymphoma melanoma chemotherapy chemo radiation asthma "
    "copd emphysema bronchitis pneumonia covid hiv aids hepatitis cirrhosis dialysis kidney stroke "
    "seizure seizures epilepsy migraine migraines depression depressed anxiety bipolar schizophrenia ptsd "
    "adhd autism autistic dementia alzheimer's alzheimers parkinson's parkinsons sclerosis arthritis "
    "osteoporosis fibromyalgia lupus psoriasis eczema hypertension cholesterol angina arrhythmia "
    "pacemaker stent bypass transplant amputation miscarriage pregnant pregnancy abortion ivf menopause "
    "infertility std syphilis gonorrhea herpes addiction alcoholic alcoholism rehab methadone overdose "
    "suicidal suicide anorexia bulimia obesity obese anemia hemophilia thyroid hypothyroidism glaucoma "
    "cataract cataracts wheelchair disability disabled surgery hysterectomy mastectomy colonoscopy biopsy "
    "mri insulin metformin lisinopril atorvastatin amlodipine losartan gabapentin sertraline zoloft "
    "prozac lexapro xanax adderall oxycodone oxycontin percocet vicodin morphine fentanyl warfarin "
    "eliquis xarelto humira ozempic wegovy prednisone albuterol inhaler levothyroxine omeprazole "
    "ibuprofen antidepressant antidepressants antibiotics antibiotic biotics chemotherapy oncologist "
    "cardiologist psychiatrist psychologist therapist neurologist nephrologist diagnosis symptoms".split()
)
PHRASES = tuple(
    tuple(words.split())
    for words in (
        "heart attack|heart failure|heart disease|heart condition|heart surgery|blood pressure|"
        "blood sugar|blood thinner|blood thinners|blood clot|back pain|chest pain|knee replacement|"
        "hip replacement|mental health|panic attacks|panic attack|sleep apnea|multiple sclerosis|"
        "crohn's disease|cystic fibrosis|kidney failure|kidney disease|liver disease|broken hip|"
        "open heart|nervous breakdown|side effects|birth control|pain killers"
    ).split("|")
)
LEADS = tuple(
    tuple(words.split())
    for words in (
        "diagnosed with|suffer from|suffers from|suffering from|allergic to|prescription for|"
        "prescribed|treated for|surgery on|medication for|milligrams of"
    ).split("|")
)
STOPS = frozenset(
    "a an the and or my his her their our in on at for since when but because it that this".split()
)


def hidden_health(row: Row) -> dict[int, Hidden]:
    """Word of the row → HEALTH, for every word that tells of somebody's health."""
    covered: dict[int, Hidden] = {}
    for at, atom in enumerate(row.atoms):
        places: list[int] = []
        if atom.text.removesuffix("'s") in TERMS or atom.text in TERMS:
            places = [at]
        elif any(_says(row, at, words) for words in PHRASES):
            places = [at, at + 1]
        for lead in LEADS:
            if _says(row, at, lead):
                places = _told(row, at + len(lead))
        covered.update({row.atoms[place].word: Hidden.HEALTH for place in places})
    return covered


def _says(row: Row, at: int, words: Sequence[str]) -> bool:
    return all(row.text(at + step) == word for step, word in enumerate(words))


def _told(row: Row, at: int) -> list[int]:
    """What somebody is "diagnosed with": up to three words, articles aside, to the end of the clause."""
    told: list[int] = []
    while at < len(row.atoms) and len(told) < 3 and row.sentence(at) == row.sentence(at - 1):
        if row.text(at) in STOPS:
            if told:
                break
        else:
            told.append(at)
            if row.atoms[at].comma:
                break
        at += 1
    return told
