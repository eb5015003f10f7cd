// The wire: what the page asks the server, and the stream of what happens.

import { toast } from "./dom.js";

export class Refused extends Error {}

async function answer(response) {
  let body = null;
  try { body = await response.json(); } catch { /* an answer without words */ }
  if (!response.ok) throw new Refused(body?.error || "The playground did not answer. Is it still running?");
  return body;
}

export async function get(path, query) {
  let response;
  try { response = await fetch(`/playground/${path}?${new URLSearchParams(query)}`); }
  catch { throw new Refused("The playground cannot be reached. Is it still running?"); }
  return answer(response);
}

export async function post(path, body) {
  let response;
  try {
    response = await fetch(`/playground/${path}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
  } catch { throw new Refused("The playground cannot be reached. Is it still running?"); }
  return answer(response);
}

// Follows what happens for one person. The browser reconnects by itself; it is said once, quietly.
export function follow(as, on) {
  const source = new EventSource(`/playground/stream?as=${encodeURIComponent(as)}`);
  let told = false;
  for (const name of ["message", "gone", "home", "clock", "unread", "reset"]) {
    source.addEventListener(name, (event) => {
      let data = {};
      try { data = JSON.parse(event.data || "{}"); } catch { return; }
      on[name]?.(data);
    });
  }
  source.onopen = () => { if (told) { told = false; on.reset?.({}); } };
  source.onerror = () => {
    if (!told && source.readyState !== EventSource.OPEN) { told = true; toast("The connection was lost. Trying again …", true); }
  };
  return () => source.close();
}
