// Keeps the pile of what is being heard up to date, each line in its place: what has ended says how, and stays until the
// page is asked for anew. Nothing else on the page moves: what is new elsewhere is told at the lower edge, with a link.
const piles = document.getElementById("piles");
const news = document.getElementById("news");
const pile = () => document.getElementById("pile-hearing");
const lines = () => [...(pile()?.querySelectorAll("li") || [])];
let before = null;
let ended = 0;

async function refresh() {
  const asked = new URL(piles.dataset.part, location);
  for (const line of lines()) asked.searchParams.append("there", line.id.replace("line-", ""));
  const answer = await fetch(asked);
  if (!answer.ok) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  const fresh = made.content.firstElementChild;
  for (const count of document.querySelectorAll("[data-count=hearing], #pile-hearing .count")) {
    count.textContent = fresh.querySelector(".count").textContent;
  }
  const old = pile();
  if (!old) return;
  const list = old.querySelector("ul");
  if (!list) return void old.replaceWith(fresh);
  for (const line of fresh.querySelectorAll("li")) {
    const there = document.getElementById(line.id);
    if (!there) list.append(line);
    else if (there.outerHTML !== line.outerHTML && !there.contains(document.activeElement)) there.replaceWith(line);
  }
}

function told(calls) {
  const ids = Object.keys(calls);
  const same = before && ids.length === before.length && ids.every((id) => before.includes(id));
  for (const [id, call] of Object.entries(calls)) {
    const bar = document.querySelector(`#pile-hearing #line-${id} progress`);
    if (bar && call.progress !== null) bar.value = call.progress;
  }
  if (before) ended += before.filter((id) => !ids.includes(id)).length;
  if (ended) {
    news.firstElementChild.textContent = `${ended} ${ended === 1 ? "call is" : "calls are"} through.`;
    news.hidden = false;
  }
  // At first too: something may have ended while the page was on its way.
  if (!same && (ids.length || lines().length)) refresh();
  before = ids;
}

if (piles) {
  const events = new EventSource("/queue/events");
  events.onmessage = (event) => told(JSON.parse(event.data));
  // Estimates and steps change without a call coming or going.
  setInterval(() => before && before.length && refresh(), 10_000);
}
