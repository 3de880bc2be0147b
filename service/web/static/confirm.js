// Forms beside a call, filled by clicking sentences; and a confirmation that knows what was played, and for how long.
import { choose, currentSentence, keys, playLink } from "./call.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const SENTENCE = /S\d{4,12}/g;

// --- a sentence that is clicked goes into the form that is open ------------------------------------
let open = null; // the <details> that was opened last
let goBack = false; // on a narrow screen: from the transcript, to the form from which somebody came
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.matches?.(".open-here")) return;
  if (details.open) {
    all(".open-here[open]").filter((one) => one !== details).forEach((one) => { one.open = false; });
    open = details;
  } else if (open === details) open = null;
}, true);
open = document.querySelector(".open-here[open]");
if (open) {
  for (let one = open.parentElement; one; one = one.parentElement) if (one.matches("details")) one.open = true;
  choose("scorecard");
  open.scrollIntoView({ block: "center" });
}
document.addEventListener("sidetone:picked", (event) => {
  const id = event.detail.id, note = document.querySelector("#note-form select");
  if (note && [...note.options].some((one) => one.value === id)) { note.value = id; note.dataset.meant = "yes"; }
  const form = open && open.querySelector("form");
  const field = form && (form.contains(document.activeElement) && document.activeElement.matches(".from, .to")
    ? document.activeElement : form.querySelector(".picks"));
  if (!field) return;
  event.preventDefault();
  if (goBack) { choose("scorecard"); open.scrollIntoView({ block: "center" }); goBack = false; }
  if (field.matches(".from, .to")) field.value = id;
  else {
    const chosen = field.value.match(SENTENCE) || [];
    field.value = (chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]).join(" ");
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
const lines = document.getElementById("lines");
document.addEventListener("change", (event) => {
  if (!event.target.matches?.(".picks")) return;
  const said = (event.target.value.match(SENTENCE) || []).map((id) => document.getElementById(id)).filter(Boolean);
  const words = event.target.closest("form").querySelector(".words");
  words.textContent = said.map((li) => `${li.querySelector(".play").textContent} ${li.querySelector(".said > p").textContent}`).join(" · ");
});
all(".picks").filter((field) => field.value).forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })));
if (matchMedia("(max-width: 860px)").matches) all(".to-transcript").forEach((part) => {
  part.hidden = false;
  part.firstElementChild.addEventListener("click", () => { goBack = true; choose("transcript"); scrollTo(0, 0); });
});
all(".whole").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const form = button.closest("form");
    form.querySelector(".from").value = lines.firstElementChild.id;
    form.querySelector(".to").value = lines.lastElementChild.id;
    form.querySelector(".from").dispatchEvent(new Event("change", { bubbles: true }));
  });
});

// --- what a change would do, before it is made -----------------------------------------------------
let asked = 0;
document.addEventListener("change", async (event) => {
  const form = event.target.closest?.("form[data-preview]");
  if (!form || !form.querySelector("[name=answer]:checked")) return;
  const mine = ++asked, fields = new URLSearchParams(new FormData(form));
  const answer = await fetch(`${form.dataset.preview}?${fields}`);
  if (mine === asked && answer.ok) form.querySelector(".becomes").textContent = await answer.text();
});

// --- confirming ------------------------------------------------------------------------------------
const form = document.getElementById("confirm-form");
if (form) {
  const key = `sidetone:confirm:${form.dataset.call}`;
  const kept = JSON.parse(sessionStorage.getItem(key) || '{"played":[],"seconds":0}');
  const played = new Set(kept.played), mustPlay = form.dataset.mustPlay.split(" ").filter(Boolean);
  let seconds = kept.seconds, since = document.hidden ? null : performance.now();
  const spent = () => seconds + (since === null ? 0 : (performance.now() - since) / 1000);
  const keep = () => sessionStorage.setItem(key, JSON.stringify({ played: [...played], seconds: spent() }));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { seconds = spent(); since = null; keep(); } else since = performance.now();
  });
  addEventListener("pagehide", keep);
  const say = () => {
    const done = mustPlay.filter((one) => played.has(one)).length;
    document.getElementById("says").textContent = !mustPlay.length ? "· nothing has to be played"
      : form.dataset.silent !== undefined ? "· there is no sound to play, so it counts as seen"
      : done < mustPlay.length ? `· ${done} of ${mustPlay.length} played; until all are, it only counts as seen`
        : "· all that costs points was played";
  };
  say();
  document.addEventListener("sidetone:heard", (event) => {
    if (!event.detail.item) return;
    played.add(event.detail.item);
    keep();
    say();
  });
  form.addEventListener("submit", () => {
    form.elements.seconds.value = spent().toFixed(1);
    form.elements.played.value = [...played].join(" ");
    sessionStorage.removeItem(key);
  });

  const looks = all(".item.look");
  let here = -1;
  const goTo = (place) => {
    if (!looks.length) { form.querySelector(".primary")?.focus(); return; }
    if (looks[here]) looks[here].classList.remove("here");
    here = place;
    if (here >= looks.length) { here = -1; form.querySelector(".primary")?.focus(); return; }
    choose("scorecard");
    looks[here].classList.add("here");
    looks[here].focus({ preventScroll: true });
    looks[here].scrollIntoView({ block: "center" });
    sound();
  };
  const sound = () => { const link = looks[here]?.querySelector("a.play"); if (link) playLink(link); };
  keys.n = () => goTo(here + 1);
  keys.p = sound;
  keys.o = () => {
    const details = looks[here]?.querySelector(".open-here");
    if (!details) return;
    details.open = true;
    details.querySelector("input[type=radio]:not(:disabled)")?.focus();
  };
}

// --- a phone: the sentence that plays is the one that is meant --------------------------------------
const note = document.getElementById("note-form");
if (note) choose("transcript");
if (note) document.addEventListener("sidetone:sentence", () => {
  // What was pointed at stays; before it sounds, a second of the sentence before does.
  const li = currentSentence(), select = note.elements.sentence;
  if (li && !select.dataset.meant && [...select.options].some((one) => one.value === li.id)) select.value = li.id;
});
