// A sentence in place of a page. spec: {language, text}.

function render({ model, el }) {
  const { language, text } = model.get("spec");
  rooted(el, "message", language).append(h("p", { class: "fl-notice", role: "alert", text }));
}

export default { render };
