"""Words that no coaching note may use, by the reason why; whole words, in any form they are listed in."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(",") if phrase.strip())


FORBIDDEN = {
    "trait": _words(
        "lazy, careless, unprofessional, arrogant, rude, weak, sloppy, incompetent, stupid, smart, talented, "
        "gifted, a natural, born, personality, character, attitude, mindset, lack of, introvert, extrovert, "
        "shy, aggressive, pushy, passive, bad at, not good at, you are a, you are too, unmotivated, "
        "disorganised, disorganized, disappointing, terrible"
    ),
    "private": _words(
        "accent, pronunciation, foreign, native speaker, your age, too young, too old, gender, woman, "
        "husband, wife, children, family, pregnant, pregnancy, health, sick, illness, disability, disabled, "
        "religion, religious, race, nationality, politics"
    ),
    "feeling": _words(
        "tone, tone of voice, mood, emotion, emotional, stressed, stress, nervous, anxious, bored, angry, "
        "annoyed, frustrated, happy, unhappy, sad, confident, confidence, insecure, enthusiastic, "
        "enthusiasm, energy, tired, sounded, empathy, empathetic"
    ),
    "gender": _words("he, she, him, her, his, hers, himself, herself"),
    "sweeping": _words("always, never, every time, constantly, all the time, again and again"),
    "threat": _words(
        "PIP, improvement plan, performance plan, your job, terminated, termination, dismissal, fired, "
        "warning, consequences, last chance, HR, disciplinary"
    ),
    "rating": _words(
        "score, scored, scores, points, rating, grade, percentile, rank, ranking, below average, "
        "above average, your level, other reps, your peers, your colleagues, top performers, better than, "
        "worse than"
    ),
}

PROMISES = _words(
    "guarantee, guaranteed, promise, free, for free, discount, refund, money back, no risk, risk free, "
    "no obligation, best price, lowest price, special offer, unlimited, cancel anytime, cancel any time"
)
