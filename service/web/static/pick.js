// Sentences are chosen beside a call: by clicking their line, or by a key the one that plays.
import { currentSentence, keys } from "./call.js";

const form = document.getElementById("picking"), says = document.getElementById("picked");
const boxes = [...form.querySelectorAll(".pick input")];
const boxOf = (li) => li.querySelector(".pick input");

const say = () => {
  const chosen = boxes.filter((box) => box.checked).map((box) => box.closest("li"));
  const how = form.elements.shown_by?.value ?? form.dataset.take;
  const whole = how !== "sentences" && chosen.length > 1;
  const all = whole ? boxes.slice(boxes.indexOf(boxOf(chosen[0])), boxes.indexOf(boxOf(chosen.at(-1))) + 1) : [];
  boxes.forEach((box) => box.closest("li").classList.toggle("chosen-line", box.checked || all.includes(box)));
  if (!says) return;
  const at = (li) => li.querySelector(".play").textContent;
  if (!chosen.length) { says.textContent = "Nothing chosen yet."; return; }
  says.textContent = whole ? `From ${at(chosen[0])} to ${at(chosen.at(-1))}` : `Chosen: ${chosen.map(at).join(", ")}`;
  const longest = +form.dataset.longest;
  if (!longest) return;
  const seconds = +chosen.at(-1).dataset.end - +chosen[0].dataset.start + +form.dataset.around;
  says.textContent += `, ${Math.ceil(seconds)} s${seconds > longest ? `: too long, ${longest} s at most` : ""}`;
};
const toggle = (li) => {
  const box = boxOf(li);
  box.checked = !box.checked;
  say();
};
document.addEventListener("sidetone:picked", (event) => {
  event.preventDefault();
  toggle(document.getElementById(event.detail.id));
});
form.addEventListener("change", say);
keys.e = () => { const li = currentSentence(); if (li) toggle(li); };
say();
// What is meant is in sight at once.
const first = form.querySelector(".chosen-line") || form.querySelector("#lines .tag")?.closest("li");
if (first) { const box = document.getElementById("lines"); box.scrollTop = Math.max(0, first.offsetTop - box.clientHeight / 3); }
