// The facilitator's board: the round and its clock, the teams, what they find hard, what was said and pressed.
//
// spec: {language, words, layers}. From Python: state {ready, projector, number, by, title, case, cases, round, teams, ranks, ranks_on,
// notices, common, pressed, aside}, tick {left}, said {text, wrong}, did {deed}. From here: hello {language}, look, by {by}, case {case},
// projector {on}, and the presses, each with the number of the last one that was on the screen: open {minutes}, resolve {everybody},
// again, time {minutes, team}, rename {team, name}, merge {team, into}, say {text, team, event}, leaderboard {on}.

const EVERY = 1000; // ms
const LOST = 8000; // ms without an answer
const NAME = "fivelayer.live.by";

class Live extends Widget {
  constructor(model, el) {
    super(model, el);
    this.state = {};
    this.heardAt = performance.now();
    this.timer = setInterval(() => this.beat(), EVERY);
  }

  greet() {
    const context = this.model.widget_manager?.context;
    const language = context?.model?.getMetadata?.("fivelayer")?.language ?? "";
    this.send("hello", { language });
    const by = remembered();
    if (by) {
      this.send("by", { by });
    }
  }

  send(kind, data = {}) {
    try {
      this.model.send({ kind, ...data });
    } catch {
      this.lose();
    }
  }

  // A press says what its presser had seen: two who press at once are told apart by it.
  press(kind, data = {}) {
    this.say("");
    this.send(kind, { number: this.state.number, ...data });
  }

  beat() {
    this.drawClock();
    if (performance.now() - this.heardAt > LOST) {
      this.lose();
    }
    this.send("look");
  }

  lose() {
    this.alarm.textContent = this.words.lost;
    this.alarm.hidden = false;
  }

  build() {
    const { language, words, layers } = this.model.get("spec");
    Object.assign(this, { words, layers });
    this.root = rooted(this.el, "live", language);
    this.root.setAttribute("aria-label", words.title);
    this.places = Object.fromEntries(["head", "round", "teams", "common", "ranks", "notices", "pressed", "aside"].map((name) => [name, h("section", { class: `fl-live-${name}` })]));
    const { head, round, teams, common, ranks, notices, pressed, aside } = this.places;
    this.alarm = h("p", { class: "fl-notice", role: "alert", hidden: true });
    this.said = h("p", { class: "fl-said", role: "status", hidden: true });
    this.clock = h("p", { class: "fl-live-clock", role: "timer" });
    this.sayBox = this.saying();
    this.dialog = h("dialog", { class: "fl-live-dialog" });
    this.side = h("div", { class: "fl-live-side" }, this.sayBox, notices, ranks, common, pressed);
    this.root.append(head, this.alarm, this.said, round, aside, h("div", { class: "fl-live-two" }, teams, this.side), this.dialog);
    if (this.state.ready) {
      this.draw(Object.keys(this.state));
    } else {
      head.replaceChildren(h("p", { class: "fl-about", text: words.looking }));
    }
  }

  heard(message) {
    this.heardAt = performance.now();
    this.alarm.hidden = true;
    const { kind, ...news } = message;
    if (kind === "state") {
      Object.assign(this.state, news);
      this.draw(Object.keys(news));
    } else if (kind === "tick") {
      this.ends = news.left === null ? null : performance.now() + 1000 * news.left;
      this.drawClock();
    } else if (kind === "said") {
      this.say(news.text, news.wrong);
    } else if (kind === "did") {
      this.did(news.deed);
    }
  }

  say(text, wrong = false) {
    const open = this.dialog.open && wrong;
    const place = open ? this.dialog.querySelector(".fl-live-no") : this.said;
    if (place) {
      place.textContent = text;
      place.hidden = !text;
      place.classList.toggle("fl-wrong", Boolean(wrong));
    }
    if (!text) {
      this.said.hidden = true;
    }
    clearTimeout(this.quiet);
    if (text && !wrong) {
      this.quiet = setTimeout(() => (this.said.hidden = true), 6000);
    }
  }

  did(deed) {
    if (deed === "say" && !this.dialog.open) {
      this.text.value = "";
    }
    this.dialog.close();
  }

  draw(names) {
    const has = (...wanted) => wanted.some((name) => names.includes(name));
    const { projector } = this.state;
    this.root.classList.toggle("fl-live-wall", Boolean(projector));
    this.sayBox.hidden = Boolean(projector);
    this.said.hidden ||= Boolean(projector);
    const drawings = [
      [["title", "by", "cases", "case", "projector"], "head", () => this.head()],
      [["round", "projector"], "round", () => this.round()],
      [["teams", "round", "projector"], "teams", () => this.teams()],
      [["ranks", "ranks_on", "projector"], "ranks", () => this.ranks()],
      [["notices"], "notices", () => this.notices()],
      [["common", "projector"], "common", () => this.common()],
      [["pressed", "projector"], "pressed", () => this.pressed()],
      [["aside"], "aside", () => (this.state.aside ?? []).map((text) => h("p", { class: "fl-notice", text }))],
    ];
    for (const [wanted, place, content] of drawings) {
      if (this.state.ready ? has("ready", ...wanted) : place === "aside") {
        this.fill(place, content());
      }
    }
  }

  // New content in a place; the focus goes back to what has the same key.
  fill(name, content) {
    const place = this.places[name];
    const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    const typed = [...place.querySelectorAll("input[data-key]:not([type=checkbox])")].map((one) => [one.dataset.key, one.value]);
    const open = [...place.querySelectorAll("details[open]")].map((one) => one.dataset.key);
    place.replaceChildren(...content.filter(Boolean));
    place.hidden = !place.childElementCount;
    const find = (one) => place.querySelector(`[data-key="${CSS.escape(one)}"]`);
    typed.forEach(([one, value]) => find(one) && (find(one).value = value));
    open.forEach((one) => one && find(one) && (find(one).open = true));
    if (key) {
      (find(key) ?? place.querySelector("button:not(:disabled), select, input"))?.focus({ preventScroll: true });
    }
  }

  // --- head, round -------------------------------------------------------------------------------

  head() {
    const { words, state } = this;
    const wall = h("label", { class: "fl-switch-label" }, h("input", { type: "checkbox", "data-key": "projector", checked: state.projector, on: { change: (event) => this.send("projector", { on: event.target.checked }) } }), words.projector);
    const title = h("h2", { text: state.title });
    if (state.projector) {
      return [h("div", { class: "fl-live-bar" }, title, h("span", { class: "fl-live-gap" }), wall)];
    }
    const id = freshId("case");
    const pick = h("select", { id, class: "fl-input", "data-key": "case", on: { change: (event) => this.send("case", { case: event.target.value }) } }, ...state.cases.map(([name, says]) => h("option", { value: name, selected: name === state.case, text: says })));
    const me = freshId("by");
    const by = h("input", { id: me, class: "fl-input", type: "text", maxlength: 80, "data-key": "by", value: state.by, on: { change: (event) => { remember(event.target.value.trim()); this.send("by", { by: event.target.value }); } } });
    return [
      h("div", { class: "fl-live-bar" }, title, h("span", { class: "fl-live-gap" }), wall),
      h("div", { class: "fl-live-bar" },
        h("label", { for: id, text: words.case }), pick, h("span", { class: "fl-live-gap" }),
        h("label", { for: me, text: words.by }), by,
      ),
    ];
  }

  round() {
    const { words, state } = this;
    const now = state.round;
    if (!now.game) {
      return [h("p", { class: "fl-about", text: words.no_game })];
    }
    const going = now.open || now.partly;
    const title = now.n ? fill(now.over ? words.round_over : going ? words.round_open : words.round_done, now) : fill(words.round_none, now);
    const decided = going ? h("p", { class: "fl-live-count" }, h("strong", { text: `${now.decided}/${now.teams}` }), ` ${words.decided}`) : null;
    const face = h("div", { class: "fl-live-face" }, h("h3", { text: title }), going ? this.clock : null, decided);
    if (state.projector) {
      return [face, now.until && going ? h("p", { class: "fl-help", text: fill(words.until, now) }) : null];
    }
    const waiting = now.waiting && now.open ? fill(words.waiting, { n: now.waiting, teams: now.names }) : "";
    const says = [now.partly ? fill(words.partly, { teams: now.names }) : waiting, !going && now.n ? now.resolved : "", now.here ? words.here : ""].filter(Boolean);
    return [face, ...says.map((text) => h("p", { class: "fl-help", text })), h("div", { class: "fl-live-acts" }, ...this.acts(now, going)), this.asking()];
  }

  acts(now, going) {
    const { words } = this;
    const found = [];
    if (going) {
      found.push(button(fill(words.resolve, now), () => this.sure(now), { class: "fl-button fl-primary", "data-key": "resolve" }));
      if (now.limited && now.open) {
        found.push(button(words.more_time, () => this.press("time", { minutes: 5 }), { "data-key": "time" }));
      }
    }
    if (!now.open && !now.over) {
      const id = freshId("minutes");
      const minutes = h("input", { id, class: "fl-input fl-live-minutes", type: "number", min: 1, max: 600, value: this.minutes ?? 20, "data-key": "minutes", placeholder: words.no_limit });
      const open = () => {
        this.minutes = minutes.value;
        this.press("open", { minutes: minutes.value ? Number(minutes.value) : null });
      };
      found.push(button(fill(words.open, { n: now.n + 1 }), open, { class: `fl-button${going ? "" : " fl-primary"}`, "data-key": "open" }), h("label", { for: id, text: words.minutes }), minutes);
    }
    if (!going && now.n) {
      found.push(button(words.again, () => this.ask(words.again_sure, words.again_yes, () => this.press("again")), { class: "fl-button fl-quiet", "data-key": "again" }));
    }
    return found;
  }

  asking() {
    this.question = h("div", { class: "fl-sure", hidden: true });
    return this.question;
  }

  // A press that cannot be taken back is asked for twice.
  ask(text, yes, then) {
    const { words } = this;
    const shut = () => (this.question.hidden = true);
    const sure = button(yes, () => { shut(); then(); }, { class: "fl-button fl-primary", "data-key": "yes" });
    this.question.replaceChildren(h("p", { text }), h("div", { class: "fl-live-acts" }, sure, button(words.no, shut)));
    this.question.hidden = false;
    sure.focus();
  }

  sure(now) {
    const { words } = this;
    const everybody = now.partly;
    const text = now.here ? words.resolve_here : now.waiting ? fill(words.resolve_sure, { n: now.waiting, teams: now.names }) : words.resolve_all;
    this.ask(text, fill(words.resolve_yes, now), () => this.press("resolve", { everybody }));
  }

  drawClock() {
    if (this.ends === null || this.ends === undefined) {
      this.clock.textContent = "";
      return;
    }
    const left = Math.max(0, Math.round((this.ends - performance.now()) / 1000));
    this.clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : this.words.time_over;
    this.clock.classList.toggle("fl-live-late", left < 60);
  }

  // --- teams -------------------------------------------------------------------------------------

  teams() {
    const { words, state } = this;
    const { teams, round, projector } = state;
    if (!teams.length) {
      return [h("h3", { text: words.teams }), h("p", { class: "fl-about", text: words.nobody })];
    }
    const going = round.game && (round.open || round.partly);
    if (projector) {
      return [h("ul", { class: "fl-live-names" }, ...teams.map((one) => h("li", { class: going && one.decided ? "fl-live-in" : "" }, h("span", { "aria-hidden": "true", text: going ? (one.decided ? "✓" : "…") : "" }), h("span", { text: one.name }), going ? h("span", { class: "fl-unseen", text: one.decided ? words.in : words.thinking }) : null)))];
    }
    const heads = [words.team, ...this.layers, words.now_in, ...(round.game ? [words.round] : []), words.changed, words.acts];
    return [
      h("h3", { text: fill(words.teams_count, { n: teams.filter((one) => !one.into).length }) }),
      h("div", { class: "fl-live-scroll" },
        h("table", { class: "fl-live-table" },
          h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col", text })))),
          h("tbody", {}, ...teams.map((one) => this.team(one, round))),
        ),
      ),
    ];
  }

  team(one, round) {
    const { words } = this;
    const more = [one.spelled, one.into, one.missed].filter(Boolean);
    const name = h("th", { scope: "row", title: one.full }, h("span", { text: one.name }), ...more.map((text) => h("span", { class: "fl-help", text })));
    const layers = one.layers.map((share, n) => h("td", { class: "fl-live-layer", title: `${this.layers[n]} ${share} %` }, one.absent ? "" : h("span", { class: "fl-meter", "aria-hidden": "true" }, h("span", { style: `inline-size: ${share}%` })), h("span", { class: "fl-live-share", text: one.absent ? "–" : `${share}%` })));
    const state = one.into ? "" : !one.going_on ? "" : one.decided ? `✓ ${words.in}` : one.until ? `… ${fill(words.has_until, { at: one.until })}` : `… ${words.thinking}`;
    const acts = one.into ? null : button(words.act, () => this.open(one), { class: "fl-button fl-quiet", "data-key": `act.${one.key}`, "aria-label": fill(words.act_on, { team: one.full }) });
    return h("tr", { class: one.into ? "fl-live-gone" : one.absent ? "fl-live-absent" : "", "data-team": one.key }, name, ...layers, h("td", { text: !one.absent ? one.at : one.joined ? words.joined : words.absent }), round.game ? h("td", { class: one.decided ? "fl-live-in" : "", text: state }) : null, h("td", { text: one.changed }), h("td", {}, acts));
  }

  open(one) {
    const { words, state } = this;
    const row = (key, label, field, word, deed) => {
      const id = freshId(key);
      field.id = id;
      const go = h("button", { type: "submit", class: "fl-button", text: word });
      const submit = (event) => {
        event.preventDefault();
        if (key === "merge" && go.textContent === word) {
          go.textContent = words.merge_sure; // there is no way back: it is pressed twice
        } else {
          this.press(key, { team: one.key, ...deed() });
        }
      };
      return h("form", { class: "fl-live-form", on: { submit } }, h("label", { class: "fl-label", for: id, text: label }), h("div", { class: "fl-live-acts" }, field, go));
    };
    const name = h("input", { class: "fl-input", type: "text", value: one.full });
    const others = state.teams.filter((other) => other.key !== one.key && !other.into);
    const into = h("select", { class: "fl-input" }, ...others.map((other) => h("option", { value: other.key, text: other.name })));
    const minutes = h("input", { class: "fl-input fl-live-minutes", type: "number", min: 1, max: 600, value: 5 });
    const text = h("textarea", { class: "fl-input", rows: 2, maxlength: 1000 });
    const going = state.round.game && state.round.limited && one.going_on;
    this.dialog.replaceChildren(
      h("header", { class: "fl-live-bar" }, h("h3", { text: one.full }), h("span", { class: "fl-live-gap" }), button(words.close, () => this.dialog.close(), { class: "fl-button fl-quiet" })),
      h("p", { class: "fl-said fl-live-no", role: "alert", hidden: true }),
      going ? row("time", words.time_label, minutes, words.time_give, () => ({ minutes: Number(minutes.value) })) : "",
      row("say", words.say_label, text, words.say_send, () => ({ text: text.value })),
      row("rename", words.rename_label, name, words.rename, () => ({ name: name.value })),
      others.length ? row("merge", words.merge_label, into, words.merge, () => ({ into: into.value })) : "",
      h("p", { class: "fl-help", text: words.records_stay }),
    );
    this.dialog.showModal();
  }

  // --- beside ------------------------------------------------------------------------------------

  saying() {
    const { words } = this;
    const id = freshId("say");
    this.text = h("textarea", { id, class: "fl-input", rows: 2, maxlength: 1000 });
    this.event = h("input", { type: "checkbox" });
    const send = (event) => {
      event.preventDefault();
      this.press("say", { text: this.text.value, event: this.event.checked });
    };
    return h("form", { class: "fl-live-say", on: { submit: send } }, h("label", { class: "fl-label", for: id, text: words.say_all }), this.text, h("div", { class: "fl-live-acts" }, h("button", { type: "submit", class: "fl-button", text: words.say_send }), h("label", { class: "fl-switch-label" }, this.event, words.as_event)));
  }

  notices() {
    return (this.state.notices ?? []).map((one) => h("p", { class: `fl-live-notice${one.event ? " fl-live-event" : ""}` }, h("span", { class: "fl-help", text: `${one.kind} ${one.at} ` }), one.text));
  }

  ranks() {
    const { words, state } = this;
    if (!state.round?.game || (state.projector && !state.ranks_on)) {
      return [];
    }
    const top = Math.max(1e-9, ...state.ranks.map((one) => Math.abs(one.mean)));
    const lines = state.ranks.map((one) => h("li", {}, h("span", { class: "fl-live-place", text: String(one.place) }), h("span", { class: "fl-live-who", text: one.name }), h("strong", { text: one.says }), h("span", { class: `fl-meter${one.mean < 0 ? " fl-live-minus" : ""}`, "aria-hidden": "true" }, h("span", { style: `inline-size: ${(100 * Math.abs(one.mean)) / top}%` }))));
    const toggle = state.projector ? null : h("label", { class: "fl-switch-label" }, h("input", { type: "checkbox", "data-key": "ranks", checked: state.ranks_on, on: { change: (event) => this.press("leaderboard", { on: event.target.checked }) } }), words.ranks_on);
    return [
      h("div", { class: "fl-live-bar" }, h("h3", { text: words.ranks }), h("span", { class: "fl-live-gap" }), toggle),
      h("p", { class: "fl-help", text: words.ranks_help }),
      lines.length ? h("ol", { class: "fl-live-ranking" }, ...lines) : h("p", { class: "fl-about", text: words.ranks_none }),
    ];
  }

  common() {
    const { words, state } = this;
    if (state.projector) {
      return [];
    }
    const found = state.common.map((one) => h("li", {}, h("strong", { text: `${one.n} × ` }), h("span", { class: "fl-help", text: `${one.where} ` }), one.says));
    return [h("h3", { text: words.common }), found.length ? h("ol", {}, ...found) : h("p", { class: "fl-about", text: words.common_none })];
  }

  pressed() {
    const { words, state } = this;
    if (state.projector) {
      return [];
    }
    const lines = state.pressed.map((one) => h("li", {}, h("span", { class: "fl-help", text: `${one.at} ${one.by} ` }), one.says));
    return [h("details", { "data-key": "pressed" }, h("summary", { "data-key": "pressed.open" }, h("h3", { text: words.pressed })), lines.length ? h("ol", {}, ...lines) : h("p", { class: "fl-about", text: words.pressed_none }))];
  }

  stop() {
    super.stop();
    clearInterval(this.timer);
    clearTimeout(this.quiet);
  }
}

function remembered() {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}

function remember(by) {
  try {
    localStorage.setItem(NAME, by);
  } catch {
    // a browser that keeps nothing: asked again next time
  }
}

export default shown(Live);
