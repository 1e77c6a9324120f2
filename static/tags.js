// A box that leaves of all tags those that have the typed letters in their names.

const box = document.querySelector(".narrow");
const tags = [...document.querySelectorAll(".index li")];
const { label, shown, none } = box.dataset;

const input = document.createElement("input");
input.type = "search";
input.placeholder = label;
input.setAttribute("aria-label", label);
input.autocomplete = "off";

const said = document.createElement("p");
said.className = "status";
said.setAttribute("role", "status");

// Without case and accents.
function folded(text) {
  return text.normalize("NFKD").replace(/\p{Mark}/gu, "").toLowerCase();
}

function narrow() {
  const typed = folded(input.value.trim());
  for (const tag of tags) {
    tag.hidden = !folded(tag.querySelector("[dir=auto]").textContent).includes(typed);
  }
  for (const section of document.querySelectorAll(".index section")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  const left = tags.filter((tag) => !tag.hidden).length;
  said.textContent = left ? shown.replace("0", left) : none;
  if (!typed) said.textContent = "";
}

input.addEventListener("input", narrow);
box.append(input, said);
narrow(); // a browser that comes back has the old letters in the box
