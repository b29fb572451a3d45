"""What a trainee chose, in words: a finding quotes codes as the plan holds them."""

from __future__ import annotations

from fivelayer.fields import choices
from fivelayer.findings import Finding
from fivelayer.labels import choice_key, unit_key
from fivelayer.messages import has
from fivelayer.reports.account import Account
from fivelayer.units import Unit


def quoted(finding: Finding, account: Account) -> str:
    """The finding's quote as the trainee saw it: labels for codes, names for references."""
    words, name = finding.quote, finding.field.rpartition(".")[2]
    offered = choices(finding.field)
    codes = {choice.value: choice for choice in offered or ()}
    if words in codes:
        return account.label(choice_key(codes[words]))
    if ".support." in finding.field and has(f"plan.choice.support.{words}", account.language):
        return account.label(f"plan.choice.support.{words}")
    if name == "for_whom":
        return account.for_whom(words) or words
    if name == "against":
        return account.parties.get(words, words)
    return _with_unit(words, account)


def _with_unit(words: str, account: Account) -> str:
    """A quantity is quoted as number and code of the unit: `30 working_day`."""
    value, _, code = words.rpartition(" ")
    if not value[:1].isdigit() or code not in set(Unit):
        return words
    return account.say("marks.quantity", value=value, unit=account.label(unit_key(Unit(code))))
