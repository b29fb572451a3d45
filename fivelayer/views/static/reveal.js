// What came of rounds that were played, and of the game.

const GROUPS = [
  ["news", "news"],
  ["us", "us"],
  ["customer", "customer"],
  ["rival", "rival_did"],
];

// A move in one line: what, on whom, what was said, who.
function moveLine(move, words) {
  const pieces = [move.on, move.say && `“${move.say}”`, move.by].filter(Boolean);
  return fill(words.labelled, { label: `${move.name}${move.times > 1 ? ` ×${move.times}` : ""}`, text: pieces.join(" · ") });
}

class Reveal {
  constructor(board) {
    this.board = board;
  }

  // A round that was played, as blocks.
  round(past) {
    const { words } = this.board;
    const groups = GROUPS.map(([group, title]) => [group, words[title], past.events.filter((one) => one.group === group)]).filter(([, , events]) => events.length);
    const told = (...wanted) =>
      groups.filter(([group]) => wanted.includes(group)).map(([, title, events]) => h("section", { class: "fl-told" }, h("h5", { text: title }), h("ul", {}, ...events.map((one) => this.event(one)))));
    const cost = past.events.filter((one) => one.group === "cost");
    return [
      ...(groups.length ? [] : [h("p", { class: "fl-help", text: words.reveal_none })]),
      ...told("news"),
      this.predicted(past),
      ...told("us", "customer", "rival"),
      h(
        "details",
        { class: "fl-more" },
        h("summary", { text: `${words.your_moves} · ${words.cost}` }),
        h("ul", {}, ...(past.moves.length ? past.moves.map((move) => h("li", { text: moveLine(move, words) })) : [h("li", { text: words.no_moves })])),
        h("ul", {}, ...cost.map((one) => h("li", { text: one.text }))),
      ),
    ].filter(Boolean);
  }

  predicted(past) {
    const { words } = this.board;
    if (past.chance === null) {
      return null;
    }
    return h(
      "section",
      { class: "fl-told fl-foreseen" },
      h("h5", { text: words.expected }),
      h("ul", {}, h("li", { text: fill(words.expected_chance, { n: past.chance }) }), ...past.reactions.map((one) => h("li", { class: one.right ? "fl-right" : "fl-wrong" }, h("span", { class: "fl-mark", "aria-hidden": "true", text: one.right ? "✓ " : "≠ " }), one.text))),
    );
  }

  // One event: its words, and on demand the statement behind it and what went in.
  event(one) {
    const { words, statements } = this.board;
    const [toggle, sentence] = statementButton(one.statement, statements[one.statement] ?? "", words.statement);
    if (one.inputs) {
      sentence.append(h("span", { class: "fl-inputs", text: fill(words.inputs, { list: one.inputs }) }));
    }
    return h("li", { class: `fl-event${one.tone ? ` fl-${one.tone}` : ""}` }, h("span", { class: "fl-event-words" }, h("span", { text: one.text }), " ", toggle), sentence);
  }

  end(end) {
    const { words } = this.board;
    const track = h("div", { class: "fl-odds", role: "img", "aria-label": fill(words.end_chance, { n: end.wins }) }, h("span", { style: `inline-size: ${end.wins}%` }));
    return [
      h("p", { class: `fl-verdict ${end.reached ? "fl-won" : "fl-lost"}`, text: end.title }),
      h("p", { class: "fl-net", text: end.net }),
      h("p", { text: fill(words.end_chance, { n: end.wins }) }),
      track,
      h("p", { class: "fl-luck", text: end.luck }),
      h("p", { text: end.place }),
      h("p", { text: end.expected }),
      h("h5", { text: words.end_predictions }),
      ...end.predictions.map((text) => h("p", { text })),
      h("p", { class: "fl-notice-plain", text: words.end_next }),
    ];
  }
}
