"""Coach, any free text: an inducement is named at once, in both languages; a refusal of one is not (K1)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from fivelayer.cases import CaseFile
from fivelayer.coach.remarks import Remarks, wrong
from fivelayer.coach.rules import EXCLUDES, Rules
from fivelayer.coach.view import View
from fivelayer.messages import LANGUAGES

_TRADITIONAL: Final = str.maketrans(
    "處費紅給賄賂禮購現錢個私請點傭對無會對領導親戚兒職務實習國遊煙錶絕謝舉報",
    "处费红给贿赂礼购现钱个私请点佣对无会对领导亲戚儿职务实习国游烟表绝谢举报",
)
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_GAP_ZH: Final = re.compile(r"(?<=[一-鿿])[\s·.\-_*]+(?=[一-鿿])")
"""Blanks and marks between two characters: 回 扣 and 回-扣 are 回扣."""

# Words that mean an inducement by themselves. 好处 (a benefit, the model's own word) is none; 好处费 is.
_ZH: Final = (
    r"回扣|好处费|贿赂|行贿|索贿|红包|感谢费|辛苦费|茶水费|疏通费|封口费|公关费|塞钱|暗扣|干股"
    r"|购物卡|礼品卡|加油卡|送礼|礼金|宴请|打点(?=关系|领导|上下|一下|好)|上下打点|私下(?:里)?(?:给|送|补|返|塞|分)"
    r"|(?:给|送|塞|递|带|买|备)[^，。；,;]{0,10}?(?:礼物|礼品(?!管理|系统|采购|平台)|茅台|名酒|烟酒|名表|金条"
    r"|现金(?!流|管理|支付|结算|折扣|预算))"
    r"|(?:请|安排|陪|带)[^，。；,;]{0,8}?(?:出国游|旅游(?!局|委|大数据|数据|平台|行业|项目|集团|客户)|高尔夫|会所|洗浴)"
    r"|(?:安排|解决|帮|给|替)[^，。；,;]{0,6}?(?:孩子|子女|儿子|女儿|亲戚|侄子|外甥|家属|家里人)"
    r"[^，。；,;]{0,8}?(?:工作|就业|入职|实习|上学|入学|留学|职位|旅游)"
)
_PERSON_ZH: Final = (
    "[他她](?:本人|个人)?|个人|本人|私人"
    "|[^，。；,;]{0,3}?(?:局长|处长|科长|主任|院长|书记|领导|负责人|评委|专家|采购员)"
)
_TO_PERSON_ZH: Final = (
    r"(?:给|送|返|转给|打给)(?:点)?(?:{who})[^，。；,;]{{0,4}}?(?:钱|返点|提成|佣金|分成"
    r"|\d+(?:\.\d+)?(?:万|千)(?:元|块)?(?!的|预算|报价|方案|建议|项目|额度|合同|订单))"
)
_EN: Final = (
    r"\bkick-?backs?\b|\bbrib(?:e[sd]?|ing|ery)\b|\bbackhanders?\b|\bhong-?bao\b|\bred envelopes?\b"
    r"|\bunder[ -]the[ -](?:table|counter)\b|\bthank[ -]?you (?:fee|payment|money)s?\b"
    r"|\bfacilitation (?:fee|payment|money)s?\b|\bgrease (?:money|payments?|(?:his|her|their) palms?)\b"
    r"|\b(?:secret|private|personal) commissions?\b|\b(?:gift|shopping) cards?\b|\bhush money\b"
    r"|\bpay(?:ing)? (?:him|her|them) off\b|\bworth (?:his|her|their) while\b"
    r"|\b(?:luxur(?:y|ious)|lavish) (?:dinner|trip|holiday|watch|banquet|hotel)s?\b|\bexpensive watch\b"
    r"|\bgolf (?:trip|weekend|outing|holiday)s?\b|\bmoutai\b"
    r"|\b(?:giv|send|bring|buy|offer|hand|slip|promis|tak)(?:e|es|s|ing|ed)?\b[^,.;!?]{0,40}?"
    r"\b(?:gifts?|(?:an?|some|small|nice|little) present|cash(?! flow| management| discount| register)"
    r"|(?:gift|shopping) vouchers?)\b"
    r"|\bpay(?:ing|s)? for (?:his|her|their|an?|the family'?s?) (?:\w+ ){0,2}"
    r"(?:holiday|vacation|school fees|tuition)\b|\bpay(?:ing|s)? for (?:his|her) (?:\w+ )?trip\b"
    r"|\b(?:job|internship|position|place)s? for (?:his|her|their) (?:\w+ )?"
    r"(?:son|daughter|nephew|niece|wife|husband|child|children|kids?|relatives?|cousin|brother|sister)\b"
    r"|\bhir(?:e|ing) (?:his|her|their) (?:\w+ )?(?:son|daughter|nephew|niece|wife|husband|cousin)\b"
)
_TO_PERSON_EN: Final = (
    r"\b(?:pay|give|offer|promise|slip|hand)(?:s|ing)? (?:{who})\b[^,.;!?]{{0,20}}?"
    r"\b(?:commission|percentage|money|rebate|cut(?! in| down| of the))\b"
    r"|\b(?:pay|slip|hand)(?:s|ing)? (?:{who})\b[^.;!?]{{0,12}}?\d[\d,.]*(?:k\b| ?(?:yuan|rmb|dollars)\b)"
)
_PERSON_EN: Final = (
    r"him|her|them personally|the (?:director|deputy|head|chief|clerk|buyer|officer|committee)"
)

_SENTENCE: Final = re.compile(r"[。！？!?\n]|\.(?=\s|$)")
_CLAUSE: Final = re.compile(r"[;:()，；：（）]|,(?!\d)|\bbut\b|但是?|却|而是")
# Words that hold a negation's character and deny nothing.
_NO_DENIAL: Final = re.compile(
    r"不但|不仅|不光|不只|不妨|不如|不得不|不管|不少|不久|差不多|没问题|别人|特别|分别|区别|级别|个别|无论|无非|非常|除非"
    r"|\bnot (?:only|just)\b|\bno(?:body| one) (?:will|would|need|has)\b|\bno (?:problem|matter)\b|\bwhy not\b"
)
_DENIES: Final = re.compile(
    r"不|没|无|未|勿|别|拒|禁|杜绝|避免|反对|抵制|谢绝|远离|零|防"
    r"|\b(?:no|not|never|without|cannot|nor|neither|zero|against|avoid\w*|refus\w*|reject\w*|declin\w*"
    r"|forbid\w*|bans?|banned|prohibit\w*|illegal|instead of|rather than|rules? out|stop)\b|n't\b|n’t\b"
)
_DENIED_AFTER: Final = re.compile(
    r"^[^，。；,;]{0,4}?(?:不|没|拒|禁|免谈|违规|违法|犯法|是红线|是底线)"
    r"|^\W*(?:\w+\W+){0,2}?(?:is|are|was|were|will be|would be|must be)\W+"
    r"(?:not|never|strictly|forbidden|prohibited|illegal|refused|rejected|declined|banned|out of|ruled"
    r"|off the|unacceptable)\b"
    r"|^\W*(?:forbidden|not allowed|not acceptable|out of the question)\b"
)
_REFUSAL: Final = re.compile(
    r"拒绝|回绝|谢绝|婉拒|推掉|上报|举报|不参与|没?有?不?答应|不接受|不能接受|不做|不碰|不沾"
    r"|\b(?:we|i) (?:\w+ )?(?:refus|declin|reject|report|never|do not|don't|did not|didn't)"
    r"|\bwe (?:will not|won't|cannot|can't)\b"
    r"|\b(?:refused|declined|rejected|turned (?:it|him|her|this|that) down|said no|reported (?:it|this))\b"
)
_ONLY_SO: Final = re.compile(
    r"不行|不成|没戏|拿不下|搞不定|没门|就不|就没|难办"
    r"|\bno (?:deal|chance|order|contract|signature)\b|\b(?:he|she|they|it) (?:won't|will not|wouldn't)\b"
    r"|\bimpossible\b|\bgoes nowhere\b|\bnothing moves\b"
)
_OURS: Final = re.compile(r"我|咱|也|同样|跟进|照样|\b(?:we|us|our|i|my|too|also|match\w*|same)\b")


def _inducement(view: View) -> Remarks:
    people, rivals = _people_names(view.case), rival_names(view.case)
    for path, value in view.filled:
        if isinstance(value, str) and (found := _found(value, people, rivals)):
            yield wrong(path, quote=value.strip(), matched=(found,))


def inducement(words: str, case: CaseFile) -> str:
    """The words of a text that suggest an inducement; empty where none do.

    Not counted: a clause that refuses one, and one that reports a rival's.
    """
    return _found(words, _people_names(case), rival_names(case))


Names = tuple[str, ...]


def rival_names(case: CaseFile) -> Names:
    """What the rivals are called, in small letters: in full, and by the first word or two characters."""
    names = [p.name[language].casefold() for p in case.rivals for language in LANGUAGES]
    return (*names, *(n.split()[0] if n.isascii() else n[:2] for n in names))


def _people_names(case: CaseFile) -> Names:
    return tuple(p.name[language].casefold() for p in case.people for language in LANGUAGES)


@lru_cache(maxsize=2048)  # at a keystroke one text of the plan is new
def _found(words: str, people: Names, rivals: Names) -> str:
    plain, pattern, whose = _plain(words), _inducements(people), _rivals(rivals)
    if not pattern.search(plain):
        return ""
    for sentence in _SENTENCE.split(plain):
        clauses = [clause for clause in _CLAUSE.split(sentence) if clause.strip()]
        for place, clause in enumerate(clauses):
            follows = " , ".join(clauses[place + 1 : place + 3])
            for match in pattern.finditer(clause):
                if not (_reported(clause, match, whose) or _refused(clause, follows, match)):
                    return match[0].strip()
    return ""


def _refused(clause: str, follows: str, match: re.Match[str]) -> bool:
    before = _NO_DENIAL.sub(" ", clause[: match.start()])
    after = _NO_DENIAL.sub(" ", clause[match.end() :])
    if _DENIES.search(before) or _DENIES.search(match[0]):
        return not _ONLY_SO.search(f"{after} {follows}"[:40])
    return bool(_DENIED_AFTER.search(after) or _REFUSAL.search(follows))


def _reported(clause: str, match: re.Match[str], rivals: re.Pattern[str]) -> bool:
    return bool(rivals.search(clause[: match.start()])) and not _OURS.search(clause)


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold().translate(_TRADITIONAL)
    return _GAP_ZH.sub("", _UNSEEN.sub("", folded))


@lru_cache(maxsize=8)
def _inducements(people: Names) -> re.Pattern[str]:
    """What suggests an inducement, with the case's people by name."""
    english = "|".join((_PERSON_EN, *(re.escape(n) for n in people if n.isascii())))
    chinese = "|".join((_PERSON_ZH, *(re.escape(n) for n in people if not n.isascii())))
    to_person = _TO_PERSON_ZH.format(who=chinese), _TO_PERSON_EN.format(who=english)
    return re.compile("|".join((_ZH, _EN, *to_person)))


@lru_cache(maxsize=8)
def _rivals(names: Names) -> re.Pattern[str]:
    general = ("对手", "竞品", "友商", r"\brivals?\b", r"\bcompetitors?\b")
    return re.compile("|".join((*general, *map(re.escape, names))))


RULES: Final = Rules("compliance", when="field")
RULES.add("inducement", "K1", EXCLUDES, _inducement)
