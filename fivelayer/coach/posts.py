"""Tells a post from a person by the words alone: "head of finance" or 财务处处长 is nobody's name (K3)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TITLE: Final = (
    "局长|处长|科长|厅长|司长|部长|院长|所长|校长|行长|市长|主任|主席|书记|秘书长|董事长|总裁|总经理"
    "|经理|总监|总工程师|总工|工程师|主管|组长|队长|负责人|领导|专员|科员|会计|采购员|用户代表|代表|老总"
)
# Before a title these are no surname: ranks, and the ends of departments' names.
_RANK: Final = "常务|第一|分管|主管|高级|首席|副|正|总|代"
_UNIT: Final = (
    "[局处科部厅司室办院所组队委会站]|中心|公司|集团|分局|财务|审计|采购|信息|技术|业务|运营|行政|人事"
    "|市场|安全|数据|生产|质量|法务|办公"
)
_CHINESE: Final = re.compile(rf"(?:.*(?:{_UNIT}))?(?:{_RANK})*(?:{_TITLE})")

_TITLE_WORDS: Final = (
    "director head chief manager officer president chairman chairwoman chair secretary supervisor "
    "engineer clerk buyer ceo cio cto cfo coo cso vp representative leader boss"
)
_FILLER_WORDS: Final = (
    "a an the of for and in at deputy vice assistant general senior executive acting managing "
    "finance financial audit procurement purchasing data information technology it is security "
    "operations operation department division section office bureau centre center city platform "
    "business technical project sales marketing legal human resources hr quality production plant "
    "users user group team big"
)
_TITLES: Final = frozenset(_TITLE_WORDS.split())
_FILLERS: Final = frozenset(_FILLER_WORDS.split())


def is_post(words: str) -> bool:
    """Whether the words name a post and no person.

    >>> is_post("Head of Finance"), is_post("财务审计科科长"), is_post("Fang Ruoning"), is_post("方科长")
    (True, True, False, False)
    """
    plain = unicodedata.normalize("NFKC", words).casefold().strip()
    if re.search("[一-鿿]", plain):
        return _CHINESE.fullmatch("".join(plain.split())) is not None
    names = re.findall(r"[a-z]+", plain)
    return any(n in _TITLES for n in names) and all(n in _TITLES | _FILLERS for n in names)
