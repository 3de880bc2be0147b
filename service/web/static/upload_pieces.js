// A file's way to the service: its bytes go in pieces, from the offset the service answers, and go on there after the
// line broke. Nothing is sent twice.
const PIECE = 8 << 20;
// What every proxy takes at once; many refuse more than a megabyte until they are told to.
const SMALL = 512 << 10;
let most = PIECE;

// What the service answered in place of what was asked for, in its words.
export class Refused extends Error {
  constructor(status, problem) {
    super([problem.title, problem.detail].filter(Boolean).join(" "));
    this.status = status;
    this.code = problem.code;
    this.short = problem.short || "";
    this.offset = problem.offset;
  }
}

const unexpected = (status) => status === 413
  ? "A server between you and Sidetone takes no more than a little at once. Whoever runs it has to allow 16 MB."
  : "The service did not answer as expected.";

async function answered(response) {
  const body = await response.json().catch(() => ({ title: unexpected(response.status) }));
  if (response.ok) return body;
  throw new Refused(response.status, body);
}

// XMLHttpRequest, because fetch says nothing about how much of a body has left.
function piece(row, upload, sent) {
  const end = Math.min(upload.offset + most, row.file.size);
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    row.request = request;
    request.open("PATCH", `/api/v1/uploads/${upload.id}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Upload-Offset", upload.offset);
    request.upload.onprogress = (event) => sent(upload.offset + event.loaded);
    request.onload = () => {
      const body = request.responseText;
      done(new Response(body, { status: request.status }));
    };
    request.onerror = request.onabort = request.ontimeout = () => failed(new TypeError("the line broke"));
    request.send(row.file.slice(upload.offset, end));
  });
}

const announced = (row) =>
  fetch("/api/v1/uploads", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key: row.key, size: row.file.size, details: row.details }),
  }).then(answered);

// Sends what is missing of the row's file; the upload with its call, or null where it was paused. `told` hears how many
// bytes are there: what goes on, what was sent, and whether to stop.
export async function transfer(row, told) {
  let upload = await announced(row);
  if (upload.offset && !upload.call) told.goesOn(upload.offset);
  while (!upload.call) {
    if (told.paused()) return null;
    try {
      upload = await answered(await piece(row, upload, told.sent));
    } catch (error) {
      // A browser may have sent it twice by itself; the service knows best what is there.
      if (error.code === "wrong_offset") upload.offset = error.offset;
      else if (error.status === 413 && !error.code && most > SMALL) most = SMALL;
      else throw error;
    }
  }
  return upload;
}

// Whether it may go well the next time: the line broke, the service restarts or has no room, another tab is at it.
export const passing = (error) => !(error instanceof Refused) || error.status >= 502 || error.code === "upload_busy";
