// Keeps the pile of what is being heard up to date. Nothing else on the page moves: what is new elsewhere is told in
// a line at the top, with a link.
const piles = document.getElementById("piles");
const news = document.getElementById("news");
let before = null;
let ended = 0;

async function refresh() {
  const old = document.getElementById("pile-hearing");
  const answer = await fetch(piles.dataset.part);
  if (!answer.ok) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  const fresh = made.content.firstElementChild;
  const count = document.querySelector("[data-count=hearing]");
  if (count) count.textContent = fresh.querySelector(".count").textContent;
  if (old && !old.contains(document.activeElement)) old.replaceWith(fresh);
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
    news.firstElementChild.textContent = `${ended} ${ended === 1 ? "call is" : "calls are"} ready.`;
    news.hidden = false;
  }
  if (before && !same) refresh();
  before = ids;
}

if (piles) {
  const events = new EventSource("/queue/events");
  events.onmessage = (event) => told(JSON.parse(event.data));
  // Estimates and steps change without a call coming or going.
  setInterval(() => before && before.length && refresh(), 10_000);
}
