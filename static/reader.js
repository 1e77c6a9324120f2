// What a page can do besides, where scripts run. All of it works without.

const SHOWN = 3000; // milliseconds that a button says what it did

// Words to be copied: <pre data-copy="name of the button" data-copied="…" data-selected="…">
// in a section. The button stands beside the section's heading, where it moves nothing.
function offerCopying(words) {
  const { copy, copied, selected } = words.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button cite__copy";
  button.textContent = copy;

  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "hidden-text";

  button.addEventListener("click", async () => {
    said.textContent = "";
    const done = await copyText(words);
    said.textContent = done ? copied : selected;
    if (done) sayFor(SHOWN, button, copied, copy);
  });
  words.closest("section").querySelector("h2").after(button, said);
}

// Copies, and returns whether the browser let us. If not, the reader has but to press
// the keys for it: the words are shown and selected.
async function copyText(words) {
  try {
    await navigator.clipboard.writeText(words.textContent);
    return true;
  } catch {
    words.closest("details").open = true;
    getSelection().selectAllChildren(words);
    return false;
  }
}

function sayFor(time, button, now, later) {
  button.textContent = now;
  setTimeout(() => (button.textContent = later), time);
}

document.querySelectorAll("pre[data-copy]").forEach(offerCopying);
