// A call with a reading is read once more. What is being read stays; when the other is through, a link leads there.
const again = document.getElementById("again");
const events = new EventSource(again.dataset.events);
const GOES_ON = ["received", "hearing", "judging"];
events.onmessage = (event) => {
  if (GOES_ON.includes(JSON.parse(event.data).state)) return;
  events.close();
  const says = again.querySelector("p"), link = says.querySelector("a");
  says.firstChild.textContent = "This call was read once more. ";
  link.hidden = false;
  again.querySelectorAll("form, details").forEach((one) => one.remove());
};
