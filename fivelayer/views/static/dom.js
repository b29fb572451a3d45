// Elements and words. Whatever people typed goes in as text, never as HTML.

let counter = 0;

// A fresh id for labels and descriptions.
function freshId(name) {
  counter += 1;
  return `fl-${name}-${counter}-${Math.random().toString(36).slice(2, 7)}`;
}

// An element: `on` holds listeners, `text` its words; the other properties are attributes.
function h(tag, { on = {}, text, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const [name, listener] of Object.entries(on)) {
    node.addEventListener(name, listener);
  }
  if (text !== undefined) {
    node.textContent = text;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function button(text, press, attributes = {}) {
  return h("button", { type: "button", class: "fl-button", text, on: { click: press }, ...attributes });
}

// Put parameters into a sentence: "Saved {time}".
function fill(template, params = {}) {
  return String(template ?? "").replace(/\{(\w+)\}/g, (whole, name) =>
    name in params ? String(params[name]) : whole,
  );
}

// The root of a widget, in its language, deaf to Jupyter's single-key commands.
function rooted(el, name, language) {
  el.replaceChildren();
  const root = h("section", {
    class: `fl fl-${name}`,
    lang: language === "zh" ? "zh-CN" : "en",
    "data-lm-suppress-shortcuts": "true",
  });
  // JupyterLab swallows line breaks typed anywhere in a cell: it waits for Enter at the field itself.
  const keep = (event) => event.inputType === "insertLineBreak" && event.stopPropagation();
  root.addEventListener("beforeinput", keep, { capture: true });
  el.append(root);
  return root;
}

// A number of the model that shows its sentence when pressed.
function statementButton(statement, words, says) {
  const id = freshId("statement");
  const sentence = h("span", { class: "fl-statement-words", id, hidden: true, text: words });
  const toggle = h("button", {
    type: "button",
    class: "fl-statement",
    text: statement,
    title: fill(says, { statement }),
    "aria-label": fill(says, { statement }),
    "aria-expanded": "false",
    "aria-controls": id,
    on: {
      click: () => {
        sentence.hidden = !sentence.hidden;
        toggle.setAttribute("aria-expanded", String(!sentence.hidden));
      },
    },
  });
  return [toggle, sentence];
}

// Whether two plain JSON values are the same.
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// A moment as this computer's clock shows it: 10:32:05.
function clock(moment) {
  const time = new Date(moment);
  const two = (number) => String(number).padStart(2, "0");
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
