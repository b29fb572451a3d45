"""Ideas in free text: a table of sentences in both languages, and what must hold for any text."""

from __future__ import annotations

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer.key import Concept, Words
from fivelayer.marking.concepts import Concepts, Sighting

SAYS = Words(en="-", zh="-")
STATES, DENIES, OTHER, NOTHING = "states", "denies", "says it of the other party", "says nothing"


def concept(name: str, en: str, zh: str, party: str = "any") -> Concept:
    return Concept.model_validate(
        {"id": name, "says": SAYS, "en": [en], "zh": [zh], "party": party}
    )


CONCEPTS = Concepts(
    [
        concept("file", "file/apply/submit + window/shortlist", "申报/提交/申请/报名 + 窗口/入围"),
        concept("ours", "file/apply + shortlist", "申报/提交 + 入围", "us"),
        concept(
            "nosale",
            "not/no/without/cannot + shortlist + sell/sale/order",
            "未/不/没 + 入围 + 销售/卖",
        ),
        concept("listed", "shortlist", "入围"),
        concept("papers", "CA certificate/3 million", "CA 证书/3月20日"),
        concept("excl", "exclusive + relation/contract", "独家 + 关系/合同", "rival"),
    ],
    us=["Mingyuan", "明远"],
    rivals=["Junheng", "君恒"],
    known_words=["The vendor attached the schedule of deliverables."],
)

SENTENCES = [
    ("file", "File before the window closes, not after.", STATES),
    ("file", "We must not miss the window and file by 20 March", STATES),
    ("file", "If we do not file in the window, we cannot sell anything", STATES),
    ("file", "Without filing in the window, we are out.", STATES),
    ("file", "We enter without filing in the window.", DENIES),
    ("file", "We cannot sell until we file in the window", STATES),
    ("file", "We cannot sell unless we apply for the shortlist", STATES),
    ("file", "We do not need to apply for the shortlist", DENIES),
    ("file", "There is no need to apply for the shortlist.", DENIES),
    ("file", "There is no doubt that we apply for the shortlist first", STATES),
    ("file", "Apply for the shortlist no later than 27 August", STATES),
    ("file", "Not only apply for the shortlist but also bring in a partner", STATES),
    ("file", "We don't file in this window.", DENIES),
    ("file", "Rather than file in the window, we enter through Lanqiao", DENIES),
    ("file", "We aren't going to file; the window matters little", NOTHING),
    ("file", "Never apply for the shortlist", DENIES),
    ("file", "It isn't necessary to apply for the shortlist", DENIES),
    ("file", "Filing in the window isn't required", DENIES),
    ("file", "avoid missing the window and file early", STATES),
    ("file", "We forget to file in the window", DENIES),
    ("file", "We filed in the window without a partner", STATES),
    ("file", "In this window they sell without applying", DENIES),
    ("file", "We cannot file in the window without the certificate", STATES),
    ("file", "Shortlist first: the aplication is submited in August", STATES),
    ("file", "We watch the window. Nobody files.", NOTHING),
    ("file", "The sample goes in on 1 July, so that we can file within the new window", STATES),
    ("file", "Package 3 is closed to us, but we can apply for the shortlist of package 2", STATES),
    ("file", "we cannot bid before applying for the shortlist", STATES),
    ("file", "We apply for the window although we don't have the certificate", STATES),
    ("file", "No filing in the window, no sale", STATES),
    ("file", "neither file in the window nor apply for the shortlist", DENIES),
    ("file", "在窗口期提交申报", STATES),
    ("file", "不在窗口期申报就不能卖", STATES),
    ("file", "不需要申报入围", DENIES),
    ("file", "无需申请入围,直接投标", DENIES),
    ("file", "如果不在窗口期申报,就不能销售", STATES),
    ("file", "没有申报入围,就不能销售", STATES),
    ("file", "没有申报入围", DENIES),
    ("file", "不仅要申报入围,还要做好测试报告", STATES),
    ("file", "不得不申报入围", STATES),
    ("file", "不能不申报入围", STATES),
    ("file", "不能错过窗口期申报", STATES),
    ("file", "先申报入围,不要直接投标", STATES),
    ("file", "我们尚未申报入围", DENIES),
    ("file", "放弃申报入围", DENIES),
    ("listed", "入围之后仍欠钱不还", STATES),
    ("listed", "入围名单久拖不决，先等等", STATES),
    ("listed", "还不决定入围", DENIES),
    ("listed", "入围产品供不应求", STATES),
    ("file", "不是等，而是在窗口期申报", STATES),
    ("file", "不申报也不入围", DENIES),
    ("file", "务必在窗口期內提交入圍申請", STATES),
    ("file", "毫无疑问要在窗口期申报", STATES),
    ("file", "非在窗口期申报不可", STATES),
    ("file", "作为非营利机构，也要在窗口期申报", STATES),
    ("file", "非正式沟通之后在窗口期申报", STATES),
    ("file", "并非在窗口期申报", DENIES),
    ("file", "入围之前不要投标,先在窗口期申报", STATES),
    ("ours", "We apply for the shortlist", STATES),
    ("ours", "It is the rival who applies for the shortlist", OTHER),
    ("ours", "Junheng has applied for the shortlist", OTHER),
    ("ours", "Apply for the shortlist before Junheng does", STATES),
    ("ours", "Unlike the rival, we apply for the shortlist", STATES),
    ("ours", "The shortlist application is filed by the competitor", OTHER),
    ("ours", "由竞争对手申报入围", OTHER),
    ("ours", "对方已经申报入围", OTHER),
    ("ours", "我们抢在对手之前申报入围", STATES),
    ("ours", "我方比君恒更早申报入围", STATES),
    ("ours", "君恒申报入围", OTHER),
    ("nosale", "Without the shortlist nothing can be sold", STATES),
    ("nosale", "We cannot sell if we are not on the shortlist", STATES),
    ("nosale", "不入围就不能销售", STATES),
    ("nosale", "未入围的产品一律不能卖", STATES),
    ("nosale", "先入围再销售", NOTHING),
    ("listed", "入 围", NOTHING),
    ("listed", "We must get short-listed", NOTHING),
    ("excl", "The rival's exclusive relation with the bureau", STATES),
    ("excl", "We have an exclusive contract", OTHER),
    ("excl", "独家合同在对方手里", STATES),
    ("excl", "我们的独家合同", OTHER),
    ("papers", "办理ＣＡ證書", STATES),
    ("papers", "3月20日前", STATES),
    ("papers", "13月20日前", NOTHING),
    ("papers", "about 3 million", STATES),
    ("papers", "about 3.5 million", NOTHING),
    ("listed", "get shortlistd", STATES),
    ("listed", "围绕客户入手", NOTHING),
    ("listed", "", NOTHING),
    ("ours", "The rival does not apply for the shortlist", OTHER),
]


def told(seen: Sighting) -> str:
    if seen.asserted:
        return STATES
    if seen.denied:
        return DENIES
    return OTHER if seen.other_party else NOTHING


@pytest.mark.parametrize(("name", "sentence", "expected"), SENTENCES)
def test_a_sentence_is_understood(name: str, sentence: str, expected: str) -> None:
    assert told(CONCEPTS.find(name, CONCEPTS.read(sentence))) == expected


def test_the_words_recognised_are_the_trainees_own() -> None:
    typed = "我們在窗口期內 提交申请"
    seen = CONCEPTS.find("file", CONCEPTS.read(typed))
    assert {typed[start:end] for start, end in seen.asserted} == {"窗口", "提交"}


def test_saying_and_denying_is_a_contradiction() -> None:
    answer = CONCEPTS.read("We file in the window. Later: we do not file in the window.")
    assert CONCEPTS.find("file", answer).contradicted


def test_what_the_rival_does_not_do_is_no_contradiction() -> None:
    answer = CONCEPTS.read(
        "We apply for the shortlist. The rival does not apply for the shortlist."
    )
    assert not CONCEPTS.find("ours", answer).contradicted


def test_a_word_of_the_dossier_is_no_slip_of_another_word() -> None:
    attack = Concepts([concept("c", "attack", "进攻")], known_words=["see the attach to it"])
    assert attack.find("c", attack.read("we atack now")).asserted
    assert not attack.find("c", attack.read("we attach it")).asserted


def test_short_words_are_compared_exactly() -> None:
    short = Concepts([concept("c", "file", "申报")])
    assert not short.find("c", short.read("we fine it")).asserted


ENGLISH = [
    *("file", "filing", "window", "shortlist", "not", "never", "without", "we", "the rival", "who"),
    *(",", ".", ";", "but", "if", "cannot", "no"),
]
CHINESE = [
    *(
        "申报",
        "入围",
        "窗口",
        "不",
        "没有",
        "未",
        "就",
        "我们",
        "对手",
        "，",
        "。",
        "、",
        "由",
        "的",
    ),
    *("不仅", "不得不"),
]


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(ENGLISH + CHINESE)).map(" ".join)))
def test_any_text_is_read_and_spans_lie_in_it(typed: str) -> None:
    answer = CONCEPTS.read(typed)
    for name in ("file", "ours", "nosale", "listed", "papers", "excl"):
        seen = CONCEPTS.find(name, answer)
        for start, end in (*seen.asserted, *seen.denied, *seen.other_party):
            assert 0 <= start < end <= len(typed)


@given(st.text(alphabet=" \t\n\u3000\u200b，。,.!？", max_size=40))
def test_nothing_is_found_in_an_empty_text(typed: str) -> None:
    answer = CONCEPTS.read(typed)
    assert all(told(CONCEPTS.find(n, answer)) == NOTHING for n in ("file", "listed", "nosale"))


@given(st.lists(st.sampled_from(CHINESE), max_size=12).map("".join))
def test_traditional_text_says_what_the_simplified_says(simple: str) -> None:
    traditional = opencc.OpenCC("s2t").convert(simple)
    for name in ("file", "ours", "listed", "nosale"):
        one = told(CONCEPTS.find(name, CONCEPTS.read(simple)))
        assert told(CONCEPTS.find(name, CONCEPTS.read(traditional))) == one


@given(st.lists(st.sampled_from(ENGLISH), max_size=12).map(" ".join))
def test_full_width_text_says_what_the_half_width_says(half: str) -> None:
    full = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in half)
    for name in ("file", "ours", "listed", "nosale"):
        one = told(CONCEPTS.find(name, CONCEPTS.read(half)))
        assert told(CONCEPTS.find(name, CONCEPTS.read(full))) == one


def test_a_very_long_answer_takes_no_time_to_speak_of() -> None:
    typed = "we do not file in the window and 不申报入围, " * 100_000
    answer = CONCEPTS.read(typed)
    assert told(CONCEPTS.find("file", answer)) == DENIES
    assert len(answer.text) <= 6_000
