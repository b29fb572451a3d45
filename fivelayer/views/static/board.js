// The board on which a case is played. It shows what Python says and sends what is decided; it decides nothing.
//
// spec: {language, title, goal, words, statements}. From Python: state {seq?, said?, own?, shut, waits, can_anew, read_only, can_undo, saved, trouble,
// at, calendar, due, means, people, barriers, ladders, facts, own_barriers, rival, layers, messages, tray, predict, past, end}, copy, pong.
// From here: hello, look, ping, copy, add {do, by, on, say}, remove {place, move}, chance {chance}, expect {person, said}, undo,
// commit {round, digest}, anew.

const CHANCES = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const REACTIONS = [
  ["up", "▲"],
  ["same", "="],
  ["down", "▼"],
];

class Board extends Kept {
  others = ".fl-bar-tools, .fl-ask"; // the bar above

  constructor(model, el) {
    super(model, el);
    this.state = {};
    this.seen = null;
  }

  build() {
    const { language, title, goal, words, statements } = this.model.get("spec");
    Object.assign(this, { words, statements });
    this.cards = new Cards(this);
    this.reveals = new Reveal(this);
    this.root = rooted(this.el, "board", language);
    const box = (name, more = {}) => h("div", { class: `fl-${name}`, ...more });
    this.title = h("h3", { class: "fl-board-title", id: freshId("board"), text: title });
    this.root.setAttribute("aria-labelledby", this.title.id);
    this.status = h("span", { class: "fl-saved" });
    this.alarm = box("alarm", { role: "alert", tabindex: -1, hidden: true });
    this.said = h("p", { class: "fl-said", role: "status", hidden: true });
    this.places = Object.fromEntries(["calendar", "means", "known", "now", "end", "reveal", "tray", "predict", "commit", "earlier"].map((name) => [name, box(`at-${name}`)]));
    const { calendar, means, known, end, reveal, tray, predict, commit, earlier } = this.places;
    this.chooses = h("section", { class: "fl-step fl-choose" }, h("h4", { text: words.choose }), h("p", { class: "fl-help", text: words.choose_help }), this.cards.node);
    this.round = box("round");
    this.round.append(end, reveal, this.chooses, tray, predict, commit, earlier);
    this.table = box("table");
    this.table.append(calendar, means, h("div", { class: "fl-two" }, known, this.round));
    this.root.append(
      h("header", { class: "fl-board-head" }, h("div", {}, this.title, h("p", { class: "fl-goal", text: goal }), h("p", { class: "fl-help", text: words.how })), this.status),
      this.alarm,
      this.said,
      this.table,
    );
    this.root.addEventListener("keydown", (event) => this.key(event));
    if (Object.keys(this.state).length) {
      this.draw(Object.keys(this.state));
    }
  }

  // --- what Python says --------------------------------------------------------------------------

  heard(message) {
    if (message.seq !== undefined) {
      this.wire.taken(message.seq);
    }
    if (message.kind === "copy") {
      void this.keeper.keep(message.record);
      return;
    }
    this.found();
    if (message.kind === "state") {
      const { kind, seq, said, own, ...news } = message;
      Object.assign(this.state, news);
      if (said !== undefined) {
        this.say(said);
      }
      this.draw(Object.keys(news));
      if (own) {
        this.keeper.changed();
      }
      this.commitWhenQuiet();
    }
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
  }

  draw(names) {
    const has = (...wanted) => wanted.some((name) => names.includes(name));
    const { state } = this;
    this.table.hidden = Boolean(state.shut);
    this.showSaved();
    if (state.shut) {
      this.alert([h("strong", { text: state.shut }), ...this.anew()]);
      this.alarm.classList.toggle("fl-calm", Boolean(state.waits));
      return;
    }
    if (!state.at) {
      return;
    }
    const drawings = [
      [["at", "calendar"], () => this.drawCalendar()],
      [["means", "at"], () => this.drawMeans()],
      [["people", "barriers", "ladders", "rival", "facts", "own_barriers", "at"], () => this.drawKnown()],
      [["layers", "messages", "means"], () => this.cards.set(state)],
      [["tray", "at", "can_undo"], () => this.drawTray()],
      [["predict", "at"], () => this.drawPredict()],
      [["tray", "predict", "at"], () => this.drawCommit()],
      [["past", "at"], () => this.drawPast()],
      [["end", "at"], () => this.drawEnd()],
    ];
    drawings.filter(([wanted]) => has(...wanted)).forEach(([, draw]) => draw());
    const idle = state.at.waiting || state.at.over;
    [this.chooses, this.places.tray, this.places.predict].forEach((one) => (one.hidden = idle));
    this.table.inert = Boolean(this.away);
    const shut = Boolean(state.read_only);
    [this.chooses, this.places.tray, this.places.predict, this.places.commit].forEach((one) => (one.inert = shut));
    this.follow();
  }

  // After a commit the reveal comes into sight and takes the focus.
  follow() {
    const { committed } = this.state.at;
    if (this.seen !== null && committed > this.seen) {
      const place = this.state.at.over ? this.places.end : this.places.reveal;
      const head = place.querySelector("h4");
      head?.focus({ preventScroll: true });
      (head ?? this.root).scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    }
    this.seen = committed;
  }

  // Put new content in a place, and the focus back where it was.
  fill(name, ...content) {
    const place = this.places[name];
    const held = place.contains(document.activeElement) ? document.activeElement : null;
    const open = [...place.querySelectorAll("details[open]")].map((one) => one.dataset.key);
    place.replaceChildren(...content.filter(Boolean));
    place.querySelectorAll("details").forEach((one) => (one.open ||= Boolean(one.dataset.key) && open.includes(one.dataset.key)));
    if (held?.dataset.key) {
      (place.querySelector(`[data-key="${CSS.escape(held.dataset.key)}"]`) ?? place.querySelector("button, input, h4[tabindex]"))?.focus({ preventScroll: true });
    } else if (held) {
      place.querySelector("button:not(:disabled), input, h4[tabindex]")?.focus({ preventScroll: true });
    }
  }

  // --- calendar, means ---------------------------------------------------------------------------

  drawCalendar() {
    const { words, state } = this;
    const { at, calendar, due } = state;
    this.title.textContent = at.over ? words.end : fill(words.round_title, { n: Math.min(at.round, at.of), of: at.of });
    const cells = calendar.map((day) =>
      h(
        "li",
        { class: `fl-day fl-${day.state}`, "aria-current": day.state === "now" ? "date" : undefined, title: day.due.join("\n") || undefined },
        h("span", { class: "fl-day-n", text: String(day.n) }),
        h("span", { class: "fl-day-date", text: day.day }),
        h("span", { class: "fl-unseen", text: [words[day.state] ?? "", ...day.due].filter(Boolean).join(". ") }),
        h("span", { class: "fl-day-dots", "aria-hidden": "true" }, ...day.due.map(() => h("i"))),
      ),
    );
    const next = due.filter((one) => one.round >= at.round).slice(0, 4);
    const list = next.length
      ? h("ul", { class: "fl-due" }, ...next.map((one) => h("li", { class: one.round === at.round ? "fl-due-now" : undefined }, h("strong", { text: fill(words.round_short, { n: one.round }) }), ` ${one.text}`)))
      : h("p", { class: "fl-help", text: words.nothing_due });
    const box = at.over ? null : h("div", { class: "fl-due-box" }, h("h4", { text: words.due }), list);
    this.fill("calendar", h("ol", { class: "fl-calendar", "aria-label": words.calendar }, ...cells), box);
  }

  labelled(label, text) {
    return fill(this.words.labelled, { label, text });
  }

  meter(share) {
    return h("span", { class: "fl-meter", "aria-hidden": "true" }, h("span", { style: `inline-size: ${share}%` }));
  }

  drawMeans() {
    const { words } = this;
    const { means } = this.state;
    const money = h(
      "li",
      { class: "fl-mean fl-purse" },
      h("span", { class: "fl-mean-name", text: words.money }),
      h("strong", { text: means.money }),
      this.meter(means.share),
      h("span", { class: "fl-help", text: this.labelled(words.spent, means.spent) }),
      means.income ? h("span", { class: "fl-help", text: this.labelled(words.income, means.income) }) : null,
    );
    const ours = (this.state.at.over ? [] : means.ours).map((one) =>
      h("li", { class: `fl-mean${one.here ? "" : " fl-gone"}` }, h("span", { class: "fl-mean-name", text: one.name }), h("strong", { text: one.says }), this.meter(one.share), h("span", { class: "fl-help", text: one.role })),
    );
    this.fill("means", h("ul", { class: "fl-means", "aria-label": words.means }, money, ...ours));
  }

  // --- what is known -----------------------------------------------------------------------------

  drawKnown() {
    const { words, state } = this;
    const part = (key, ...content) => h("section", { class: `fl-part fl-part-${key}` }, h("h4", { text: words[key] }), ...content.filter(Boolean));
    this.fill(
      "known",
      part("people", h("p", { class: "fl-help", text: words.people_help }), h("ul", { class: "fl-persons" }, ...state.people.map((one) => this.person(one)))),
      part(
        "barriers",
        state.barriers.length ? h("ul", { class: "fl-barriers" }, ...state.barriers.map((one) => this.barrier(one))) : h("p", { text: words.barriers_none }),
        state.facts.hidden > 0 ? h("p", { class: "fl-fog", text: words.barriers_more }) : null,
      ),
      part("ladder", h("p", { class: "fl-help", text: words.ladder_help }), ...this.ladders()),
      part("rival", ...(state.rival.length ? state.rival.map((one) => h("p", { class: "fl-rival-move", text: fill(words.rival_at, { n: one.round, text: one.text }) })) : [h("p", { class: "fl-fog", text: words.rival_none })])),
      state.own_barriers.length ? part("own", h("ul", { class: "fl-own" }, ...state.own_barriers.map((one) => h("li", {}, h("span", { text: one.name }), this.meter(Math.round(100 * one.level)))))) : null,
      part("facts", ...this.facts()),
    );
  }

  person(one) {
    const { words } = this;
    const at = Math.max(2, Math.min(98, ((one.lead + 4) / 8) * 100));
    const scale = h(
      "div",
      { class: "fl-lean", "aria-hidden": "true" },
      h("span", { class: "fl-lean-side", text: words.rival_side }),
      h("span", { class: "fl-lean-track" }, h("i", { class: `fl-lean-at fl-is-${one.side}`, style: `inset-inline-start: ${at}%` })),
      h("span", { class: "fl-lean-side", text: words.us_side }),
    );
    return h(
      "li",
      { class: "fl-person" },
      h(
        "p",
        { class: "fl-person-head" },
        h("span", {}, h("strong", { text: one.name }), h("span", { class: "fl-help", text: ` ${[one.post, one.met ? "" : words.not_met].filter(Boolean).join(" · ")}` })),
        h("span", { class: "fl-weight", "aria-label": fill(words.weight_says, { n: one.weight }), text: fill(words.weight, { n: one.weight }) }),
      ),
      h("div", { class: "fl-lean-row" }, scale, h("p", { class: "fl-lean-words" }, h("strong", { class: `fl-is-${one.side}`, text: one.lean }), h("span", { class: "fl-help", text: ` ${one.seen}` }))),
      h("p", { class: one.criteria ? "fl-criteria" : "fl-fog", text: one.criteria ? fill(words.criteria, { text: one.criteria }) : words.criteria_open }),
      one.met ? h("p", { class: "fl-help", text: `${words.needs} ${one.served.join(" · ")}` }) : null,
    );
  }

  barrier(one) {
    const marks = { ready: "✓", due: "…", missing: "✗" };
    return h(
      "li",
      { class: "fl-barrier" },
      h("p", {}, h("strong", { text: one.name }), h("span", { class: "fl-help", text: ` ${one.kind}` })),
      h("ul", {}, ...one.lines.map((line) => h("li", { class: `fl-line-${line.state}` }, h("span", { class: "fl-mark", "aria-hidden": "true", text: marks[line.state] }), h("span", { text: line.name ? this.labelled(line.name, line.text) : line.text })))),
    );
  }

  ladders() {
    const rungs = (ladder) =>
      h(
        "ol",
        { class: "fl-rungs" },
        ...ladder.steps.map((step, n) =>
          h("li", { class: `fl-rung fl-${step.state}${step.joined ? " fl-joined" : ""}`, "aria-current": step.state === "now" ? "step" : undefined, title: `${step.name} (${step.says}, ${step.we})` }, h("span", { class: "fl-rung-n", "aria-hidden": "true", text: String(n + 1) }), h("span", { class: "fl-unseen", text: `${step.name} (${step.says}, ${step.we})` })),
        ),
      );
    const now = (ladder) => {
      const here = ladder.steps.map((step, n) => [step, n]).filter(([step]) => step.state === "now");
      return here.length ? h("p", { class: "fl-rungs-now", "aria-hidden": "true", text: this.labelled(this.words.at_step, here.map(([step, n]) => `${n + 1} ${step.name}`).join(" · ")) }) : null;
    };
    const body = (ladder) => [ladder.result === "open" ? h("p", { class: "fl-help", text: ladder.says }) : null, rungs(ladder), now(ladder)];
    // The project that is under way stands open, the others can be opened.
    const main = this.state.ladders.find((one) => one.result === "open") ?? this.state.ladders[0];
    return this.state.ladders.map((ladder) =>
      h("details", { class: "fl-ladder-of", "data-key": `ladder.${ladder.name}`, open: ladder === main }, h("summary", {}, h("strong", { text: ladder.name }), ladder.result === "open" ? null : h("span", { class: `fl-badge fl-${ladder.result}`, text: ladder.says })), ...body(ladder)),
    );
  }

  facts() {
    const { words } = this;
    const { known, hidden } = this.state.facts;
    const found = known.filter((one) => one.says);
    const open = known.filter((one) => !one.says);
    return [
      h(
        "details",
        { class: "fl-more", "data-key": "facts" },
        h("summary", { text: fill(words.facts_count, { n: found.length }) }),
        h("ul", { class: "fl-found" }, ...found.map((one) => h("li", {}, one.label ? this.labelled(one.label, one.says) : one.says))),
      ),
      h(
        "ul",
        { class: "fl-fogged" },
        ...open.map((one) => h("li", { class: "fl-fog", text: this.labelled(one.label, words.facts_open) })),
        hidden > 0 ? h("li", { class: "fl-fog", text: fill(words.facts_more, { n: hidden }) }) : "",
      ),
    ];
  }

  // --- this round --------------------------------------------------------------------------------

  act(kind, data = {}) {
    this.say("");
    this.wire.act(kind, data);
  }

  drawTray() {
    const { words } = this;
    const { tray, can_undo: canUndo } = this.state;
    const items = tray.moves.map((move, place) => {
      const line = moveLine(move, words);
      const remove = h("button", { type: "button", class: "fl-tool", text: "×", "data-key": `remove.${place}`, "aria-label": fill(words.tray_remove, { move: line }), on: { click: () => this.act("remove", { place, move: move.move }) } });
      const more = [move.on, move.say && `“${move.say}”`].filter(Boolean).join(" · ");
      return h("li", { class: "fl-tray-move" }, h("div", {}, h("p", {}, h("strong", { text: move.name }), move.times > 1 ? ` ×${move.times}` : "", more ? h("span", { text: ` · ${more}` }) : null), h("p", { class: "fl-help", text: `${move.by} · ${move.cost}` })), remove);
    });
    const undo = button(words.undo, () => this.act("undo"), { class: "fl-button fl-quiet", disabled: !canUndo, "data-key": "undo" });
    this.fill(
      "tray",
      h(
        "section",
        { class: "fl-step fl-tray" },
        h("header", { class: "fl-tray-head" }, h("h4", { text: words.tray }), undo),
        tray.moves.length ? h("ol", {}, ...items) : h("p", { class: "fl-fog", text: words.tray_empty }),
        tray.moves.length ? h("p", { class: "fl-total", text: tray.total }) : null,
        h("p", { class: "fl-help", text: words.undo_help }),
      ),
    );
  }

  // A row of choices of which one is chosen: real radio buttons.
  choices(label, name, options, chosen, choose) {
    const group = freshId(name);
    return h(
      "fieldset",
      { class: "fl-choices" },
      h("legend", { class: "fl-label", text: label }),
      h(
        "div",
        { class: "fl-chips" },
        ...options.map(([value, text, says]) => {
          const input = h("input", { type: "radio", name: group, value: String(value), "data-key": `${name}.${value}`, "aria-label": says, on: { change: () => choose(value) } });
          input.checked = value === chosen;
          return h("label", { class: "fl-radio-chip", title: says }, input, h("span", { text }));
        }),
      ),
    );
  }

  drawPredict() {
    const { words } = this;
    const { predict } = this.state;
    const people = predict.people.map((one) =>
      this.choices(one.name, `expect.${one.id}`, REACTIONS.map(([said, sign]) => [said, `${sign} ${words[said]}`]), one.said, (said) => this.act("expect", { person: one.id, said })),
    );
    const body = predict.needed
      ? [
          h("p", { class: "fl-help", text: words.predict_help }),
          this.choices(words.predict_chance, "chance", CHANCES.map((n) => [n, String(n), fill(words.percent, { n })]), predict.chance, (chance) => this.act("chance", { chance })),
          people.length ? h("p", { class: "fl-label", text: words.predict_people }) : h("p", { class: "fl-help", text: words.predict_nobody }),
          ...people,
        ]
      : [h("p", { class: "fl-help", text: words.predict_none })];
    this.fill("predict", h("section", { class: "fl-step fl-predict" }, h("h4", { text: words.predict }), ...body));
  }

  drawCommit() {
    const { words } = this;
    const { at, tray, predict } = this.state;
    if (at.waiting) {
      this.fill("commit", h("section", { class: "fl-step fl-waiting" }, h("h4", { tabindex: -1, text: fill(words.committed, { n: at.committed }) }), h("p", { text: fill(words.waiting, { n: at.committed }) })));
      return;
    }
    if (at.over) {
      this.fill("commit");
      return;
    }
    const missing = [predict.needed && predict.chance === null && words.missing_chance, predict.needed && predict.people.some((one) => !one.said) && words.missing_reactions].filter(Boolean);
    const asks = `${at.round} ${JSON.stringify(tray.moves)}`;
    this.digest = tray.digest;
    if (this.asking && !this.asking.hidden && this.asks === asks && !missing.length) {
      return; // a question that still holds stays open
    }
    this.asks = asks;
    const commit = button(fill(words.commit, { n: at.round }), () => this.sure(), { class: "fl-button fl-primary fl-commit", disabled: missing.length > 0, "data-key": "commit" });
    this.asking = h("div", { class: "fl-sure", hidden: true });
    this.fill(
      "commit",
      h("section", { class: "fl-step fl-commits" }, h("h4", { text: words.commit_title }), missing.length ? h("p", { class: "fl-missing", text: fill(words.commit_missing, { list: missing.reduce((first, second) => fill(words.and, { first, second })) }) }) : null, commit, this.asking),
    );
  }

  sure() {
    const { words } = this;
    const { at, tray } = this.state;
    const n = tray.moves.length;
    const moves = words[`commit_moves_${n}`] ?? fill(words.commit_moves, { n });
    const yes = button(words.commit_yes, () => this.commit(at.round), { class: "fl-button fl-primary", "data-key": "yes" });
    const no = button(words.commit_no, () => {
      this.asking.hidden = true;
      this.places.commit.querySelector("[data-key=commit]")?.focus();
    });
    this.asking.replaceChildren(h("p", { text: fill(words.commit_sure, { n: at.round, moves }) }), h("div", { class: "fl-row" }, yes, no));
    this.asking.hidden = false;
    yes.focus();
  }

  // A move that is still on its way to Python belongs to the round: the commit waits for it.
  commit(round) {
    this.due = round;
    this.commitWhenQuiet();
  }

  commitWhenQuiet() {
    if (this.due && !this.wire.unsaved().length) {
      this.act("commit", { round: this.due, digest: this.digest });
      this.due = 0;
    }
  }

  // --- what came ---------------------------------------------------------------------------------

  drawPast() {
    const { words } = this;
    const { past } = this.state;
    const last = past.at(-1);
    this.fill("reveal", last ? h("section", { class: "fl-step fl-reveal" }, h("h4", { tabindex: -1, text: fill(words.reveal, { n: last.n }) }), ...this.reveals.round(last)) : null);
    const earlier = past.slice(0, -1).reverse();
    this.fill(
      "earlier",
      earlier.length
        ? h("section", { class: "fl-step fl-past" }, h("h4", { text: words.earlier }), ...earlier.map((one) => h("details", { class: "fl-more", "data-key": `past.${one.n}` }, h("summary", { text: fill(words.reveal, { n: one.n }) }), ...this.reveals.round(one))))
        : null,
    );
  }

  drawEnd() {
    const { words } = this;
    const { end, can_anew: again } = this.state;
    const help = again ? [h("p", { class: "fl-help", text: words.end_again })] : [];
    this.fill("end", end ? h("section", { class: "fl-step fl-end" }, h("h4", { tabindex: -1, text: words.end }), ...this.reveals.end(end), ...help, ...this.anew()) : null);
  }

  anew() {
    if (!this.state.can_anew) {
      return [];
    }
    return [h("div", { class: "fl-row" }, button(this.words.anew, () => this.act("anew")), h("span", { class: "fl-help", text: this.words.anew_help }))];
  }

  // --- saving, and when the kernel is away ---------------------------------------------------------

  key(event) {
    const text = event.target.matches?.("select, input:not([type=radio])");
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "z" && !text) {
      event.preventDefault();
      event.stopPropagation();
      if (this.state.can_undo) {
        this.act("undo");
      }
    }
  }

  showSaved() {
    const { trouble, saved, read_only: readOnly } = this.state;
    this.status.classList.toggle("fl-bad", Boolean(trouble) || this.away);
    if (this.away) {
      return;
    }
    this.alert(trouble ? [h("strong", { text: trouble.said }), h("p", { text: trouble.todo })] : null);
    this.status.textContent = readOnly ? this.words.read_only : trouble?.unsaved ? this.words.not_saved : saved ? fill(this.words.safe, { time: clock(saved.time) }) : "";
  }

  alert(content) {
    this.alarm.classList.remove("fl-calm");
    super.alert(content);
  }

  leave() {
    // What was not acknowledged may or may not have been made: the record says so when it is back.
    this.wire.stop();
    this.table.inert = true;
    const { saved } = this.state;
    return saved ? [h("p", { text: fill(this.words.lost_safe, { time: clock(saved.time) }) })] : [];
  }

  resume() {
    this.table.inert = false;
    this.wire.flight = null;
    this.wire.reopen();
    this.wire.tell("hello");
  }
}

export default shown(Board);
