// A facet, an order or a page changes the list without a full load. htmx fetches the
// whole page and takes its `.page`; here is what a browser does on a full load besides.

const { body, head } = document;
const OF_THE_LIST = "link:is([rel=canonical], [rel=prev], [rel=next], [rel=alternate])";

// What a screen reader is told stands outside of what is changed.
const said = document.createElement("p");
said.setAttribute("role", "status");
said.className = "hidden-text";
body.append(said);

// What the words of the new page's own status are, or its title.
function say(title) {
  const words = [...document.querySelectorAll("main .status")];
  said.textContent = words.map((one) => one.textContent.trim()).join(" ") || title;
}

// The addresses in the head: of the list, of the pages around it, of its feeds.
function takeLinks(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  head.querySelectorAll(OF_THE_LIST).forEach((link) => link.remove());
  head.append(...page.head.querySelectorAll(OF_THE_LIST));
}

// The focus stays on a facet that is there again and in sight (htmx puts it back, by
// id). Else it goes where reading goes on: to the heading.
function moveFocus() {
  const { activeElement } = document;
  if (activeElement?.closest(".page") && isInSight(activeElement)) return;
  const heading = document.querySelector("main h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function isInSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

// Where anything is wrong, the browser goes there itself, and says what is.
function goThere({ request }) {
  const { pathname, search } = location;
  if (request.action === pathname + search) location.reload();
  else location.assign(request.action);
}

body.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.raw.ok) return;
  event.preventDefault();
  goThere(ctx);
});

body.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  if (tasks[0]?.fragment.querySelector(".page")) return;
  event.preventDefault();
  goThere(ctx);
});

body.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx) goThere(event.detail.ctx);
});

body.addEventListener("htmx:after:swap", (event) => {
  const { text, title } = event.detail.ctx;
  takeLinks(text);
  say(title);
  moveFocus();
});

// htmx restores the entries of the history that bear its mark. One that a link within
// the page has made is of the same page. It is marked at once where the browser tells of
// it at once: `hashchange` comes later, when the reader may have gone on already.
function stamp() {
  if (!history.state?.htmx) history.replaceState({ ...history.state, htmx: true }, "");
}

stamp();
window.navigation?.addEventListener("currententrychange", stamp);
addEventListener("hashchange", stamp);

// A link that is opened beside the page is none of htmx's business, which (4.0.1) holds
// the browser back all the same.
addEventListener(
  "click",
  (event) => {
    const beside = event.ctrlKey || event.metaKey || event.shiftKey;
    if (beside && event.target.closest("a[hx-boost], [hx-boost] a")) event.stopPropagation();
  },
  { capture: true },
);
