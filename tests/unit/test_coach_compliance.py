"""Inducements (K1): named in both languages; refusals, reports and the model's own words are left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivelayer import coach
from fivelayer import draft as drafts
from fivelayer.cases import load
from fivelayer.choices import Part
from fivelayer.coach.compliance import inducement
from fivelayer.places import cases

CASE = load(cases() / "qinglan").file
NAMED = [
    "给唐主任一点回扣",
    "按惯例给 3% 的好处费",
    "回 扣 3 个点",
    "回-扣要先谈好",
    "送個紅包",
    "逢年过节送购物卡",
    "私下给科长返点",
    "给罗启程提成 2 万",
    "中间人要一笔感谢费，我们打算给",
    "安排她儿子进公司实习",
    "请局长去打高尔夫",
    "带两瓶茅台上门拜访",
    "给处长送点现金",
    "不给回扣就没戏",
    "没有好处费拿不下这一单",
    "不但要送礼，还要常去",
    "对手给了回扣，我们也给红包",
    "他不但不反对，还等着红包",
    "宴请评委",
    "打点一下科里的关系",
    "给处长5万",
    "slip him 50,000 yuan",
    "A small kickback would win him",
    "kick-back of 3 %",
    "KICKBACK",
    "Bribe the deputy director",
    "slip him some cash",
    "Send her a nice gift before the holiday",
    "a thank-you fee for the middleman, 2 %",
    "give Luo Qicheng a commission",
    "offer the director a percentage of the order",
    "find a job for his daughter",
    "pay for her family holiday",
    "a golf weekend with the head of finance",
    "something under the table",
    "No kickback, no deal",
    "without a kickback he won't sign",
    "make it worth his while",
    "Junheng pays kickbacks, so we match that with our own kickback",
    "give him a hongbao so he will not object",
    "not only a bribe but also a trip",
]

LEFT_ALONE = [
    "",
    "好处",
    "选择我们对他有好处",
    "给客户带来实实在在的好处，费用也更低",
    "这个选择对唐主任有好处",
    "不给回扣，不送礼，只谈方案",
    "绝不会为了拿到这一单而送红包",
    "回扣一律不给",
    "红包是红线，谁也不能碰",
    "客户不接受宴请",
    "中间人提出要感谢费，我们拒绝了",
    "有人暗示要好处费，已上报公司",
    "据说钧衡给过回扣",
    "对手靠送礼维持关系",
    "澜桥要 15% 的毛利，另加 3% 服务费",
    "给渠道返点 12%",
    "给客户带来现金流改善",
    "为财务科提供现金管理模块",
    "前端打点上报数据",
    "带领导参观旅游大数据项目",
    "给罗科长320万的报价",
    "pay for a visit to the reference customer",
    "offer training vouchers",
    "打点滴的病人信息要实时更新",
    "解决科里月底加班的问题",
    "帮科里培养数据工程师",
    "安排罗科在全省会上讲方法",
    "个人需求：少加班，有时间准备考试",
    "他赞同我们的方案",
    "no kickbacks",
    "We do not pay kickbacks and will not start",
    "He takes no gifts",
    "Nights without a call; never a gift",
    "Gifts are out of the question",
    "Kickbacks are strictly forbidden here",
    "The middleman asked for a thank-you fee; we refused",
    "Han hinted at a kickback, which we reported, and we declined it",
    "Junheng is said to pay kickbacks",
    "the rival brings gifts at New Year",
    "Lanqiao's margin is 15 % and 3 % commission for the e-store",
    "Luo presents his division's method at the provincial meeting",
    "give the customer better cash flow",
    "offer cash management to the finance division",
    "a cut in processing time for the head of finance",
    "the payoff of the investment comes in year two",
    "a gifted engineer for her team",
    "an award for his team's achievement",
    "personal benefit: recognition, less trouble, growth",
    "watch the market until 2029",
    "arrange the meeting after the holiday",
]


@pytest.mark.parametrize("words", NAMED)
def test_an_inducement_is_named(words: str, coach_plans: Any) -> None:
    assert inducement(words, coach_plans.case)


@pytest.mark.parametrize("words", LEFT_ALONE)
def test_a_refusal_a_report_or_an_honest_word_is_left_alone(words: str, coach_plans: Any) -> None:
    assert inducement(words, coach_plans.case) == ""


@pytest.mark.parametrize(
    ("part", "draft"),
    [
        ("information", {"past_suppliers": {"value": "回扣"}}),
        ("barriers", {"entries": [{"id": "b1", "how": "回扣"}]}),
        ("business", {"next_step": {"text": "回扣"}}),
        ("relationship", {"decision_makers": [{"id": "d1", "criteria": "回扣"}]}),
        ("interest", {"benefits": [{"id": "n1", "why_unique": "回扣"}]}),
        ("management", {"own_barriers": [{"id": "o1", "what": "回扣"}]}),
        ("team", {"agenda": [{"id": "a1", "what": "回扣"}]}),
        ("fit", {"dealer_agreement": "回扣"}),
    ],
)
def test_it_is_named_at_once_in_every_part(
    part: str, draft: drafts.Draft, coach_plans: Any
) -> None:
    whole = {part: draft}
    found = coach.review(drafts.read(whole), whole, coach_plans.case, tuple(Part), "field")
    assert found[0].rule == "compliance.inducement"
    assert (found[0].statement, found[0].layer, found[0].quote) == ("K1", part, "回扣")
    elsewhere = [other for other in Part if other.value != part]
    assert not coach.review(drafts.read(whole), whole, coach_plans.case, elsewhere, "field")


@given(st.text(alphabet="好处利益对他有给的。，客户 ", max_size=40))
def test_the_models_word_for_benefit_is_never_flagged(words: str) -> None:
    assert inducement(words, CASE) == ""


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_it(words: str) -> None:
    assert isinstance(inducement(words, CASE), str)


def test_a_very_long_text_is_read_in_no_time(coach_plans: Any) -> None:
    words = "give him " * 20_000 + "，给" * 20_000
    assert inducement(words, coach_plans.case) == ""
