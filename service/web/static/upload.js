// Many recordings at once. What is read from names and lists is asked of the server, so that the rules stand in one
// place.
import { Refused, passing, transfer } from "./upload_pieces.js";

const $ = (id) => document.getElementById(id);
const many = $("many");
const AT_ONCE = 2;
const COLUMNS = ["rep", "start", "direction", "kind", "external_id"];
const rows = [];
let list = "";
let asked = 0;
let paused = false;
let running = false;

many.hidden = false;
$("one").hidden = true;
$("zone").value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
$("pattern").value = localStorage.getItem("sidetone.pattern") || "";
if ($("pattern").value) $("rules").open = true;

const mb = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const counted = (number, word) => `${number} ${word}`;
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// --- choosing -------------------------------------------------------------------------------------------------

const isHidden = (name) => name.split("/").some((part) => part.startsWith("."));
const isList = (name) => /\.csv$/i.test(name);

function add(files) {
  const most = Number(many.dataset.mostFiles);
  let leftOut = 0;
  files.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
  for (const { file, name } of files) {
    const key = `${name} ${file.size} ${file.lastModified}`;
    if (isHidden(name) || isList(name) || rows.some((row) => row.key === key)) continue;
    if (rows.length >= most) leftOut += 1;
    else rows.push(shown({ file, name, key, typed: {}, state: "ready", short: "", details: null }));
  }
  // A list that lies among the recordings describes them.
  const lists = files.filter(({ name }) => isList(name) && !isHidden(name));
  if (lists.length) takeList(lists[lists.length - 1].file);
  $("left-out").textContent = leftOut ? `Only ${most} files fit at once; ${leftOut} of them were left out. Send these, then choose the rest.` : "";
  refresh();
  look();
  if (rows.length) $("send").focus({ preventScroll: true });
}

async function inFolder(entry, path = "") {
  const name = path + entry.name;
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    return [{ file, name }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const entries = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!entries.length) return found;
    for (const one of entries) found.push(...(await inFolder(one, `${name}/`)));
  }
}

const chosen = (input) => {
  add([...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
  input.value = "";
};
$("files").addEventListener("change", () => chosen($("files")));
$("folder").addEventListener("change", () => chosen($("folder")));

const target = $("target");
addEventListener("dragover", (event) => {
  event.preventDefault();
  target.classList.add("over");
});
addEventListener("dragleave", (event) => event.relatedTarget || target.classList.remove("over"));
addEventListener("drop", async (event) => {
  event.preventDefault();
  target.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const found = [];
  for (const entry of entries) found.push(...(await inFolder(entry)));
  add(found);
});

// --- the table ------------------------------------------------------------------------------------------------

function shown(row) {
  row.tr = $("row").content.firstElementChild.cloneNode(true);
  row.cell = (selector) => row.tr.querySelector(selector);
  row.cell(".name").textContent = row.name;
  row.cell(".size").textContent = mb(row.file.size);
  row.cell(".remove").setAttribute("aria-label", `Remove ${row.name}`);
  row.cell("progress").setAttribute("aria-label", `Upload of ${row.name}`);
  for (const column of COLUMNS) {
    const input = row.cell(`[name=${column}]`);
    input.setAttribute("aria-label", `${input.closest("td").dataset.label} of ${row.name}`);
    input.addEventListener("input", () => {
      row.typed[column] = input.value;
      look();
    });
  }
  row.cell(".remove").addEventListener("click", () => remove(row));
  $("rows").append(row.tr);
  return row;
}

let putBack = () => {};
function remove(row) {
  const place = rows.indexOf(row);
  const next = row.tr.nextElementSibling || row.tr.previousElementSibling;
  row.tr.remove();
  rows.splice(place, 1);
  $("removed").hidden = false;
  $("removed").firstElementChild.textContent = `${row.name} was taken off the table.`;
  putBack = () => {
    const behind = rows[place];
    rows.splice(place, 0, row);
    if (behind) behind.tr.before(row.tr);
    else $("rows").append(row.tr);
    $("removed").hidden = true;
    refresh();
    look();
    row.cell(".remove").focus();
  };
  (next ? next.querySelector(".remove") : $("files")).focus();
  refresh();
}
$("put-back").addEventListener("click", () => putBack());

function say(row, text, share = null) {
  row.cell(".says").textContent = text;
  row.cell("progress").hidden = share === null;
  if (share !== null) row.cell("progress").value = share;
}

function refresh() {
  const of = (state) => rows.filter((row) => row.state === state);
  const open = rows.filter((row) => ["ready", "waiting", "sending"].includes(row.state));
  $("table").hidden = !rows.length;
  target.classList.toggle("has-files", rows.length > 0);
  const refused = of("refused");
  const why = [...new Set(refused.map((row) => row.short).filter(Boolean))].join(", ");
  const parts = [];
  if (of("accepted").length) parts.push(counted(of("accepted").length, "accepted"));
  if (refused.length) parts.push(counted(refused.length, "refused") + (why ? ` (${why})` : ""));
  if (of("here").length) parts.push(counted(of("here").length, "already here"));
  const toMend = open.filter((row) => row.failed).length;
  if (toMend) parts.push(counted(toMend, "to mend"));
  const ended = parts.join(", ");
  const left = open.length === 1 ? "1 file" : `${open.length} files`;
  $("sum").textContent = !open.length ? ended : running ? [ended, `${left} to go`].filter(Boolean).join(", ") : ended;
  const wrong = open.filter((row) => !row.details).length;
  $("send").hidden = running || !open.length;
  $("send").disabled = wrong === open.length;
  $("send").textContent = wrong && wrong < open.length ? `Send ${open.length - wrong} of ${left}` : `Send ${left}`;
  $("stop").hidden = !running;
  $("onward").hidden = running || open.length > 0 || !rows.length;
}

// --- what is known of them ------------------------------------------------------------------------------------

let timer = 0;
function look() {
  clearTimeout(timer);
  timer = setTimeout(ask, 200);
}

async function ask() {
  const mine = ++asked;
  const open = rows.filter((row) => row.state === "ready");
  const question = {
    pattern: $("pattern").value,
    zone: $("zone").value,
    team: $("team").value,
    manifest: list,
    rows: open.map(({ name, typed }) => ({ name, typed })),
  };
  let read;
  try {
    const answer = await fetch("/upload/preview", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
    });
    read = await answer.json();
    if (!answer.ok) throw new Error(read.title);
  } catch {
    if (mine === asked) timer = setTimeout(ask, 3000);
    return;
  }
  if (mine !== asked) return;
  for (const place of ["pattern", "manifest", "zone"]) {
    $(`${place}-wrong`).textContent = read.problems[place] || "";
    $(place).toggleAttribute("aria-invalid", Boolean(read.problems[place]));
  }
  if (read.problems.manifest) $("rules").open = true;
  $("unlisted").textContent = read.unlisted.length ? `In the list, but not dropped: ${read.unlisted.slice(0, 5).join(", ")}` : "";
  $("pattern-example").textContent = example(read.rows[0]);
  read.rows.forEach((known, place) => fill(open[place], known));
  refresh();
}

function example(row) {
  if (!row || !$("pattern").value) return "";
  if (row.problems.file) return `“${row.name}”: ${row.problems.file}`;
  const said = COLUMNS.filter((column) => row.cells[column]).map((column) => `${column} ${row.cells[column]}`);
  return `“${row.name}” says: ${said.join(", ") || "nothing"}`;
}

function fill(row, known) {
  row.details = known.details;
  row.cell(".drawn").hidden = !known.drawn;
  for (const column of COLUMNS) {
    const input = row.cell(`[name=${column}]`);
    if (input !== document.activeElement && input.value !== known.cells[column]) input.value = known.cells[column];
    const about = input.nextElementSibling;
    const problem = known.problems[column] || "";
    input.toggleAttribute("aria-invalid", Boolean(problem));
    about.textContent = problem || (column === "rep" ? known.rep_name : "");
  }
  const other = Object.entries(known.problems).find(([column]) => !COLUMNS.includes(column));
  say(row, other ? other[1] : "");
}

for (const id of ["pattern", "zone", "team"]) $(id).addEventListener("input", look);
$("pattern").addEventListener("change", () => localStorage.setItem("sidetone.pattern", $("pattern").value));
$("manifest").addEventListener("change", () => takeList($("manifest").files[0]));

async function takeList(file) {
  list = file ? await file.text() : "";
  $("listed").textContent = file ? `${file.name} describes the files.` : "";
  look();
}

// --- sending --------------------------------------------------------------------------------------------------

const told = (row) => ({
  goesOn: (bytes) => say(row, `goes on at ${Math.floor((100 * bytes) / row.file.size)} %`, 0),
  sent: (bytes) => {
    const share = bytes / row.file.size;
    say(row, share < 1 ? `${Math.floor(100 * share)} %` : "arrived, being looked at …", share);
  },
  paused: () => paused,
});

// A line that broke, a service that restarts: tried again, ever more slowly, and at once when the line is back.
async function send(row) {
  row.state = "sending";
  row.failed = false;
  row.tr.classList.add("sent");
  for (let tries = 0; ; tries += 1) {
    try {
      const upload = await transfer(row, told(row));
      return upload ? ended(row, upload) : rests(row);
    } catch (error) {
      if (paused && passing(error)) return rests(row);
      if (!passing(error)) return refused(row, error);
      const seconds = Math.min(30, 2 ** tries);
      const why = error instanceof Refused ? error.message : "The line broke; what arrived is kept.";
      say(row, `${why} Trying again in ${seconds} s.`);
      await Promise.race([wait(1000 * seconds), new Promise((back) => addEventListener("online", back, { once: true }))]);
    }
  }
}

function rests(row) {
  row.state = "ready";
  row.tr.classList.remove("sent");
  say(row, "paused; what arrived is kept");
}

function ended(row, upload) {
  row.state = upload.already_here ? "here" : "accepted";
  row.cell("progress").hidden = true;
  const link = document.createElement("a");
  link.href = `/calls/${upload.call.id}`;
  link.textContent = upload.already_here ? "already here" : "accepted";
  link.setAttribute("aria-label", `${link.textContent}: ${row.name}`);
  row.cell(".says").replaceChildren(link);
  if (!upload.already_here) offerBack(row, upload.call.id);
  if (upload.call.selection === "random") row.cell(".drawn").hidden = false;
  over(row);
}

// The wrong file went: its review is called off. What is stored can be asked for again from its page.
function offerBack(row, call) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = "call off";
  button.setAttribute("aria-label", `Call off the review of ${row.name}`);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const answer = await fetch(`/api/v1/calls/${call}/cancel`, { method: "POST" }).catch(() => null);
    if (answer === null) button.disabled = false;
    else button.replaceWith(answer.ok ? "called off" : "is through already");
    row.cell("a").focus();
  });
  row.cell(".says").append(" ", button);
}

function refused(row, error) {
  if (error.status === 401) return void (location.href = "/sign-in?next=/upload");
  row.state = error.code === "already_here" ? "here" : "refused";
  row.short = error.short;
  say(row, error.message);
  if (error.code === "no_header") askFormat(row);
  if (row.state === "refused" && !error.short) {
    // What was typed can be mended: the row may be sent again.
    row.tr.classList.remove("sent");
    row.state = "ready";
    row.failed = true;
  } else over(row);
}

// Raw sound says nothing of itself: whoever knows what it is names it, and what arrived is used.
function askFormat(row) {
  const select = $("raw").content.firstElementChild.cloneNode(true);
  select.setAttribute("aria-label", `Format of ${row.name}`);
  select.addEventListener("change", () => {
    Object.assign(row, { state: "ready", short: "" });
    row.typed.format = select.value;
    row.tr.classList.remove("sent");
    for (const column of COLUMNS) row.cell(`[name=${column}]`).disabled = false;
    row.cell(".remove").hidden = false;
    refresh();
    look();
  });
  row.cell(".says").append(" ", select);
}

function over(row) {
  for (const column of COLUMNS) row.cell(`[name=${column}]`).disabled = true;
  row.cell(".remove").hidden = true;
}

async function run() {
  running = true;
  paused = false;
  const queue = rows.filter((row) => row.state === "ready" && row.details);
  for (const row of queue) {
    row.state = "waiting";
    row.cell(".remove").disabled = true;
  }
  refresh();
  const work = async () => {
    for (let row = queue.shift(); row && !paused; row = queue.shift()) {
      await send(row);
      refresh();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const row of rows) {
    if (row.state === "waiting") row.state = "ready";
    row.cell(".remove").disabled = false;
  }
  running = false;
  refresh();
  if (!$("onward").hidden) $("onward").querySelector("a").focus({ preventScroll: true });
}

$("send").addEventListener("click", run);
$("stop").addEventListener("click", () => {
  paused = true;
  for (const row of rows) if (row.state === "sending" && row.request) row.request.abort();
});
$("more").addEventListener("click", () => {
  rows.splice(0).forEach((row) => row.tr.remove());
  $("removed").hidden = true;
  refresh();
  $("files").focus();
});
addEventListener("beforeunload", (event) => running && event.preventDefault());
