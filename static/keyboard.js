// Keys for those who read with the keyboard. The dialog in the page lists them, and
// switches them off: single letters are in the way of speech input (WCAG 2.1.4). A page
// gives more of them to what it marks by `data-key`: it is pressed, a field gets the cursor.

const STORED = "digest.keys";
const TITLES = "main .entry__title a, main .brief > a";
const dialog = document.querySelector("dialog.keys");
const choice = dialog.querySelector("input");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let chosen = "on"; // where nothing can be stored, as long as the page is open

const keys = {
  j: () => go(1),
  k: () => go(-1),
  o: () => current()?.click(),
  "/": search,
  "?": open,
};

function areOn() {
  try {
    return (localStorage.getItem(STORED) ?? chosen) !== "off";
  } catch {
    return chosen !== "off";
  }
}

function choose() {
  chosen = choice.checked ? "on" : "off";
  try {
    localStorage.setItem(STORED, chosen);
  } catch {
    // The browser keeps nothing: the choice holds for this page.
  }
}

function open() {
  choice.checked = areOn();
  dialog.showModal();
}

// The link to the entry in which the focus is.
function current() {
  const entry = document.activeElement.closest(".entry, .brief");
  return entry?.querySelector(".entry__title a, a");
}

// The next entry, or the one before; at first the uppermost in sight.
function go(step) {
  const titles = [...document.querySelectorAll(TITLES)];
  const place = titles.indexOf(current());
  const title = place < 0 ? titles.find(isInSight) : titles[place + step];
  if (!title) return;
  title.focus({ preventScroll: true });
  const behavior = calm.matches ? "instant" : "smooth";
  title.closest(".entry, .brief").scrollIntoView({ behavior });
}

function isInSight(title) {
  return title.getBoundingClientRect().top >= 0;
}

// The box of the page, else that of the site; on a phone there is but a link to one.
function search() {
  const boxes = document.querySelectorAll("main [name=q], .masthead [name=q]");
  const box = [...boxes].find((one) => one.checkVisibility());
  if (box) box.select();
  else document.querySelector(".masthead__find")?.click();
}

function marked(name) {
  return [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === name);
}

function use(element) {
  if (element.matches("a, button")) return element.click();
  element.focus();
  element.select();
}

function isForUs(event) {
  const { altKey, ctrlKey, metaKey, isComposing, target } = event;
  if (altKey || ctrlKey || metaKey || isComposing || event.defaultPrevented) return false;
  return !target.closest("input, textarea, select, dialog") && !target.isContentEditable;
}

addEventListener("keydown", (event) => {
  const element = marked(event.key);
  const key = element ? () => use(element) : Object.hasOwn(keys, event.key) && keys[event.key];
  if (!key || !isForUs(event) || !areOn()) return;
  event.preventDefault();
  // A key that is held down decides once.
  if (!element || !event.repeat) key();
});

// Out of a field that a key led to, back to the keys.
addEventListener("keydown", ({ key, target }) => {
  if (key === "Escape" && target.matches("input[data-key]")) target.blur();
});

choice.addEventListener("change", choose);
document.querySelector(".to-keys").addEventListener("click", open);
