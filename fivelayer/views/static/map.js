// The relationship map: people by weight (upwards) and support (to the right), ours and the rivals'.
//
// spec: {language, words, parties: [[id, name], …]}. From Python:
// people {people: [{id, name, weight, support: {us: 1, …}}], totals: [sentence], away?}. From here: hello, drag {id, party, support?, weight?}.

const EDGE = { left: 64, right: 24, top: 40, bottom: 54 };
const REACH = 2;

class RelationshipMap extends Widget {
  constructor(model, el) {
    super(model, el);
    this.people = [];
    this.totals = [];
    this.shown = null;
  }

  build() {
    const { words, parties } = this.model.get("spec");
    this.parties = parties;
    this.shown ??= new Set(parties.map(([id]) => id));
    const title = this.headed("map");
    const switches = parties.map(([id, name], index) => {
      const input = h("input", {
        type: "checkbox",
        on: {
          change: () => {
            this.shown[input.checked ? "add" : "delete"](id);
            this.draw();
          },
        },
      });
      input.checked = this.shown.has(id);
      return h("label", { class: `fl-switch fl-party-${Math.min(index, 3)}` }, input, h("span", { class: "fl-swatch", "aria-hidden": "true" }), h("span", { text: name }));
    });
    this.svg = s("svg", { class: "fl-chart", role: "group" });
    this.svg.setAttribute("aria-label", words.title);
    this.sum = h("div", { class: "fl-totals", "aria-live": "polite" });
    this.root.append(
      h("header", { class: "fl-map-head" }, title, h("div", { class: "fl-switches" }, ...switches)),
      h("p", { class: "fl-help", text: words.how }),
      this.svg,
      this.sum,
    );
    this.sizes?.disconnect();
    this.sizes = new ResizeObserver(() => this.dragging || this.draw());
    this.sizes.observe(this.root);
    this.draw();
  }

  heard(message) {
    if (message.kind === "people") {
      this.people = message.people;
      this.totals = message.totals;
      if (!this.dragging) {
        this.draw();
      }
    }
  }

  // --- geometry --------------------------------------------------------------------------------

  // Drawn in real pixels, so that words keep their size at any width.
  measure() {
    this.width = Math.max(320, Math.round(this.svg.clientWidth || 720));
    this.height = Math.round(Math.max(320, Math.min(560, this.width * 0.56)));
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.setAttribute("height", this.height);
  }

  scale() {
    const heaviest = Math.max(40, ...this.people.map((one) => one.weight ?? 0));
    this.top = Math.min(100, Math.ceil(heaviest / 10) * 10);
  }

  x(support) {
    return EDGE.left + ((support + REACH) / (2 * REACH)) * (this.width - EDGE.left - EDGE.right);
  }

  y(weight) {
    return this.height - EDGE.bottom - (weight / this.top) * (this.height - EDGE.top - EDGE.bottom);
  }

  support(x) {
    const share = (x - EDGE.left) / (this.width - EDGE.left - EDGE.right);
    return Math.max(-REACH, Math.min(REACH, Math.round(share * 2 * REACH - REACH)));
  }

  weight(y) {
    const share = (this.height - EDGE.bottom - y) / (this.height - EDGE.top - EDGE.bottom);
    return Math.max(0, Math.min(100, Math.round(share * this.top)));
  }

  // --- drawing ---------------------------------------------------------------------------------

  draw() {
    this.measure();
    const held = this.svg.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    this.scale();
    this.svg.replaceChildren(this.grid());
    this.taken = [];
    const parties = this.parties.map(([id, name], index) => ({ id, name, index })).filter((p) => this.shown.has(p.id));
    this.joins = s("g");
    this.svg.append(this.joins);
    for (const person of this.people) {
      this.join(person, parties);
      for (const party of parties) {
        const [x, y] = this.place(person, party);
        this.taken.push([x - 14, y - 14, x + 14, y + 14]);
      }
    }
    for (const person of this.people) {
      for (const party of parties) {
        this.svg.append(this.bubble(person, party));
      }
    }
    this.sum.replaceChildren(...this.totals.map((text) => h("p", { text })));
    if (held) {
      this.svg.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
    }
  }

  grid() {
    const grid = s("g", { class: "fl-axes", "aria-hidden": "true" });
    for (let support = -REACH; support <= REACH; support += 1) {
      const x = this.x(support);
      grid.append(s("line", { x1: x, x2: x, y1: EDGE.top, y2: this.height - EDGE.bottom, class: support ? "" : "fl-zero" }));
      const words = support > 0 ? `+${support}` : String(support).replace("-", "−");
      grid.append(s("text", { x, y: this.height - EDGE.bottom + 20, "text-anchor": "middle" }, words));
    }
    for (let weight = 0; weight <= this.top; weight += 10) {
      const y = this.y(weight);
      grid.append(s("line", { x1: EDGE.left, x2: this.width - EDGE.right, y1: y, y2: y }));
      grid.append(s("text", { x: EDGE.left - 12, y: y + 4, "text-anchor": "end" }, `${weight}%`));
    }
    const below = (x, anchor, text) => grid.append(s("text", { x, y: this.height - 12, "text-anchor": anchor, class: "fl-axis-name" }, text));
    below(this.x(-REACH), "start", this.words.against);
    below(this.x(0), "middle", this.words.neutral);
    below(this.x(REACH), "end", this.words.in_favour);
    grid.append(s("text", { x: 8, y: EDGE.top - 20, class: "fl-axis-name" }, this.words.weight));
    return grid;
  }

  place(person, party) {
    const crowd = this.people.filter((one) => (one.support[party.id] ?? 0) === (person.support[party.id] ?? 0) && (one.weight ?? 0) === (person.weight ?? 0));
    // People of equal weight and support stand side by side.
    const aside = (crowd.indexOf(person) - (crowd.length - 1) / 2) * 30 + (this.shown.size > 1 ? (party.index ? 9 : -9) : 0);
    return [this.x(person.support[party.id] ?? 0) + aside, this.y(person.weight ?? 0)];
  }

  // One person's bubbles hang together by a curve, so that it passes nobody else's.
  join(person, parties) {
    const points = parties.map((party) => this.place(person, party));
    points.slice(1).forEach(([x, y], index) => {
      const [fromX, fromY] = points[index];
      const top = Math.min(y, fromY) - 12 - Math.abs(x - fromX) * 0.08;
      this.joins.append(s("path", { class: "fl-join", d: `M ${fromX} ${fromY} Q ${(x + fromX) / 2} ${top} ${x} ${y}` }));
    });
  }

  bubble(person, party) {
    const [x, y] = this.place(person, party);
    const vague = person.support[party.id] === undefined || person.weight === null;
    const key = `${person.id}/${party.id}`;
    const group = s("g", { class: `fl-bubble fl-party-${Math.min(party.index, 3)}${vague ? " fl-vague" : ""}`, tabindex: 0, role: "slider", transform: `translate(${x} ${y})` });
    group.dataset.key = key;
    const support = person.support[party.id];
    group.setAttribute("aria-valuemin", -REACH);
    group.setAttribute("aria-valuemax", REACH);
    group.setAttribute("aria-valuenow", support ?? 0);
    const says = fill(this.words.person, { name: person.name, party: party.name, support: support ?? "–", weight: person.weight ?? "–" });
    group.setAttribute("aria-label", says);
    group.setAttribute("aria-valuetext", says);
    group.append(s("title", {}, says), s("circle", { r: 22, class: "fl-reach" }), party.index ? s("rect", { x: -10, y: -10, width: 20, height: 20, transform: "rotate(45)" }) : s("circle", { r: 13 }));
    if (party.index === 0 || this.shown.size === 1 || !this.shown.has(this.parties[0][0])) {
      group.append(this.name(person, x, y));
    }
    group.addEventListener("keydown", (event) => this.key(event, person, party));
    group.addEventListener("pointerdown", (event) => this.grab(event, person, party, group));
    return group;
  }

  // A name beside its bubble, where no other name stands yet.
  name(person, x, y) {
    const width = [...person.name].reduce((sum, char) => sum + (char.charCodeAt(0) > 0x2e7f ? 13 : 7), 0);
    const places = [[19, 4, "start"], [-19, 4, "end"], [0, -19, "middle"], [0, 28, "middle"], [19, -12, "start"], [-19, -12, "end"]];
    const boxOf = ([dx, dy, anchor]) => {
      const left = x + dx - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
      return [left, y + dy - 11, left + width, y + dy + 4];
    };
    const free = (box) => box[0] >= 0 && box[2] <= this.width && box[1] >= 0 && this.taken.every((o) => box[2] < o[0] || box[0] > o[2] || box[3] < o[1] || box[1] > o[3]);
    const place = places.find((one) => free(boxOf(one))) ?? places.find((one) => boxOf(one)[0] >= 0 && boxOf(one)[2] <= this.width) ?? places[2];
    this.taken.push(boxOf(place));
    return s("text", { x: place[0], y: place[1], "text-anchor": place[2], class: "fl-name" }, person.name);
  }

  // --- moving people ---------------------------------------------------------------------------

  move(person, party, support, weight) {
    const change = {};
    if (support !== undefined && support !== person.support[party.id]) {
      change.support = Math.max(-REACH, Math.min(REACH, support));
    }
    if (weight !== undefined && weight !== person.weight) {
      change.weight = Math.max(0, Math.min(100, weight));
    }
    if (Object.keys(change).length) {
      this.model.send({ kind: "drag", id: person.id, party: party.id, ...change });
    }
  }

  key(event, person, party) {
    const support = person.support[party.id] ?? 0;
    const weight = person.weight ?? 0;
    const by = event.shiftKey ? 5 : 1;
    const to = {
      ArrowRight: [support + 1],
      ArrowLeft: [support - 1],
      ArrowUp: [undefined, weight + by],
      ArrowDown: [undefined, weight - by],
    }[event.key];
    if (to) {
      event.preventDefault();
      event.stopPropagation();
      this.move(person, party, ...to);
    }
  }

  grab(event, person, party, group) {
    if (event.button !== 0) {
      return;
    }
    event.preventDefault();
    group.focus();
    group.setPointerCapture(event.pointerId);
    this.dragging = true;
    const start = [event.clientX, event.clientY];
    let to = null;
    const at = (e) => {
      const point = new DOMPoint(e.clientX, e.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      return [this.support(point.x), this.weight(point.y)];
    };
    const drag = (e) => {
      if (Math.hypot(e.clientX - start[0], e.clientY - start[1]) > 4) {
        to = at(e);
        group.setAttribute("transform", `translate(${this.x(to[0])} ${this.y(to[1])})`);
      }
    };
    const drop = (e) => {
      group.removeEventListener("pointermove", drag);
      group.removeEventListener("pointerup", drop);
      group.removeEventListener("pointercancel", drop);
      this.dragging = false;
      if (to && e.type === "pointerup") {
        this.move(person, party, ...to);
      } else {
        this.draw();
      }
    };
    group.addEventListener("pointermove", drag);
    group.addEventListener("pointerup", drop);
    group.addEventListener("pointercancel", drop);
  }

  stop() {
    super.stop();
    this.sizes.disconnect();
  }
}

export default shown(RelationshipMap);
