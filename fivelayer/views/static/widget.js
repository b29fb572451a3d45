// What every widget does: it says hello, hears what Python tells, and is built anew with its spec.

class Widget {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.state = null;
    this.hear = (message) => this.heard(message);
    this.rebuild = () => this.build();
  }

  start() {
    this.model.on("msg:custom", this.hear);
    this.model.on("change:spec", this.rebuild);
    this.build();
    this.greet();
  }

  greet() {
    this.model.send({ kind: "hello" });
  }

  // The root in its language, called what the heading says that is given back.
  headed(name) {
    const { language, words } = this.model.get("spec");
    this.words = words;
    this.root = rooted(this.el, name, language);
    const head = h("h3", { id: freshId(name), text: words.title });
    this.root.setAttribute("aria-labelledby", head.id);
    return head;
  }

  heard(message) {
    if (message.kind === "state") {
      this.state = { ...this.state, ...message };
      this.show();
    }
  }

  stop() {
    this.model.off("msg:custom", this.hear);
    this.model.off("change:spec", this.rebuild);
  }
}

// A kind of widget as the page wants it: told to render, it gives back how to stop.
function shown(Kind) {
  const render = ({ model, el }) => {
    const widget = new Kind(model, el);
    widget.start();
    return () => widget.stop();
  };
  return { render };
}
