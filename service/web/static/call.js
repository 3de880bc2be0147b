// The page of a call is whole without this: here its links play, its transcript follows, its keys work.
import { LEAD, Player, clock } from "./call_player.js";
import { searchTranscript } from "./transcript_search.js";

const $ = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const root = document.documentElement;
root.classList.add("js");

const bar = document.querySelector(".player"), drawn = bar.querySelector(".wave");
// On a narrow screen the wave goes with the page, and only the buttons below it stay.
const narrow = matchMedia("(max-width: 860px)");
const goesAlong = () => (narrow.matches && drawn ? drawn.offsetTop + drawn.offsetHeight : 0);
const stays = () => bar.offsetHeight - goesAlong();
const measure = () => {
  root.style.setProperty("--wave", `${goesAlong()}px`);
  root.style.setProperty("--player", `${stays()}px`);
};
new ResizeObserver(measure).observe(bar);
measure();

export const player = new Player($("sound"));
const box = $("lines");
// Read once: a thousand sentences are looked up by their times, and listened to by one ear.
const lines = box ? [...box.children].map((li) => ({ li, start: +li.dataset.start, end: +li.dataset.end })) : [];
let current = -1;
let readAt = 0; // when the reader last moved the transcript by hand

const placeAt = (time) => {
  let low = 0, high = lines.length;
  while (low < high) { const mid = (low + high) >> 1; if (lines[mid].start <= time) low = mid + 1; else high = mid; }
  return low - 1;
};
export const currentSentence = () => (current >= 0 ? lines[current].li : null);

const follow = (li) => {
  if (player.paused || Date.now() - readAt < 4000 || getComputedStyle(box).overflowY === "visible") return;
  const top = li.offsetTop, bottom = top + li.offsetHeight;
  if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 3;
};
const seekbar = $("seek"), needle = $("needle"), chapters = all(".chapters a");
const show = () => {
  const time = player.now, length = player.duration;
  $("now").textContent = clock(time);
  if (length) seekbar.max = length;
  seekbar.value = time;
  seekbar.setAttribute("aria-valuetext", clock(time));
  if (needle && length) {
    const x = String((1000 * time) / length);
    needle.setAttribute("x1", x);
    needle.setAttribute("x2", x);
  }
  const next = placeAt(time);
  if (next === current) return;
  if (current >= 0) lines[current].li.removeAttribute("aria-current");
  current = next;
  if (current < 0) return;
  lines[current].li.setAttribute("aria-current", "true");
  follow(lines[current].li);
  const here = chapters.findLast((one) => +one.dataset.play <= lines[current].start);
  chapters.forEach((one) => one.classList.toggle("here", one === here));
  document.dispatchEvent(new CustomEvent("sidetone:sentence", { detail: { id: lines[current].li.id } }));
};

// --- playing ---------------------------------------------------------------------------------------
$("transport").hidden = false;
const toggle = $("toggle"), speed = $("speed");
player.addEventListener("time", show);
player.addEventListener("face", () => {
  toggle.firstElementChild.textContent = player.paused ? "▶\uFE0E" : "❚❚";
  toggle.setAttribute("aria-label", player.paused ? "Play" : "Pause");
});
player.addEventListener("heard", (event) => {
  const item = event.detail.link && event.detail.link.closest("[data-item]");
  document.dispatchEvent(new CustomEvent("sidetone:heard", { detail: { item: item ? item.dataset.item : null } }));
});
toggle.addEventListener("click", () => player.toggle());
seekbar.addEventListener("input", () => { player.release(); player.seek(+seekbar.value); });
all("[data-skip]").forEach((button) => button.addEventListener("click", () => skip(+button.dataset.skip)));
const skip = (by) => { player.release(); player.seek(player.now + by); };
const SPEEDS = [1, 1.25, 1.5, 2, 0.75];
speed.addEventListener("click", () => {
  player.speed(SPEEDS[(SPEEDS.indexOf(player.rate) + 1) % SPEEDS.length]);
  speed.textContent = `${player.rate}×`;
  speed.setAttribute("aria-label", `Speed ${player.rate} times`);
});
const wave = $("wave");
if (wave) wave.addEventListener("click", (event) => {
  const at = wave.getBoundingClientRect();
  player.release();
  player.seek(((event.clientX - at.left) / at.width) * player.duration);
});
const times = (link) => {
  const li = link.dataset.play === undefined ? link.closest("#lines > li") : null;
  return li ? [+li.dataset.start, +li.dataset.end] : [+link.dataset.play, +link.dataset.until];
};
export const playLink = (link) => player.play(...times(link), link);
document.addEventListener("click", (event) => {
  const chapter = event.target.closest(".chapters a");
  if (chapter) { event.preventDefault(); player.play(+chapter.dataset.play, null); goToCriterion(chapter.dataset.criterion); return; }
  const link = event.target.closest("a.play");
  if (link && (link.dataset.play !== undefined || link.closest("#lines"))) { event.preventDefault(); playLink(link); return; }
  const line = event.target.closest("#lines > li");
  if (!line || event.target.closest("a, button, input, label, textarea, summary") || String(getSelection())) return;
  const picked = new CustomEvent("sidetone:picked", { detail: { id: line.id }, cancelable: true });
  if (document.dispatchEvent(picked)) player.play(+line.dataset.start, null);
});
if (box) ["wheel", "touchmove"].forEach((kind) =>
  box.addEventListener(kind, () => { readAt = Date.now(); }, { passive: true }));
const step = (by) => {
  if (!lines.length) return;
  // What is heard now began LEAD seconds before its sentence.
  const here = current < 0 ? (by > 0 ? -1 : 0) : placeAt(player.now + LEAD + 0.05);
  const to = Math.min(lines.length - 1, Math.max(0, here + by));
  readAt = 0;
  player.play(lines[to].start, null);
  if (getComputedStyle(box).overflowY === "visible") lines[to].li.scrollIntoView({ block: "nearest" });
};
if (player.duration) seekbar.max = player.duration;

// --- tabs on narrow screens ------------------------------------------------------------------------
const tabs = $("tabs"), panes = $("panes");
export const choose = (name) => {
  all(".panel").forEach((panel) => panel.classList.toggle("chosen", panel.id === name));
  all("button", tabs).forEach((button) => {
    if (button.dataset.panel === name) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
  });
};
tabs.hidden = false;
tabs.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  choose(button.dataset.panel);
  const top = panes.getBoundingClientRect().top - stays() - tabs.offsetHeight;
  if (top < 0) scrollBy(0, top);
});
choose(tabs.querySelector("button").dataset.panel);
// A link to a sentence or a criterion leads into a panel that may be hidden.
const reveal = () => {
  const target = location.hash && $(decodeURIComponent(location.hash.slice(1)));
  const panel = target && target.closest(".panel");
  if (panel) { choose(panel.id); target.scrollIntoView({ block: "center" }); }
};
addEventListener("hashchange", reveal);
reveal();

export const goToCriterion = (key) => {
  const part = $(`criterion-${key}`);
  if (!part) return;
  choose("scorecard");
  part.scrollIntoView({ block: "start" });
  part.focus({ preventScroll: true });
};

// --- searching the transcript ----------------------------------------------------------------------
searchTranscript(lines);

// --- comments: at the sentence that plays ----------------------------------------------------------
const comment = $("comment-sentence");
if (comment) document.addEventListener("sidetone:sentence", (event) => { comment.value = event.detail.id; });

// --- keyboard --------------------------------------------------------------------------------------
const help = $("help");
$("help-button").addEventListener("click", () => help.showModal());
export const keys = {
  " ": () => player.toggle(),
  j: () => skip(-5),
  l: () => skip(5),
  k: () => player.toggle(),
  ArrowLeft: () => skip(-5),
  ArrowRight: () => skip(5),
  ArrowUp: () => step(-1),
  ArrowDown: () => step(1),
  "/": () => { const query = $("query"); if (query) { choose("transcript"); query.focus(); } },
  "?": () => help.showModal(),
  c: () => { const text = document.querySelector(".comment-form [name=text]"); if (text) { choose("transcript"); text.focus(); } },
};
all(".criterion[data-number]").forEach((part) => {
  keys[part.dataset.number] = () => goToCriterion(part.id.slice("criterion-".length));
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open || !(event.key in keys)) return;
  const field = event.target.closest("input, textarea, select, summary, button");
  // A field keeps its keys; a choice among answers and a button keep only those that work them.
  const typed = field && !field.matches("button, summary, input[type=radio], input[type=checkbox], input[type=range]");
  const works = field && (event.key === " " || event.key.startsWith("Arrow"));
  if (typed || works) return;
  event.preventDefault();
  keys[event.key](event);
});
document.dispatchEvent(new Event("sidetone:ready"));
performance.mark("sidetone:ready");
root.dataset.ready = "yes";
