// What the facilitator says, above a team's board. It asks for news every few seconds while it is seen.
//
// spec: {language, label}. From Python: state {now, notices: [{kind, at, text, event}]}. From here: hello, look.

const EVERY = 3000; // ms

class Told {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.state = { now: [], notices: [] };
    this.hear = (message) => {
      if (message.kind === "state") {
        Object.assign(this.state, message);
        this.draw();
      }
    };
    this.rebuild = () => this.build();
    model.on("msg:custom", this.hear);
    model.on("change:spec", this.rebuild);
    this.build();
    this.ask("hello");
    this.timer = setInterval(() => document.visibilityState === "visible" && this.ask("look"), EVERY);
  }

  // Where the kernel is gone for good, Jupyter refuses: the board below says so.
  ask(kind) {
    try {
      this.model.send({ kind });
    } catch {
      clearInterval(this.timer);
    }
  }

  build() {
    const { language, label } = this.model.get("spec");
    this.root = rooted(this.el, "told", language);
    this.root.setAttribute("aria-label", label);
    this.root.setAttribute("aria-live", "polite");
    this.label = label;
    this.draw();
  }

  draw() {
    const { now, notices } = this.state;
    const line = ({ kind, at, text, event }) =>
      h("li", { class: event ? "fl-told-event" : undefined }, h("span", { class: "fl-told-kind", text: `${kind} ${at}` }), h("span", { text }));
    const [last, ...earlier] = notices;
    this.root.hidden = !now.length && !notices.length;
    const open = Boolean(this.root.querySelector("details[open]"));
    this.root.replaceChildren(
      ...now.map((text) => h("p", { class: "fl-told-now", text })),
      last ? h("ul", {}, line(last)) : "",
      earlier.length ? h("details", { open }, h("summary", { text: `${this.label} (${earlier.length})` }), h("ul", {}, ...earlier.map(line))) : "",
    );
  }

  stop() {
    clearInterval(this.timer);
    this.model.off("msg:custom", this.hear);
    this.model.off("change:spec", this.rebuild);
  }
}

export default {
  render({ model, el }) {
    const told = new Told(model, el);
    return () => told.stop();
  },
};
