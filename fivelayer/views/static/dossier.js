// The dossier: documents as tabs, numbered lines, search; a line that is pressed is cited.
//
// spec: {language, words, about, documents: [{id, title, kind, date, blocks: [[kind, text], …]}]}.
// From here: cite {line}. From Python: into {label}, cited {lines: {"D3:12": ["Gate date", …]}}, open {line}.

const ALL = "all";

class Dossier extends Widget {
  constructor(model, el) {
    super(model, el);
    this.lines = new Map();
    this.cited = {};
    this.into = "";
  }

  build() {
    const { language, words, documents, about } = this.model.get("spec");
    this.about = about;
    this.words = words;
    this.documents = documents;
    this.lines.clear();
    this.root = rooted(this.el, "dossier", language);
    this.target = h("p", { class: "fl-into", role: "status" });
    this.search = h("input", {
      class: "fl-input fl-search",
      type: "search",
      placeholder: words.search,
      "aria-label": words.search,
      on: {
        input: (event) => event.isComposing || this.find(),
        compositionend: () => this.find(),
        keydown: (event) => {
          if (event.key === "Escape" && this.search.value) {
            event.stopPropagation();
            this.search.value = "";
            this.find();
          }
        },
      },
    });
    this.tabs = h("div", { class: "fl-tabs", role: "tablist", "aria-label": words.title, on: { keydown: (e) => this.tabKey(e) } });
    this.panel = h("div", { class: "fl-panel", role: "tabpanel", tabindex: -1 });
    this.panel.id = freshId("panel");
    const names = [[ALL, words.all, words.all_title], ...documents.map((d) => [d.id, d.id, d.title])];
    this.tabs.append(
      ...names.map(([id, text, title]) =>
        h("button", {
          type: "button",
          role: "tab",
          class: "fl-tab",
          text,
          title,
          "aria-label": text === title ? title : `${text} ${title}`,
          "aria-controls": this.panel.id,
          "data-document": id,
          on: { click: () => this.open(id) },
        }),
      ),
    );
    this.root.append(
      h("header", { class: "fl-dossier-head" }, h("h3", { text: words.title }), this.search),
      this.tabs,
      this.target,
      this.panel,
    );
    this.open(documents.some((d) => d.id === this.current) ? this.current : ALL);
    this.showInto();
  }

  // --- tabs ------------------------------------------------------------------------------------

  open(id, line = "") {
    this.current = id;
    this.search.value = "";
    for (const tab of this.tabs.children) {
      const chosen = tab.dataset.document === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    const one = this.documents.find((d) => d.id === id);
    this.lines.clear();
    this.panel.replaceChildren(...(one ? this.pages(one) : [this.overview()]));
    this.panel.setAttribute("aria-label", one ? one.title : this.words.all_title);
    this.panel.scrollTop = 0;
    this.mark();
    if (line) {
      this.rove(this.lines.get(line), true);
    }
  }

  tabKey(event) {
    const tabs = [...this.tabs.children];
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at >= 0 && to !== undefined) {
      event.preventDefault();
      const tab = tabs[(to + tabs.length) % tabs.length];
      this.open(tab.dataset.document);
      tab.focus();
    }
  }

  overview() {
    const rows = this.documents.map((one) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "fl-entry",
            on: {
              click: () => {
                this.open(one.id);
                this.tabs.querySelector('[aria-selected="true"]').focus();
              },
            },
          },
          h("span", { class: "fl-entry-id", text: one.id }),
          h("span", { class: "fl-entry-title", text: one.title }),
          h("span", { class: "fl-entry-date", text: [one.kind, one.date].filter(Boolean).join(" · ") }),
        ),
      ),
    );
    const about = this.about.map((text) => h("p", { text }));
    return h("div", {}, h("div", { class: "fl-story" }, ...about), h("ol", { class: "fl-overview" }, ...rows));
  }

  // --- one document ----------------------------------------------------------------------------

  pages(one) {
    const nodes = [h("p", { class: "fl-document-date", text: [one.kind, one.date].filter(Boolean).join(" · ") })];
    let body = null;
    let header = true;
    one.blocks.forEach(([kind, text], index) => {
      const line = `${one.id}:${index + 1}`;
      if (kind === "row") {
        header = !body;
        body ??= this.table(nodes);
        body.append(this.row(line, index + 1, text, header));
      } else {
        body = null;
        nodes.push(this.block(line, index + 1, kind, text));
      }
    });
    const first = this.lines.values().next().value;
    if (first) {
      first.tabIndex = 0;
    }
    return nodes;
  }

  table(nodes) {
    const body = h("tbody");
    nodes.push(h("div", { class: "fl-table-scroll" }, h("table", { class: "fl-dossier-table" }, body)));
    return body;
  }

  row(line, number, text, header) {
    const cells = text.split("\t").map((cell) => this.rich(h(header ? "th" : "td", header ? { scope: "col" } : {}), cell));
    const node = h("tr", { class: "fl-dossier-line" }, h("td", { class: "fl-number", text: String(number) }), ...cells);
    return this.citable(node, line);
  }

  block(line, number, kind, text) {
    const node = h("div", { class: `fl-dossier-line fl-block-${kind}` }, h("span", { class: "fl-number", text: String(number) }));
    node.append(this.rich(h("span", { class: "fl-words" }), text));
    return this.citable(node, line);
  }

  // Only **bold** is taken as markup; everything else is text.
  rich(node, text) {
    text.split(/\*\*(.+?)\*\*/).forEach((part, index) => {
      node.append(index % 2 ? h("strong", { text: part }) : part);
    });
    return node;
  }

  citable(node, line) {
    node.dataset.line = line;
    node.tabIndex = -1;
    if (node.tagName !== "TR") {
      node.setAttribute("role", "button"); // a table's row stays a row
    }
    node.addEventListener("click", () => {
      if (!String(getSelection() ?? "")) {
        this.rove(node, false);
        this.cite(line);
      }
    });
    node.addEventListener("keydown", (event) => this.lineKey(event, node, line));
    this.lines.set(line, node);
    return node;
  }

  lineKey(event, node, line) {
    const all = [...this.lines.values()];
    const at = all.indexOf(node);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.cite(line);
    } else if (to !== undefined && all[to]) {
      event.preventDefault();
      this.rove(all[to], true);
    }
  }

  rove(node, focus) {
    if (!node) {
      return;
    }
    this.lines.forEach((one) => (one.tabIndex = -1));
    node.tabIndex = 0;
    if (focus) {
      node.focus();
    }
  }

  cite(line) {
    this.model.send({ kind: "cite", line });
  }

  // --- search ----------------------------------------------------------------------------------

  find() {
    const wanted = this.search.value.normalize("NFKC").trim().toLowerCase();
    if (!wanted) {
      this.open(this.current);
      return;
    }
    const found = this.documents
      .map((one) => [one, one.blocks.map(([, text], i) => [i + 1, text]).filter(([, text]) => plain(text).includes(wanted))])
      .filter(([, hits]) => hits.length);
    const count = found.reduce((sum, [, hits]) => sum + hits.length, 0);
    const says = count ? fill(this.words.hits, { n: count, documents: found.length }) : this.words.no_hits;
    this.lines.clear();
    this.panel.replaceChildren(
      h("p", { class: "fl-hits", role: "status", text: says }),
      ...found.flatMap(([one, hits]) => [
        h("h4", { class: "fl-hit-title" }, h("button", { type: "button", class: "fl-link", text: `${one.id} ${one.title}`, on: { click: () => this.open(one.id) } }), ` (${hits.length})`),
        ...hits.map(([number, text]) => this.hit(one, number, text, wanted)),
      ]),
    );
    const first = this.lines.values().next().value;
    if (first) {
      first.tabIndex = 0;
    }
    this.mark();
  }

  hit(one, number, text, wanted) {
    const words = text.replaceAll("**", "").replaceAll("\t", " · ");
    const at = plain(words).indexOf(wanted);
    const node = h("div", { class: "fl-dossier-line fl-block-paragraph" }, h("span", { class: "fl-number", text: String(number) }));
    const body = h("span", { class: "fl-words" });
    if (at >= 0 && plain(words).length === words.length) {
      body.append(words.slice(0, at), h("mark", { text: words.slice(at, at + wanted.length) }), words.slice(at + wanted.length));
    } else {
      body.append(words);
    }
    node.append(body);
    return this.citable(node, `${one.id}:${number}`);
  }

  // --- what Python says ------------------------------------------------------------------------

  heard(message) {
    if (message.kind === "into") {
      this.into = message.label;
      this.showInto();
    } else if (message.kind === "cited") {
      this.cited = message.lines;
      this.mark();
    } else if (message.kind === "open") {
      this.open(message.line.split(":")[0], message.line);
    }
  }

  showInto() {
    this.target.textContent = this.into ? fill(this.words.into, { field: this.into }) : this.words.into_nothing;
    this.target.classList.toggle("fl-ready", Boolean(this.into));
  }

  mark() {
    for (const [line, node] of this.lines) {
      const fields = this.cited[line] ?? [];
      node.classList.toggle("fl-cited", fields.length > 0);
      if (node.tagName !== "TR") {
        node.setAttribute("aria-pressed", String(fields.length > 0));
      }
      node.title = fields.length ? fill(this.words.cited, { fields: fields.join("; ") }) : this.words.cite;
    }
    for (const tab of this.tabs.children) {
      const start = `${tab.dataset.document}:`;
      tab.classList.toggle("fl-has-cited", Object.keys(this.cited).some((line) => line.startsWith(start)));
    }
  }
}

function plain(text) {
  return text.replaceAll("**", "").normalize("NFKC").toLowerCase();
}

export default shown(Dossier);
