// The coach's panel: asked for, it makes at most three remarks, each with its hints.
//
// spec: {language, words, part}. From here: hello, ask, hint {rule, field, level}, go {field}. From Python:
// remarks {remarks, asked, stale}, hint {rule, field, level, text}, come.

class Coach extends Widget {
  build() {
    const title = this.headed("coach");
    const { words } = this;
    this.ask = button(words.ask, () => this.model.send({ kind: "ask" }), { class: "fl-button fl-primary" });
    this.status = h("p", { class: "fl-help", role: "status", text: words.about });
    this.list = h("ol", { class: "fl-coach-remarks" });
    this.root.append(
      h("header", { class: "fl-coach-head" }, title, this.ask),
      this.status,
      this.list,
    );
  }

  heard(message) {
    if (message.kind === "remarks") {
      this.show(message);
    } else if (message.kind === "hint") {
      this.hint(message);
    } else if (message.kind === "come") {
      this.root.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
      this.ask.focus({ preventScroll: true });
    }
  }

  show({ remarks, asked, stale }) {
    // What stands is confirmed where nothing is left to do.
    const n = remarks.filter((one) => !one.stands).length;
    this.status.textContent = !asked ? this.words.about : stale && n ? this.words.stale : n ? "" : this.words.nothing;
    this.ask.textContent = asked ? this.words.again : this.words.ask;
    const key = JSON.stringify(remarks);
    if (this.list.dataset.key !== key) {
      this.list.dataset.key = key;
      this.list.replaceChildren(...remarks.map((one) => this.remark(one)));
    }
    this.list.classList.toggle("fl-stale", Boolean(stale));
  }

  remark(one) {
    const [toggle, sentence] = statementButton(one.statement, one.statement_words, this.words.statement);
    const part = (name, text) => (text ? h("p", { class: `fl-coach-${name}`, text }) : null);
    // The question itself is the first level of help, and stands there already.
    const lowest = one.question ? 1 : 0;
    const level = { value: lowest };
    const id = `${one.rule} ${one.field}`;
    const hint = h("div", { class: "fl-hint", hidden: true, "aria-live": "polite" });
    const send = (by) => {
      level.value = Math.max(lowest, Math.min(3, level.value + by));
      if (level.value > lowest) {
        this.model.send({ kind: "hint", rule: one.rule, field: one.field, level: level.value });
      } else {
        hint.hidden = true;
        this.tools(tools, 0);
      }
    };
    const more = button(this.words.hint, () => send(1), { class: "fl-button fl-quiet fl-more" });
    const less = button(this.words.hint_back, () => send(-1), { class: "fl-button fl-quiet fl-less", hidden: true });
    const go = one.field ? button(this.words.go, () => this.model.send({ kind: "go", field: one.field }), { class: "fl-button fl-quiet" }) : null;
    const tools = h("div", { class: "fl-coach-tools" }, more, less, go);
    return h(
      "li",
      { class: "fl-coach-remark", "data-remark": id },
      h("p", { class: "fl-coach-where" }, h("span", { text: one.where }), " ", toggle, sentence),
      one.quote ? h("blockquote", { text: one.quote }) : null,
      part("effect", one.effect),
      part("question", one.question),
      one.next ? h("p", { class: "fl-coach-next" }, h("strong", { text: this.words.next }), " ", one.next) : null,
      ...(one.stands ? [] : [hint, tools]),
    );
  }

  hint({ rule, field, level, text }) {
    const item = this.list.querySelector(`[data-remark="${CSS.escape(`${rule} ${field}`)}"]`);
    const hint = item?.querySelector(".fl-hint");
    if (hint) {
      hint.replaceChildren(h("strong", { text: this.words[level === 3 ? "answer" : "hint_label"] }), " ", text);
      hint.hidden = false;
      this.tools(item.querySelector(".fl-coach-tools"), level);
    }
  }

  tools(tools, level) {
    const more = tools.querySelector(".fl-more");
    const less = tools.querySelector(".fl-less");
    less.hidden = level === 0;
    more.hidden = level >= 3;
    more.textContent = level ? this.words.hint_more : this.words.hint;
  }
}

export default shown(Coach);
