// What is typed at “Capture” is kept in this tab until a draft answers: a session ends, a
// page is read anew. The bookmarklet brought an address, a title and words after “#”: they
// go into the fields that are empty. Nothing is sent before the editor does so.
{
  const form = document.getElementById("capture_form");
  const place = "capture";

  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(place)) ?? {};
    } catch {
      return {};
    }
  }

  function keep(what) {
    try {
      if (what) sessionStorage.setItem(place, JSON.stringify(what));
      else sessionStorage.removeItem(place);
    } catch {
      // This browser keeps nothing.
    }
  }

  if (form) meet();
  else if (kept().isSent) keep(null); // this is the draft

  function meet() {
    const { account } = form.dataset;
    const fields = ["url", "page_title", "words"].map((name) => form.elements[name]);
    const brought = new URLSearchParams(location.hash.slice(1));
    const isBrought = Boolean(brought.get("url"));
    const isDone = document.querySelector(".messagelist .success") !== null;
    let told = kept();
    if (told.account !== account || isDone) told = {};
    if (isBrought) {
      told = { url: brought.get("url"), page_title: brought.get("title"), words: brought.get("text") };
      history.replaceState(null, "", location.pathname);
    }
    // What the server says comes of what was sent: it counts.
    if (!fields.some(({ value }) => value)) {
      for (const field of fields) field.value = told[field.name] ?? "";
    }
    const isKept = !isBrought && Boolean(told.url || told.words);
    const discard = form.querySelector("[data-discard]");
    discard.hidden = !isKept;
    discard.addEventListener("click", () => {
      for (const field of fields) field.value = "";
      save(false);
      discard.hidden = true;
      fields[0].focus();
    });
    const save = (isSent) =>
      keep({ account, isSent, ...Object.fromEntries(fields.map(({ name, value }) => [name, value])) });
    save(false);
    form.addEventListener("input", () => save(false));
    form.addEventListener("submit", () => save(true));
    addEventListener("pageshow", () => save(false)); // it did not come to an answer
    if (isBrought) form.querySelector("[type=submit]").focus();

    // No page of ours holds an address that is a script: this one is made here, and is of
    // use on other pages alone. Here it is dragged.
    const bookmarklet = document.querySelector("[data-bookmarklet]");
    bookmarklet.href = bookmarklet.dataset.bookmarklet;
    bookmarklet.addEventListener("click", (event) => event.preventDefault());
  }
}
