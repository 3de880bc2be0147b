// A list is narrowed as soon as something is chosen; without this, by its button.
for (const sieve of document.querySelectorAll("form.sieve")) {
  const button = sieve.querySelector("button");
  if (button) button.hidden = true;
  for (const field of sieve.querySelectorAll("select, input[type=date]")) {
    field.addEventListener("change", () => sieve.requestSubmit());
  }
}
