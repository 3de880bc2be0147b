"""Every published value in the collection of reference cases, to the digits it is printed with.

The collection is not in this repository. The values of Krippendorff, Cohen, Fleiss and Gwet that are free
facts stand in the tests beside this one as well, so that the clone alone proves the sums.
"""

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from scoring.agreement.alpha import alpha, distance_alpha
from scoring.agreement.conger import conger
from scoring.agreement.fleiss import brennan_prediger, fleiss
from scoring.agreement.gwet import gwet
from scoring.agreement.kappa import kappa
from scoring.agreement.ratings import Ratings, Scale
from scoring.agreement.shares import panel_share, unit_agreement
from scoring.agreement.tables import pair_tables
from scoring.agreement.weights import distances
from tests.scoring.agreement.published import units_of

COLLECTION = Path(__file__).parents[4] / "shared/data/agreement/reference_cases.json"
pytestmark = pytest.mark.skipif(not COLLECTION.is_file(), reason="../shared/data is absent")

CASES = json.loads(COLLECTION.read_text(encoding="utf-8")) if COLLECTION.is_file() else []
BY_ID = {case["id"]: case for case in CASES}

NOT_OURS = {
    "se": "a linearised variance; the intervals here are jackknife",
    "ci": "from the linearised variance",
    "p_value": "from the linearised variance",
    "bangdiwala_B": "another coefficient, which nothing here offers",
    "tol": "how exactly the others are printed",
    "note": "words",
    "verified_here": "computed by others from the same data; the printed values are checked",
}

ROUNDED_ON_THE_WAY = {"literature/Fleiss1971_example": 0.004}
"""Fleiss worked with shares rounded to .144, .144, .167, .306, .239: Σ p² = .2201 and not .2199, and what
he prints for each category moves with it (.248 for .245)."""


def ratings_of(case):
    """The ratings as a frame, words and letters numbered in their order."""
    if "file" in case:  # the same data as another case, named by its file
        case = BY_ID["irrCAC/raw_4raters"]
    if case["kind"] == "contingency":
        table = [(a + 1, b + 1) for a, b in units_of(case["table"])]
        scale = case.get("categories") or range(1, len(case["table"]) + 1)
        return Ratings.of(table, scale)
    table = list(zip(case["a"], case["b"], strict=True)) if "a" in case else case["ratings"]
    used = sorted({value for row in table for value in row if value is not None})
    number = {value: place for place, value in enumerate(used)} if isinstance(used[0], str) else None
    if number is None:
        return Ratings.of(table, used)
    return Ratings.of(
        [[None if value is None else number[value] for value in row] for row in table], range(len(used))
    )


def weights_of(name, ratings):
    """The weights of Gwet's Handbook (2014), table 3.A; the first four are ours as distances."""
    ours = {"identity": "nominal", "linear": "linear", "quadratic": "quadratic", "ratio": "ratio"}
    if name in ours:
        return 1 - distances(ratings.scale, ours[name])
    x = ratings.scale.points()
    a, b = x[:, None], x[None, :]
    low, high = x.min(), x.max()
    apart = np.abs(a - b)
    if name == "radical":
        distance = np.sqrt(apart)
    elif name == "ordinal":
        place = np.arange(len(x))
        between = np.abs(place[:, None] - place[None, :]) + 1
        distance = between * (between - 1) / 2
    elif name == "circular":
        distance = np.sin(np.pi * (a - b) / (high - low + 1)) ** 2
    else:
        assert name == "bipolar"
        spread = ((a + b) - 2 * low) * (2 * high - (a + b))
        distance = apart**2 / np.where(apart > 0, spread, 1)
    return 1 - distance / distance.max()


def panel_value(coefficient, weights, ratings):
    counts, distance = ratings.counts(), 1 - weights
    if coefficient == "conger":
        return conger(ratings, distance).value
    functions = {
        "krippendorff": distance_alpha,
        "gwet": gwet,
        "fleiss": fleiss,
        "bp": brennan_prediger,
    }
    return functions[coefficient](counts, distance).value


def agreement_seen(coefficient, weights, ratings):
    """pa; Krippendorff's weighs units by their ratings and adds what a rating has with itself."""
    counts = ratings.counts()
    pairable = counts[counts.sum(axis=1) >= 2]
    alike = unit_agreement(pairable, weights)
    if coefficient != "krippendorff":
        return alike.mean()
    per_unit = pairable.sum(axis=1)
    total = per_unit.sum()
    return (1 - 1 / total) * (per_unit * alike).sum() / total + 1 / total


def pair_kappa(ratings, kind="nominal"):
    ((_, tables),) = pair_tables(ratings)
    return kappa(tables, distances(ratings.scale, kind))[0]


def most_alike(table):
    """A table with the same margins and as much agreement as they allow."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    best = np.diag(np.minimum(rows, columns))
    rows, columns = rows - best.sum(axis=1), columns - best.sum(axis=0)
    for a in range(len(rows)):
        for b in range(len(columns)):
            moved = min(rows[a], columns[b])
            best[a, b] += moved
            rows[a], columns[b] = rows[a] - moved, columns[b] - moved
    return best


def by_category(ratings):
    """Fleiss's kappa (with two raters Scott's pi) of each value against all the others."""
    for value in range(ratings.scale.size):
        codes = np.where(ratings.codes >= 0, ratings.codes == value, -1).astype(np.int16)
        two = Ratings(ratings.units, ratings.raters, Scale((0, 1)), codes)
        yield fleiss(two.counts(), distances(two.scale, "nominal")).value


def ours(case, key):
    """What this package says to one printed quantity of a case."""
    if case["kind"] == "distribution":
        counts = np.array(case["counts"])
        return fleiss(counts, 1 - np.eye(counts.shape[1])).value
    ratings = ratings_of(case)
    counts, scale = ratings.counts(), ratings.scale
    nominal, quadratic = distances(scale, "nominal"), distances(scale, "quadratic")
    exact = panel_share(counts, scale, 0).value
    if key == "Do":
        return disagreement_seen(counts)
    if key == "De":
        return disagreement_seen(counts) / (1 - alpha(counts, scale, "nominal").value)
    if key == "kappa_max":
        ((_, (table,)),) = pair_tables(ratings)
        return kappa(most_alike(table)[None], nominal)[0]
    if key == "pe":
        value = ours(case, "fleiss" if "fleiss" in case["expected"] else "cohen")
        return (exact - value) / (1 - value)
    values = {
        "percent": lambda: exact,
        "po": lambda: exact,
        "pa": lambda: exact,
        "cohen": lambda: pair_kappa(ratings),
        "qwk": lambda: pair_kappa(ratings, "quadratic"),
        "scott": lambda: fleiss(counts, nominal).value,
        "fleiss": lambda: fleiss(counts, nominal).value,
        "fleiss_R_irr": lambda: fleiss(counts, nominal).value,
        "conger": lambda: conger(ratings, nominal).value,
        "bp": lambda: brennan_prediger(counts, nominal).value,
        "brennan_prediger": lambda: brennan_prediger(counts, nominal).value,
        "bennett_S": lambda: brennan_prediger(counts, nominal).value,
        "randolph_free": lambda: brennan_prediger(counts, nominal).value,
        "krippendorff": lambda: alpha(counts, scale, "nominal").value,
        "krippendorff_nominal": lambda: alpha(counts, scale, "nominal").value,
        "gwet": lambda: gwet(counts, nominal).value,
        "ac1": lambda: gwet(counts, nominal).value,
        "gwet_ac1": lambda: gwet(counts, nominal).value,
        "ac2_quadratic": lambda: gwet(counts, quadratic).value,
    }
    return values[key]()


def disagreement_seen(counts):
    """Krippendorff's observed disagreement, nominal: units weighted by their ratings."""
    pairable = counts[counts.sum(axis=1) >= 2]
    alike = unit_agreement(pairable, np.eye(counts.shape[1]))
    return float((pairable.sum(axis=1) * (1 - alike)).sum() / pairable.sum())


def printed(expected, tolerance=None):
    """Half of the last printed digit; some tables are cut, not rounded, and say so by a tolerance."""
    digits = -Decimal(str(expected)).as_tuple().exponent
    return pytest.approx(expected, abs=max(0.5 * 10**-digits, tolerance or 0) + 1e-9)


def single_values():
    for case in CASES:
        expected = case["expected"]
        if isinstance(expected, list):
            continue
        for key, value in expected.items():
            if key in NOT_OURS or not isinstance(value, (int, float)):
                continue
            yield pytest.param(case, key, value, id=f"{case['id']}-{key}")


def grouped(name):
    return [
        pytest.param(case, case["expected"][name], id=case["id"])
        for case in CASES
        if isinstance(case["expected"], dict) and name in case["expected"]
    ]


def irr_rows():
    for case in CASES:
        if isinstance(case["expected"], list):
            for row in case["expected"]:
                yield pytest.param(case, row, id=f"{case['id']}-{row['coefficient']}-{row['weights']}")


@pytest.mark.parametrize(("case", "key", "value"), list(single_values()))
def test_a_printed_value_is_ours(case, key, value):
    tolerance = case["expected"].get("tol") or (key == "pe" and ROUNDED_ON_THE_WAY.get(case["id"]))
    assert ours(case, key) == printed(value, tolerance)


@pytest.mark.parametrize(("case", "alphas"), grouped("alpha"))
def test_a_printed_alpha_is_ours(case, alphas):
    ratings = ratings_of(case)
    for metric, value in alphas.items():
        found = alpha(ratings.counts(), ratings.scale, metric).value
        assert found == printed(value, case["expected"].get("tol")), metric


@pytest.mark.parametrize(("case", "values"), grouped("computed_here"))
def test_a_value_computed_by_others_is_ours(case, values):
    ratings = ratings_of(case)
    for name, value in values.items():
        if name in ("nominal", "ordinal", "interval", "ratio"):
            found = alpha(ratings.counts(), ratings.scale, name).value
        else:
            found = ours(case, name)
        assert found == printed(value), name


@pytest.mark.parametrize(("case", "categories"), grouped("category"))
def test_a_printed_coefficient_of_one_category_is_ours(case, categories):
    found = list(by_category(ratings_of(case)))
    assert found == [printed(value, ROUNDED_ON_THE_WAY.get(case["id"])) for value in categories]


@pytest.mark.parametrize(("case", "scheme"), grouped("weighted"))
def test_a_printed_coefficient_under_weights_of_its_own_is_ours(case, scheme):
    # Artstein and Poesio 2008: equal 0, half where either is Chck, else 1. Sorted: Chck, IReq, STAT.
    distance = np.array([[0, 0.5, 0.5], [0.5, 0, 1], [0.5, 1, 0]])
    ratings = ratings_of(case)
    ((_, tables),) = pair_tables(ratings)
    assert distance_alpha(ratings.counts(), distance).value == printed(scheme["alpha"])
    assert kappa(tables, distance)[0] == printed(scheme["kappa_w"])


@pytest.mark.parametrize(("case", "row"), list(irr_rows()))
def test_a_printed_coefficient_of_gwets_handbook_is_ours(case, row):
    ratings = ratings_of(case)
    weights = weights_of(row["weights"], ratings)
    half = 0.5 * 10 ** -row["digits"] + 1e-9
    value = panel_value(row["coefficient"], weights, ratings)
    seen = agreement_seen(row["coefficient"], weights, ratings)
    assert value == pytest.approx(row["coefficient_value"], abs=half)
    assert seen == pytest.approx(row["pa"], abs=half)
    assert (seen - value) / (1 - value) == pytest.approx(row["pe"], abs=half)


def test_nothing_in_the_collection_is_passed_over():
    checked = {"alpha", "computed_here", "category", "weighted"}
    for case in CASES:
        rows = case["expected"] if isinstance(case["expected"], list) else [case["expected"]]
        for row in rows:
            words = {"coefficient", "weights", "digits", "coefficient_value", "pa", "pe"}
            left = set(row) - set(NOT_OURS) - checked - words
            assert all(isinstance(row[key], (int, float)) for key in left), case["id"]


def test_identical_ratings_are_not_defined_where_others_say_one():
    counts = Ratings.of(BY_ID["edge/all_identical"]["ratings"], [1, 2, 3, 4, 5]).counts()
    assert distance_alpha(counts, 1 - np.eye(5)).value is None
