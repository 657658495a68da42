// The pages can be read without this. It adds: j and k to walk through events or values, / to search, and on an
// event's page the words of the value under the pointer or the focus stand out in the sentences above.
"use strict";

const stops = [...document.querySelectorAll("a.event, .value")];
const isTyping = (target) => target.closest("input, select, textarea") !== null;

function walk(step) {
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step;
  stops[Math.max(0, Math.min(stops.length - 1, next))]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") walk(1);
  if (event.key === "k") walk(-1);
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); }
  }
});

const marks = [...document.querySelectorAll(".reading:not(.whole) mark")];

function show(field) {
  for (const mark of marks) {
    const fits = field !== null && mark.dataset.fields.split(" ").includes(field);
    mark.classList.toggle("strong", fits);
    mark.classList.toggle("weak", field !== null && !fits);
  }
}

for (const value of document.querySelectorAll(".value")) {
  value.tabIndex = -1;
  value.addEventListener("pointerenter", () => show(value.dataset.field));
  value.addEventListener("pointerleave", () => show(null));
  value.addEventListener("focusin", () => show(value.dataset.field));
  value.addEventListener("focusout", () => show(null));
}
