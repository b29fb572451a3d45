"""The model's own lists: what a plan may choose from, each with its statements (S1-S39)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """The parts of an account plan, in the order of the model."""

    INFORMATION = "information"
    BARRIERS = "barriers"
    BUSINESS = "business"
    RELATIONSHIP = "relationship"
    INTEREST = "interest"
    MANAGEMENT = "management"
    TEAM = "team"
    FIT = "fit"


LAYERS: Final = (
    Part.INFORMATION,
    Part.BARRIERS,
    Part.BUSINESS,
    Part.RELATIONSHIP,
    Part.INTEREST,
)


class Confidence(StrEnum):
    """How well a claim stands (K2)."""

    KNOWN = "known"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """A judgement: of ability, attractiveness, difficulty (S3), severity, urgency (S12), capability (S38)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Strategy(StrEnum):
    """What to do about the account's barriers (S9): watching is a legitimate choice."""

    ATTACK = "attack"
    WATCH = "watch"


class BarrierKind(StrEnum):
    """S5, S6, S7, and the four soft kinds of S8."""

    FRAMEWORK = "framework"
    QUALIFICATION = "qualification"
    CLEARANCE = "clearance"
    SPECIAL_REQUIREMENT = "special_requirement"
    BUYING_HABIT = "buying_habit"
    COMPETITOR = "competitor"
    EXISTING_RELATIONS = "existing_relations"


class Hardness(StrEnum):
    """A hard barrier shuts us out (S5-S7), a soft one makes it harder, case by case (S8)."""

    HARD = "hard"
    SOFT = "soft"


class BarrierSource(StrEnum):
    """Who put a barrier there."""

    AUTHORITY = "authority"
    CUSTOMER = "customer"
    RIVAL = "rival"


class Means(StrEnum):
    """Ways through a barrier (S10)."""

    GET_SHORTLISTED = "get_shortlisted"
    BRING_IN_CHANNEL = "bring_in_channel"
    OBTAIN_QUALIFICATION = "obtain_qualification"
    CUSTOMISE = "customise"
    OTHER = "other"


class YesNo(StrEnum):
    """A plain answer; left empty it is not answered."""

    YES = "yes"
    NO = "no"


class Step(StrEnum):
    """The ten steps of the customer's project, in their order (S12)."""

    PRESENT_STATE = "present_state"
    PROBLEM = "problem"
    SEVERITY = "severity"
    NEED = "need"
    SOLUTION = "solution"
    APPROVAL = "approval"
    PROCUREMENT = "procurement"
    CONTRACT = "contract"
    SUPPLY = "supply"
    SERVICE = "service"


class Reached(StrEnum):
    """How far the customer is with a step."""

    NOT_YET = "not_yet"
    UNDER_WAY = "under_way"
    DONE = "done"


class BuyingRole(StrEnum):
    """A decision maker's part in the purchase (S18)."""

    APPROVES = "approves"
    EVALUATES = "evaluates"
    USES = "uses"
    PURCHASES = "purchases"
    FINANCES = "finances"
    INFLUENCES = "influences"


class Coverage(StrEnum):
    """How well we know a person, from not at all to in depth (S17)."""

    UNKNOWN = "unknown"
    IDENTIFIED = "identified"
    MET = "met"
    REGULAR = "regular"
    IN_DEPTH = "in_depth"


class BenefitLevel(StrEnum):
    """S24, S25, S26."""

    BUSINESS = "business"
    RELATIONSHIP = "relationship"
    STRATEGIC = "strategic"


class Appeal(StrEnum):
    """The two sides of a benefit (S25)."""

    RATIONAL = "rational"
    EMOTIONAL = "emotional"


class Stage(StrEnum):
    """The stages of an account, in order (S27)."""

    BREAK_THROUGH = "break_through"
    CONSOLIDATE = "consolidate"
    OCCUPY = "occupy"


class OwnBarrierKind(StrEnum):
    """The four ways to hold rivals off (S29)."""

    CUSTOMISATION = "customisation"
    STANDARDS = "standards"
    COOPERATION = "cooperation"
    JOINT_DEVELOPMENT = "joint_development"


class SalesRole(StrEnum):
    """Our people by what they can do (S33)."""

    JUNIOR = "junior"
    SOLUTION = "solution"
    MANAGER = "manager"
    GENERAL_MANAGER = "general_manager"


class Market(StrEnum):
    """S35."""

    B2B = "b2b"
    B2C = "b2c"


class Tier(StrEnum):
    """S36."""

    STRATEGIC = "strategic"
    TOP = "top"
    KEY = "key"
    ORDINARY = "ordinary"


class Verdict(StrEnum):
    """How deep to use the model on an account (S35-S37)."""

    FULL = "full"
    REP_LEVEL = "rep_level"
    CHANNEL = "channel"
    DO_NOT_USE = "do_not_use"
