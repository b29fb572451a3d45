// The controls of a form. Each has `set(value)` for what Python says and tells the form what people type.

// A text field: one line, or growing with its words.
function textControl(form, spec, path) {
  const input = spec.long
    ? h("textarea", { class: "fl-input", rows: 2 })
    : h("input", { class: "fl-input", type: "text" });
  input.setAttribute("autocomplete", "off");
  input.setAttribute("spellcheck", "false");
  form.watchTyping(input, path);
  const parts = [input];
  if (spec.suggest?.length) {
    const id = freshId("people");
    input.setAttribute("list", id);
    const options = spec.suggest.map(([value, label]) => h("option", { value, label }));
    parts.push(h("datalist", { id }, ...options));
  }
  if (spec.suffix) {
    parts.push(h("span", { class: "fl-suffix", "aria-hidden": "true", text: spec.suffix }));
  }
  const set = (value) => form.setText(input, value);
  return { path, focus: input, labelled: input, node: h("div", { class: "fl-line" }, ...parts), set };
}

function selectControl(form, spec, path) {
  const select = h("select", { class: "fl-input" });
  let value = "";
  const offer = () => {
    const choices = spec.options ? (form.options[spec.options] ?? []) : spec.choices;
    const known = choices.some(([id]) => id === value);
    const offered = [["", form.words.choose], ...choices];
    if (value && !known) {
      offered.push([value, value]);
    }
    const options = offered.map(([id, text]) => h("option", { value: id, text }));
    select.replaceChildren(...options);
    select.value = value;
  };
  select.addEventListener("change", () => {
    value = select.value;
    form.typed(path, value);
  });
  form.watchFocus(select, path);
  offer();
  const set = (next) => {
    value = typeof next === "string" ? next : "";
    offer();
  };
  return { path, focus: select, labelled: select, node: select, set, offer };
}

// Choices side by side; pressing the chosen one again, or Delete, takes the answer back.
function radioControl(form, spec, path) {
  const name = freshId("radio");
  let value = "";
  const inputs = spec.choices.map(([id, text, long]) => {
    const input = h("input", { type: "radio", name, value: id, "aria-label": long });
    input.addEventListener("change", () => choose(id));
    input.addEventListener("click", () => {
      if (value === id && input.dataset.was === "true") {
        choose("");
      }
    });
    // A click on the chosen one fires no change: remember what was chosen before it.
    const before = () => (input.dataset.was = String(value === id));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        choose("");
      }
    });
    form.watchFocus(input, path);
    return h("label", { class: "fl-choice", title: long, on: { pointerdown: before } }, input, h("span", { text }));
  });
  const node = h("div", { class: "fl-choices", role: "radiogroup" }, ...inputs);
  const show = () => {
    for (const input of node.querySelectorAll("input")) {
      input.checked = input.value === value;
      input.dataset.was = "false";
    }
  };
  const choose = (next) => {
    if (next !== value) {
      value = next;
      form.typed(path, value);
    }
    show();
  };
  const set = (next) => {
    value = typeof next === "string" ? next.trim() : "";
    show();
  };
  return { path, focus: node.querySelector("input"), labelled: node, node, set };
}

// Any number of choices, each a box to tick; `spec.options` names a list that comes from Python.
function checksControl(form, spec, path) {
  const node = h("div", { class: "fl-choices fl-checks", role: "group" });
  let value = [];
  let shown = "";
  const offer = () => {
    const choices = spec.choices ?? form.options[spec.options] ?? [];
    const gone = value.filter((id) => !choices.some(([known]) => known === id)).map((id) => [id, id]);
    const offered = [...choices, ...gone];
    if (shown !== JSON.stringify(offered)) {
      shown = JSON.stringify(offered);
      node.replaceChildren(...(offered.length ? offered.map(box) : [h("span", { class: "fl-help", text: spec.none ?? "" })]));
    }
    node.querySelectorAll("input").forEach((one) => (one.checked = value.includes(one.value)));
  };
  const box = ([id, text]) => {
    const input = h("input", { type: "checkbox", value: id });
    input.addEventListener("change", () => {
      value = input.checked ? [...value, id] : value.filter((one) => one !== id);
      form.typed(path, value);
    });
    form.watchFocus(input, path);
    return h("label", { class: "fl-choice" }, input, h("span", { text }));
  };
  const set = (next) => {
    value = Array.isArray(next) ? next.map(String) : [];
    offer();
  };
  offer();
  // Nothing to tick yet: the group itself takes the focus.
  const focus = { focus: (how) => (node.querySelector("input") ?? node).focus(how), scrollIntoView: (how) => node.scrollIntoView(how), setAttribute: (name, said) => node.setAttribute(name, said) };
  node.tabIndex = -1;
  return { path, focus, labelled: node, node, set, offer };
}

// A number and its unit: two fields of the plan, `….value` and `….unit`.
function quantityControls(form, spec, path) {
  const number = textControl(form, {}, path);
  number.focus.setAttribute("inputmode", "decimal");
  const unitPath = path.replace(/value$/, "unit");
  const unit = selectControl(form, { choices: spec.units }, unitPath);
  unit.focus.setAttribute("aria-label", spec.unit_label);
  unit.focus.classList.add("fl-unit");
  number.node.append(unit.focus);
  unit.node = null;
  return [number, unit];
}

// Support for us and for each rival, on one scale.
function supportControls(form, spec, path) {
  return spec.parties.map(([party, name]) => {
    const choices = spec.choices.map(([id, text]) => [id, text.split(" ")[0], `${name}: ${text}`]);
    const control = radioControl(form, { choices }, `${path}.${party}`);
    control.node.classList.add("fl-scale");
    control.node.setAttribute("aria-label", name);
    control.node = h("div", { class: "fl-party" }, h("span", { class: "fl-party-name", text: name }), control.node);
    control.labelled = null;
    return control;
  });
}

const LINE = /D[1-9]\d?:[1-9]\d{0,2}/g;

// Lines of the dossier as chips; a click in the dossier adds one, and so does typing its number.
function linesControl(form, spec, path) {
  const chips = h("ul", { class: "fl-chips" });
  const words = h("p", { class: "fl-line-words", hidden: true });
  const input = h("input", {
    class: "fl-input fl-line-input",
    type: "text",
    autocomplete: "off",
    placeholder: form.words.line_placeholder,
  });
  let value = [];
  const add = () => {
    const typed = input.value.normalize("NFKC").toUpperCase();
    const found = typed.match(LINE) ?? [];
    found.forEach((line) => form.cite(path, line));
    const rest = typed.replace(LINE, "").replace(/[\s,;、]/g, "");
    input.value = rest ? input.value : "";
    input.classList.toggle("fl-unclear", Boolean(rest));
    input.setAttribute("aria-invalid", String(Boolean(rest)));
  };
  form.watchFocus(input, path);
  input.addEventListener("change", add);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      add();
    } else if (event.key === "Backspace" && !input.value && value.length) {
      form.uncite(path, value.at(-1));
    }
  });
  const expand = (line, toggle) => {
    const open = words.hidden || words.dataset.line !== line;
    words.hidden = !open;
    words.dataset.line = line;
    words.textContent = open ? `${line}  ${form.lineWords[line] ?? form.words.line_unknown}` : "";
    chips.querySelectorAll(".fl-chip-words").forEach((b) => b.setAttribute("aria-expanded", "false"));
    toggle.setAttribute("aria-expanded", String(open));
  };
  const set = (next) => {
    value = Array.isArray(next) ? next.map(String) : [];
    if (!value.includes(words.dataset.line)) {
      words.hidden = true;
    }
    chips.replaceChildren(
      ...value.map((line) => {
        const toggle = h("button", {
          type: "button",
          class: "fl-chip-words",
          text: line,
          title: form.lineWords[line],
          "aria-expanded": "false",
          on: { click: () => expand(line, toggle) },
        });
        const remove = h("button", {
          type: "button",
          class: "fl-chip-remove",
          text: "×",
          "aria-label": fill(form.words.remove_line, { line }),
          title: fill(form.words.remove_line, { line }),
          on: {
            click: () => {
              form.uncite(path, line);
              input.focus();
            },
          },
        });
        return h("li", { class: "fl-chip" }, toggle, remove);
      }),
    );
  };
  const node = h("div", { class: "fl-lines" }, chips, input, words);
  return { path, focus: input, labelled: input, node, set };
}

function controlsOf(form, spec, path) {
  switch (spec.kind) {
    case "quantity":
      return quantityControls(form, spec, path);
    case "support":
      return supportControls(form, spec, path);
    case "lines":
      return [linesControl(form, spec, path)];
    case "select":
      return [selectControl(form, spec, path)];
    case "checks":
      return [checksControl(form, spec, path)];
    case "radio":
      return [radioControl(form, spec, path)];
    default:
      return [textControl(form, spec, path)];
  }
}

// A field: its label above, its control, its help and remarks below.
function field(form, spec, path, { plain = false } = {}) {
  const controls = controlsOf(form, spec, path);
  const labelId = freshId("label");
  const helpId = freshId("help");
  const slot = h("div", { class: "fl-remarks", id: freshId("remarks"), "aria-live": "polite" });
  const main = controls[0];
  const target = main.labelled;
  const isGroup = !target || ["radiogroup", "group"].includes(target.getAttribute("role"));
  const label = h(isGroup ? "span" : "label", { class: "fl-label", id: labelId, text: spec.label });
  if (target) {
    target.setAttribute("aria-labelledby", labelId);
    if (!isGroup) {
      target.id = freshId("control");
      label.htmlFor = target.id;
    }
  }
  const described = [plain ? "" : helpId, slot.id].filter(Boolean).join(" ");
  controls.forEach((control) => control.focus.setAttribute("aria-describedby", described));
  const node = h(
    "div",
    {
      class: `fl-field fl-kind-${spec.kind}`,
      "data-path": path,
      style: `--fl-wide: ${spec.wide ?? 6}`,
      ...(target ? {} : { role: "group", "aria-labelledby": labelId }),
    },
    label,
    ...controls.map((control) => control.node).filter(Boolean),
    plain ? null : h("p", { class: "fl-help", id: helpId, text: spec.help }),
    slot,
  );
  controls.forEach((control) => form.register(control, slot));
  form.slots.set(path, slot);
  return node;
}
