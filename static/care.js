// Keys for rows: j and k go from one to the next, the other letters are those of the row
// in which the focus is. keyboard.js obeys what is marked by data-key, and can be switched off.

const rows = [...document.querySelectorAll("[data-row]")];
let here = -1;

function enter(place) {
  here = place;
  for (const marked of document.querySelectorAll("[data-row] [data-key]")) delete marked.dataset.key;
  for (const control of rows[here].querySelectorAll("[data-row-key]")) {
    control.dataset.key = control.dataset.rowKey;
  }
}

function go(step) {
  const row = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  row?.querySelector("a").focus();
}

// The tag that was asked for is at hand at once.
if (document.querySelector(".care-one")) addEventListener("load", () => go(1));

for (const [place, row] of rows.entries()) {
  row.addEventListener("focusin", () => enter(place));
}
for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => go(Number(button.dataset.step)));
}
