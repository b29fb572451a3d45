// The what-if of share and margin: choices on the left, two lines ahead on the right.
//
// spec: {language, words, stages: [[id, name], …], kinds: [[id, name], …]}. From Python:
// state {stage, kinds, share, margin, follows, goals: [share, margin], points: [[quarter, share, margin], …], idle, said}.
// From here: hello, try {stage, kinds, share, margin} or try {follow: true}.

const W = 640;
const H = 300;
const EDGE = { left: 44, right: 96, top: 16, bottom: 40 };

class Outlook extends Widget {
  build() {
    const { words, stages, kinds } = this.model.get("spec");
    const title = this.headed("outlook");
    const name = freshId("stage");
    const moved = { change: () => this.tried() };
    const choice = (type, [id, text]) => {
      const input = h("input", { type, value: id, name: type === "radio" ? name : undefined, on: moved });
      return h("label", { class: "fl-switch" }, input, h("span", { text }));
    };
    this.stages = h("div", { class: "fl-tries", role: "radiogroup", "aria-label": words.stage }, ...stages.map((one) => choice("radio", one)));
    this.kinds = h("div", { class: "fl-tries", role: "group", "aria-label": words.kinds }, ...kinds.map((one) => choice("checkbox", one)));
    this.share = this.slider(words.share);
    this.margin = this.slider(words.margin);
    this.back = button(words.follow, () => this.model.send({ kind: "try", follow: true }), { class: "fl-button fl-quiet" });
    this.svg = s("svg", { class: "fl-chart", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": words.title });
    this.said = h("div", { class: "fl-totals", "aria-live": "polite" });
    const group = (text, node) => h("div", { class: "fl-try" }, h("p", { class: "fl-label", text }), node);
    this.root.append(
      h("header", { class: "fl-map-head" }, title, this.back),
      h("p", { class: "fl-help", text: words.how }),
      h(
        "div",
        { class: "fl-whatif" },
        h("div", { class: "fl-moves" }, group(words.stage, this.stages), group(words.kinds, this.kinds), this.share.node, this.margin.node),
        h("div", {}, this.svg, this.said),
      ),
      h("p", { class: "fl-help", text: words.source }),
    );
    this.show();
  }

  slider(text) {
    const input = h("input", { type: "range", min: 0, max: 60, step: 1, "aria-label": text, on: { input: () => this.tried() } });
    const out = h("output", {});
    return { input, out, node: h("label", { class: "fl-slider" }, h("span", { class: "fl-label", text }), input, out) };
  }

  tried() {
    const on = (node) => [...node.querySelectorAll("input")].filter((one) => one.checked).map((one) => one.value);
    this.model.send({ kind: "try", stage: on(this.stages)[0], kinds: on(this.kinds), share: Number(this.share.input.value), margin: Number(this.margin.input.value) });
  }

  show() {
    const state = this.state;
    if (!state) {
      return;
    }
    for (const one of this.root.querySelectorAll(".fl-tries input")) {
      one.checked = one.value === state.stage || state.kinds.includes(one.value);
    }
    for (const name of ["share", "margin"]) {
      const { input, out } = this[name];
      input.max = Math.max(60, state[name]);
      if (document.activeElement !== input) {
        input.value = state[name];
      }
      out.textContent = `${state[name]} %`;
    }
    this.back.hidden = state.follows;
    this.said.replaceChildren(...state.said.map((text) => h("p", { text })));
    this.draw();
  }

  draw() {
    const { points, idle } = this.state;
    const goals = this.state.goals ?? [];
    const top = Math.max(40, Math.ceil(Math.max(...goals, ...[...points, ...idle].flatMap(([, a, b]) => [a, b])) / 20) * 20);
    const last = points.at(-1)[0];
    const x = (quarter) => EDGE.left + (quarter / last) * (W - EDGE.left - EDGE.right);
    const y = (value) => H - EDGE.bottom - (value / top) * (H - EDGE.top - EDGE.bottom);
    const line = (rows, column, name) => s("polyline", { class: `fl-line-${name}`, points: rows.map((row) => `${x(row[0])},${y(row[column])}`).join(" ") });
    const label = (text, [atX, atY], attributes) => s("text", { x: atX, y: atY, ...attributes }, text);
    const marks = [];
    for (let value = 0; value <= top; value += 20) {
      marks.push(s("line", { class: "fl-rule", x1: x(0), x2: x(last), y1: y(value), y2: y(value) }), label(`${value} %`, [x(0) - 6, y(value) + 4], { "text-anchor": "end" }));
    }
    for (let quarter = 0; quarter <= last; quarter += 4) {
      marks.push(label(fill(this.words.year, { n: quarter / 4 }), [x(quarter), H - EDGE.bottom + 20], { "text-anchor": quarter ? "middle" : "start" }));
    }
    // Names at the lines' ends, moved apart where the ends lie close.
    const ends = [["share", points.at(-1)[1]], ["margin", points.at(-1)[2]]].sort((a, b) => b[1] - a[1]);
    const heights = ends.map(([, value]) => y(value) + 4);
    heights[1] = Math.max(heights[1], heights[0] + 17);
    const names = ends.map(([name, value], n) => label(`${this.words[`${name}_short`]} ${Math.round(value)} %`, [x(last) + 8, heights[n]], { class: `fl-name-${name}` }));
    // What the plan expects: rings at the end.
    const rings = ["share", "margin"].flatMap((name, n) => (goals[n] === undefined ? [] : [s("circle", { class: `fl-ring-${name}`, cx: x(last), cy: y(goals[n]), r: 6 })]));
    this.svg.replaceChildren(...marks, ...rings, line(idle, 1, "share fl-idle"), line(idle, 2, "margin fl-idle"), line(points, 1, "share"), line(points, 2, "margin"), ...names);
  }
}

export default shown(Outlook);
