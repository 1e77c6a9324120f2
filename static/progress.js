// How far a large import is: looked up every few seconds, until there is something else.
const shown = document.querySelector("[data-progress]");

async function look() {
  try {
    const answer = await fetch("?look=1", { redirect: "manual" });
    if (answer.status === 204 || answer.type === "opaqueredirect") {
      location.reload(); // there is a plan, a result, or a log-in
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-progress]");
    // What is focused stays, unless it stands there no longer.
    const focused = document.activeElement?.name;
    shown.replaceChildren(...next.childNodes);
    if (focused) shown.querySelector(`[name="${focused}"]`)?.focus();
  } catch {
    // The server does not answer, or has a fault: it is asked again.
  }
  setTimeout(look, 3000); // milliseconds
}

if (shown) setTimeout(look, 3000);
