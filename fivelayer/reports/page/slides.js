// Pages through the slides: keys, a presenter's remote, two buttons, the address's number. Without it they scroll.
"use strict";
const slides = [...document.querySelectorAll("main > section")];
const places = [...document.querySelectorAll("footer .place")];
let at = 0;
const show = (n) => {
  at = Math.max(0, Math.min(n, slides.length - 1));
  slides.forEach((slide, number) => { slide.hidden = number !== at; });
  history.replaceState(null, "", `#${at + 1}`);
  document.body.dataset.at = String(at + 1);
  document.querySelector("button.back").disabled = at === 0;
  document.querySelector("button.forward").disabled = at === slides.length - 1;
  for (const place of places) place.textContent = place.dataset.form.replace("{n}", at + 1).replace("{of}", slides.length);
  scrollTo(0, 0);
};
const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1 };
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter")) return;
  if (event.key === "Home" || event.key === "End") show(event.key === "Home" ? 0 : slides.length - 1);
  else if (event.key in STEPS) show(at + (event.key === " " && event.shiftKey ? -1 : STEPS[event.key]));
  else return;
  event.preventDefault();
});
document.querySelector("button.back").addEventListener("click", () => show(at - 1));
document.querySelector("button.forward").addEventListener("click", () => show(at + 1));
addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0));
addEventListener("beforeprint", () => slides.forEach((slide) => { slide.hidden = false; }));
addEventListener("afterprint", () => show(at));
document.documentElement.classList.add("paged");
show(Number(location.hash.slice(1)) - 1 || 0);
