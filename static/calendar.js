// An entry of the calendar is dragged to another day: its form is sent with that date.

const calendar = document.querySelector("[data-calendar]");
let dragged = null;

for (const entry of calendar?.querySelectorAll("[data-move]") ?? []) {
  entry.draggable = true;
}

calendar?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-move]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector("a").textContent);
});

calendar?.addEventListener("dragover", (event) => {
  const day = dragged && event.target.closest("[data-day]");
  mark(day);
  if (day) event.preventDefault();
});

calendar?.addEventListener("drop", (event) => {
  const day = dragged && event.target.closest("[data-day]");
  if (!day) return;
  event.preventDefault();
  if (day.contains(dragged)) return;
  const form = dragged.querySelector("form");
  const time = form.elements.at.value.slice(10);
  form.elements.at.value = day.dataset.day + time;
  form.requestSubmit();
});

addEventListener("dragend", () => {
  mark(null);
  dragged = null;
});

function mark(day) {
  calendar.querySelector(".is-target")?.classList.remove("is-target");
  day?.classList.add("is-target");
}
