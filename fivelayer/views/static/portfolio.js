// Where a portfolio's person-months go: a bar for each customer treated, as thick as its months, as long as its return.
//
// spec: {language, words, weights: [[id, name, per cent], …]}. From Python:
// state {months, bars: [{name, months, gain, cost, says, repays}], said, tool: [[customer, tier, firm, depth, own], …] or null}.
// From here: hello, try {weights: {id: number}} or try {follow: true}.

const W = 900;
const LEFT = 170;
const RIGHT = 190;
const MONTH = 34;

class Portfolio extends Widget {
  build() {
    const { words, weights } = this.model.get("spec");
    const title = this.headed("portfolio");
    this.chart = s("svg", { class: "fl-chart", role: "img", "aria-label": words.title });
    this.said = h("div", { class: "fl-totals", "aria-live": "polite" });
    this.ask = button(words.ask, () => (this.state?.tool ? this.model.send({ kind: "try", follow: true }) : this.tried()));
    this.sliders = weights.map(([id, name, value]) => this.slider(id, name, value));
    this.table = h("tbody", {});
    const heads = ["customer", "tier", "firm", "depth", "own"].map((one) => h("th", { scope: "col", text: words[`head_${one}`] }));
    this.tool = h(
      "div",
      { class: "fl-tool-says", hidden: true },
      h("p", { class: "fl-help", text: words.tool_how }),
      h("div", { class: "fl-whatif" }, h("div", { class: "fl-moves" }, ...this.sliders.map((one) => one.node))),
      h("div", { class: "fl-scroll" }, h("table", { class: "fl-cover" }, h("thead", {}, h("tr", {}, ...heads)), this.table)),
    );
    this.root.append(
      h("header", { class: "fl-map-head" }, title),
      h("p", { class: "fl-help", text: words.how }),
      this.chart,
      this.said,
      h("div", {}, this.ask),
      this.tool,
      h("p", { class: "fl-help", text: words.source }),
    );
    this.show();
  }

  slider(id, name, value) {
    const out = h("output", { text: String(value) });
    const input = h("input", { type: "range", min: 0, max: 100, step: 5, "aria-label": name, on: { input: () => this.tried() } });
    input.value = value;
    return { id, input, out, node: h("label", { class: "fl-slider" }, h("span", { class: "fl-label", text: name }), input, out) };
  }

  tried() {
    this.sliders.forEach((one) => (one.out.textContent = one.input.value));
    this.model.send({ kind: "try", weights: Object.fromEntries(this.sliders.map((one) => [one.id, Number(one.input.value)])) });
  }

  show() {
    if (!this.state?.bars) {
      return;
    }
    const { said, tool } = this.state;
    this.said.replaceChildren(...said.map((text) => h("p", { text })));
    this.tool.hidden = !tool;
    this.ask.textContent = tool ? this.words.close : this.words.ask;
    this.table.replaceChildren(
      ...(tool ?? []).map((cells) =>
        h("tr", {}, ...cells.map((text, n) => (n ? h("td", { text, class: n === 4 && text !== "–" && text !== cells[1] ? "fl-thin" : "" }) : h("th", { scope: "row", text })))),
      ),
    );
    this.draw();
  }

  draw() {
    const { bars, months } = this.state;
    const given = bars.reduce((sum, one) => sum + one.months, 0);
    const tall = Math.max(given, months ?? 0, 1) * MONTH;
    const far = Math.max(10, ...bars.flatMap((one) => [one.gain, one.cost]));
    const near = Math.min(0, ...bars.map((one) => one.gain));
    const x = (value) => LEFT + ((value - near) / (far - near)) * (W - LEFT - RIGHT);
    const height = tall + 46;
    this.chart.setAttribute("viewBox", `0 0 ${W} ${height}`);
    const marks = [s("line", { class: "fl-rule", x1: x(0), x2: x(0), y1: 10, y2: 10 + tall })];
    let y = 10;
    for (const one of bars) {
      const thick = one.months * MONTH;
      const [from, to] = [x(Math.min(0, one.gain)), x(Math.max(0, one.gain))];
      marks.push(
        s("rect", { class: one.repays ? "fl-repays" : "fl-idle-bar", x: from, y: y + 1, width: Math.max(2, to - from), height: Math.max(2, thick - 2) }),
        s("line", { class: "fl-cost", x1: x(one.cost), x2: x(one.cost), y1: y, y2: y + thick }),
        s("text", { x: LEFT - 10, y: y + thick / 2 + 5, "text-anchor": "end", class: "fl-bar-name" }, one.name),
        s("text", { x: Math.max(to, x(one.cost)) + 8, y: y + thick / 2 + 5 }, one.says),
      );
      y += thick;
    }
    if (months !== null && months !== undefined) {
      const at = 10 + months * MONTH;
      marks.push(
        s("line", { class: "fl-limit", x1: 0, x2: W, y1: at, y2: at }),
        s("text", { class: "fl-limit-name", x: W, y: at + 18, "text-anchor": "end" }, fill(this.words.limit, { months })),
      );
    }
    this.chart.replaceChildren(...marks);
  }
}

export default shown(Portfolio);
