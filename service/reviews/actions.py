"""Everything that is done with reviews, by verb; each verb has a file of its own."""

from service.reviews.commenting import comment
from service.reviews.confirming import confirm, note_reading_seen, see_reading
from service.reviews.disputing import name_decider, open_dispute, withdraw_dispute
from service.reviews.overriding import override, take_back
from service.reviews.own_sheet import hand_in, save_sheet, stand_by_sheet
from service.reviews.releasing import acknowledge, release
from service.reviews.revising import confirm_revision, reject_revision
from service.reviews.self_scoring import self_score
from service.reviews.settling import settle_dispute
from service.reviews.stepping_back import unconfirm, unrelease
from service.reviews.team_rules import change_rules

__all__ = [
    "acknowledge",
    "change_rules",
    "comment",
    "confirm",
    "confirm_revision",
    "hand_in",
    "name_decider",
    "note_reading_seen",
    "open_dispute",
    "override",
    "reject_revision",
    "release",
    "save_sheet",
    "see_reading",
    "self_score",
    "settle_dispute",
    "stand_by_sheet",
    "take_back",
    "unconfirm",
    "unrelease",
    "withdraw_dispute",
]
