// An empty sheet by keyboard: answers by number, evidence by clicking sentences or by the one that plays.
import { choose, currentSentence, keys } from "./call.js";

const form = document.getElementById("sheet"), says = document.getElementById("says");
const items = [...form.querySelectorAll("[data-item]")];
const SENTENCE = /S\d{4,12}/g;
let here = 0;

const mark = (place, focus = true) => {
  items[here]?.classList.remove("here");
  here = Math.max(0, Math.min(items.length - 1, place));
  items[here].classList.add("here");
  if (!focus) return;
  choose("scorecard");
  items[here].focus({ preventScroll: true });
  items[here].scrollIntoView({ block: "center" });
};
mark(Math.max(0, items.findIndex((one) => !one.querySelector(":checked"))), false);
form.addEventListener("focusin", (event) => {
  const item = event.target.closest("[data-item]");
  if (item) mark(items.indexOf(item), false);
});
const count = () => {
  const done = items.filter((one) => one.querySelector("input[type=radio]:checked")).length;
  document.getElementById("done").textContent = `${done} of ${items.length} answered`;
};
count();
const answer = (key) => {
  const choice = items[here].querySelector(`input[data-key="${key}"]`);
  if (!choice) return;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  // A yes waits for its sentence; everything else is done.
  if (!choice.name.startsWith("answer-") || choice.value !== "yes") mark(here + 1);
};
const toggle = (id) => {
  const focused = document.activeElement;
  const field = items[here].contains(focused) && focused.matches(".from, .to") ? focused : items[here].querySelector(".picks");
  if (!field) return false;
  if (field.matches(".from, .to")) field.value = id;
  else {
    const chosen = field.value.match(SENTENCE) || [];
    field.value = (chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]).join(" ");
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
  says.textContent = `${id} for: ${items[here].querySelector("legend").textContent.trim()}`;
  return true;
};
document.addEventListener("sidetone:picked", (event) => { if (toggle(event.detail.id)) event.preventDefault(); });
["0", "1", "2", "3", "4", "5"].forEach((key) => { keys[key] = () => answer(key); });
Object.assign(keys, {
  n: () => mark(here + 1),
  b: () => mark(here - 1),
  e: () => { const li = currentSentence(); if (li) toggle(li.id); },
});

// --- how long it took, and what was filled in stays --------------------------------------------------
const seconds = form.elements.seconds;
if (seconds) {
  let spent = +seconds.value || 0, since = performance.now();
  const tick = () => {
    if (!document.hidden) spent += (performance.now() - since) / 1000;
    since = performance.now();
    seconds.value = spent.toFixed(1);
  };
  document.addEventListener("visibilitychange", tick);
  form.addEventListener("submit", tick);
  let waiting = null;
  const save = async () => {
    tick();
    const fields = new URLSearchParams(new FormData(form));
    fields.set("outcome", "autosave");
    const answered = await fetch(form.dataset.save, { method: "POST", body: fields });
    if (!answered.ok) {
      says.textContent = answered.status === 409 ? await answered.text() : "Not saved just now; your answers are still on this page.";
      return;
    }
    form.elements.version.value = await answered.text();
    says.textContent = "Saved.";
  };
  form.addEventListener("change", () => { clearTimeout(waiting); waiting = setTimeout(save, 1500); });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
form.addEventListener("change", count);
