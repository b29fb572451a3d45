"""The small model's rules on plain floats: what all three peers share, so that only their machinery differs.

It is the engine's own model, term by term, for what the small world has in it; a peer's games come out as the
engine's do, which the benchmark checks before it measures.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from fivelayer.simulation import engine
from fivelayer.simulation.tables import ROLES, Tables


class Terms:
    """What a game looks up, as plain numbers and lists."""

    def __init__(self, world: Tables) -> None:
        self.rate = dict(world.rate)
        self.rounds = world.rounds
        self.people = range(len(world.ids["person"]))
        self.weight = [float(x[0]) for x in world.weight]
        self.window, self.after, self.closes = world.window, world.after, world.closes
        self.needs, self.reach, self.role = world.needs, world.reach, world.role
        self.sizes = [float(x[0]) for x in world.size]
        self.days = [float(x) for x in world.days]
        self.most = world.world.money.value
        self.day_rate = world.world.day_rate.value
        self.ability = world.world.ability.value
        self.first = {name: array.tolist() for name, array in world.start.items()}
        self.steps = [float(x[0]) for x in world.steps[0]]
        self.until = [float(x[0]) for x in world.until[0]]
        project, rival = world.world.projects[0], world.world.rivals[0]
        self.decided, self.value = project.decided.value, project.value.value
        self.share, self.margin = project.share.value, project.margin.value
        self.strength, self.answers = rival.strength.value, rival.answers.value
        self.price_cut = rival.price_cut.value
        self.appeals = world.appeal
        pairs = zip(world.match, world.appeal, strict=True)
        self.fit = [[m * a for m, a in zip(*rows, strict=True)] for rows in pairs]
        self.plan = [self._round(world, n) for n in range(1, world.rounds + 1)]
        self.means = world.fit

    @staticmethod
    def _round(world: Tables, number: int) -> list[Any]:
        """A round's moves: what is done, on what, by whom, saying what, days, money, skill, steps."""
        moves = []
        for move in engine.orders(world, world.world.plans["steady"], number).moves:
            action = world.actions[move.action]
            days, money = world.cost(move.action, move.on)
            skill = action.who[ROLES[world.role[move.by]]]
            steps = world.action_steps[move.action]
            moves.append((action.does, move.on, move.by, move.say, days, money, skill, steps))
        return moves


class Account:
    """One game: the customer, our standing with it, what was spent and earned."""

    def __init__(self, terms: Terms, luck: Any) -> None:
        first, self.terms, self.luck = terms.first, terms, luck
        self.us, self.rival = list(first["support"][0]), list(first["support"][1])
        self.served = [list(first["served"][0]), list(first["served"][1])]
        self.lock, self.met = list(first["lock"]), list(first["met"])
        self.believed = list(first["believed"])
        self.bond = [list(row) for row in first["bond"]]
        self.work, self.own = list(first["work"]), list(first["own"])
        self.joined = list(first["joined"][0])
        self.pitch = self.cut = self.cash = self.spent = self.income = self.surprise = 0.0
        self.result = 0
        self.number = 0
        self.fed = [0.0 for _ in terms.people]
        self.left = list(terms.days)

    def begin(self) -> None:
        """A round begins."""
        self.number += 1
        self.fed = [0.0 for _ in self.terms.people]
        self.left = list(self.terms.days)

    def drag(self) -> float:
        """What soft barriers leave of an effect."""
        left = 1.0
        for size, work in zip(self.terms.sizes, self.work, strict=True):
            left *= 1 - size * (1 - work * work)
        return left

    def lead(self) -> float:
        """Weighted support less the rival's."""
        total = 0.0
        for weight, us, rival in zip(self.terms.weight, self.us, self.rival, strict=True):
            total += weight * (us - rival)
        return total

    def do(self, move: Any) -> None:
        """Make a move, if it can be made and paid."""
        does, on, by, say, days, money, skill, steps = move
        if not self.possible(does, on, by, days, money, steps):
            return
        self.left[by] -= days
        self.cash += money
        self.spent += money + days * self.terms.day_rate
        power = skill * self.terms.ability
        if does == "meet":
            self.meet(on, by, say, power)
        elif does == "serve_institution":
            self.serve(on, by, say, power, 0)
        elif does == "serve_person":
            self.serve(on, by, say, power, 1)
        elif does == "ease":
            gain = self.terms.rate["ease"] * self.terms.means["ease"][on] * power
            self.work[on] = min(self.work[on] + gain, 1.0)
        elif does == "take_part":
            self.take_part(steps)
        elif does == "present":
            self.present(power, steps)

    def possible(
        self, does: str, on: int, by: int, days: float, money: float, steps: list[int]
    ) -> bool:
        """Whether a move can be made and paid."""
        terms = self.terms
        if self.left[by] < days or self.cash + money > terms.most:
            return False
        if does in ("meet", "serve_institution", "serve_person"):
            known = does == "meet" or self.met[on] > 0
            return known and terms.reach[on][terms.role[by]] > 0
        return does != "take_part" or any(self.under_way(step) for step in steps)

    def meet(self, person: int, rep: int, say: int, power: float) -> None:
        """Talk with a decision maker."""
        terms, rate = self.terms, self.terms.rate
        when = self.timing(person)
        fit = terms.fit[person][say] if say >= 0 else rate["general"]
        swing = rate["luck"] * (2 * self.luck.person[self.number - 1][person][0] - 1)
        gain = rate["meet"] * terms.reach[person][terms.role[rep]] * power * when * fit
        gain *= self.drag() * (1 + swing) * min(1 - self.us[person] / 2, 1)
        for other in terms.after[person]:
            if not self.met[other]:
                self.us[other] = max(self.us[other] - rate["over_head"], -2.0)
        self.us[person] = max(min(self.us[person] + gain, 2.0), -2.0)
        self.look_after(person, rep, power, fit)

    def timing(self, person: int) -> float:
        """What a talk now is worth."""
        rate, when = self.terms.rate, self.terms.window[person][self.number]
        worth = rate["early"] if when == 0 else rate["late"] if when == 2 else 1.0
        for other in self.terms.after[person]:
            if not self.met[other]:
                return min(rate["early"], worth)
        return worth

    def look_after(self, person: int, rep: int, power: float, fit: float) -> None:
        """What every contact does besides."""
        self.met[person] += 1
        if fit > 0:
            self.fed[person] = 1.0
        known = self.bond[rep][person]
        self.bond[rep][person] = min(
            known + self.terms.rate["bond"] * min(power, 1) * (1 - known), 1.0
        )
        self.believed[person] = self.us[person] - self.rival[person]

    def serve(self, person: int, rep: int, say: int, power: float, need: int) -> None:
        """Serve a need."""
        terms, rate = self.terms, self.terms.rate
        fit = rate["miss"]
        if say == terms.needs[person][need]:
            fit = terms.appeals[person][say]
        done = power * fit * self.drag() * terms.reach[person][terms.role[rep]]
        served = self.served[need]
        served[person] = min(served[person] + rate["serve"] * done * (1 - served[person]), 1.0)
        lock = self.lock[person]
        self.lock[person] = min(lock + rate["lock"] * done * (1 - lock), 1.0)
        self.look_after(person, rep, power, fit)

    def under_way(self, step: int) -> bool:
        """Whether the customer is at a step."""
        return self.terms.steps[step] <= self.number <= self.terms.until[step]

    def take_part(self, steps: list[int]) -> None:
        """Take part in the steps under way."""
        for step in steps:
            if self.under_way(step):
                self.joined[step] = 1.0

    def present(self, power: float, steps: list[int]) -> None:
        """Present the solution."""
        rate, terms = self.terms.rate, self.terms
        timing = 1.0
        if self.number > terms.until[4]:
            timing = rate["late"]
        elif self.number < terms.steps[3]:
            timing = rate["premature"]
        ours = 1 + rate["need_ours"] * self.joined[3]
        room = 1 - self.pitch
        self.take_part(steps)
        self.pitch += rate["pitch"] * power * timing * ours * self.drag() * room

    def court(self) -> None:
        """The rival courts one person, drifts back, and may cut its price."""
        terms, luck = self.terms, self.luck
        whims, fed = luck.person[self.number - 1], self.fed
        best, chosen = -1.0, 0
        for person in terms.people:
            gap = abs(self.rival[person] - self.us[person])
            wish = terms.weight[person] * (1 - gap / 4 + terms.answers * fed[person])
            wish *= 0.5 + whims[person][1]
            if wish > best:
                best, chosen = wish, person
        kept_out = 1 - terms.rate["holds_off"] * min(sum(self.own) / 2, 1)
        gain = terms.strength * kept_out * (0.5 + luck.rival[self.number - 1][0][0])
        support = self.rival[chosen]
        self.rival[chosen] = min(support + gain * min(1 - support / 2, 1), 2.0)
        started = terms.first["support"][1]
        for person in terms.people:
            support = self.rival[person]
            self.rival[person] = support + terms.rate["rival_back"] * (started[person] - support)
        if (
            terms.decided - 1 == self.number
            and luck.rival[self.number - 1][0][2] < terms.price_cut
            and self.lead() > 0
        ):
            self.cut = 1.0

    def fade(self, person: int) -> None:
        """Whoever was due and not met minds; support goes where benefit sustains it."""
        terms, rate = self.terms, self.terms.rate
        if self.number in terms.closes[person] and not self.met[person]:
            self.us[person] = max(self.us[person] - rate["absent"], -2.0)
        institutional, personal = self.served[0][person], self.served[1][person]
        both = rate["both_needs"]
        benefit = (1 - both) / 2 * (institutional + personal) + both * institutional * personal
        level = rate["floor"] + rate["sustains"] * benefit
        gap = level - self.us[person]
        if gap < 0:
            slow = (1 - rate["lock_slows"] * self.lock[person]) * (1 - self.fed[person])
            gap *= slow * rate["decay"]
        else:
            gap *= rate["rise"]
        self.us[person] = max(min(self.us[person] + gap, 2.0), -2.0)

    def choose(self) -> None:
        """The supplier is chosen, when it is time."""
        terms, rate = self.terms, self.terms.rate
        if self.result or self.number < terms.decided:
            return
        first = 0.0
        for step, joined in enumerate(self.joined):
            first = max(first, joined * (1 - step / 9))
        free = self.drag()
        score = rate["base"] + rate["lead_decides"] * self.lead()
        score += free * (
            rate["early_matters"] * first + rate["steps_matter"] * sum(self.joined) / 10
        )
        score += self.pitch * free - rate["price_counts"] * self.cut
        chance = 0.5 + 0.5 * score / sqrt(1 + score * score)
        self.result = 1 if self.luck.choice < chance else -1
        shock = 0.0
        for person in terms.people:
            gap = self.believed[person] - (self.us[person] - self.rival[person])
            if gap > rate["surprised_by"]:
                shock += terms.weight[person]
        if self.result > 0:
            own = min(sum(self.own) / 2, 1)
            order = terms.value * min(terms.share + rate["share_gain"] * own, 1)
            margin = terms.margin + rate["margin_gain"] * own - rate["surprise"] * shock
            self.income = order * margin


class Luck:
    """One game's luck as nested lists, by round, person and slot."""

    def __init__(self, noise: Any, game: int) -> None:
        self.person = noise.person[..., game].tolist()
        self.rival = noise.rival[..., game].tolist()
        self.choice = float(noise.project[0, 0, 1, game])
