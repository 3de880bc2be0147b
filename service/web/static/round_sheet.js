// The blind sheet: a click on a sentence puts its number where a yes waits for it, and what is filled in stays.
const form = document.getElementById("round-sheet"), says = document.getElementById("says");
if (form) {
  const items = [...form.querySelectorAll("[data-item]")];
  let here = Math.max(0, items.findIndex((one) => !one.querySelector(":checked")));
  const mark = (place, focus) => {
    items[here]?.classList.remove("here");
    here = Math.max(0, Math.min(items.length - 1, place));
    items[here].classList.add("here");
    if (focus) { items[here].querySelector("input").focus({ preventScroll: true }); items[here].scrollIntoView({ block: "center" }); }
  };
  mark(here, false);
  form.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-item]");
    if (item) mark(items.indexOf(item), false);
  });

  document.querySelectorAll(".said li button").forEach((button) => {
    button.hidden = false;
    button.nextElementSibling.hidden = true;
    button.addEventListener("click", () => {
      const field = items[here].querySelector("input[type=text]"), id = button.dataset.sentence;
      const chosen = field.value.match(/[sS]?\d+/g) || [];
      field.value = (chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]).join(", ");
      field.dispatchEvent(new Event("change", { bubbles: true }));
      says.textContent = `${id} for: ${items[here].querySelector("legend").textContent.trim()}`;
    });
  });

  // 1 to 4 answer the item that is marked, n and b go on and back; never while something is typed.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input[type=text], textarea, select, audio")) return;
    if (event.key === "n") mark(here + 1, true);
    else if (event.key === "b") mark(here - 1, true);
    else {
      const choice = items[here].querySelectorAll("input[type=radio]")["1234".indexOf(event.key)];
      if (!choice) return;
      choice.checked = true;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
      if (choice.value !== "yes") mark(here + 1, true);
    }
    event.preventDefault();
  });

  let waiting = null;
  const keep = async () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "keep");
    const answer = await fetch(form.action, { method: "POST", body: fields }).catch(() => null);
    says.textContent = answer?.ok ? "Kept." : "Not kept just now; your answers are still on this page.";
  };
  form.addEventListener("change", () => { clearTimeout(waiting); waiting = setTimeout(keep, 1500); });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
