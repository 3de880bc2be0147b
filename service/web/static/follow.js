// Follows a call that is in work, and shows its review when it is there.
const follow = document.getElementById("follow");
const bar = document.getElementById("progress");
const events = new EventSource(follow.dataset.events);
let first = null;
events.onmessage = (event) => {
  const seen = JSON.parse(event.data);
  if (first === null) first = seen.state;
  if (seen.state !== first) location.reload();
  else if (seen.progress !== null) bar.value = seen.progress;
};
