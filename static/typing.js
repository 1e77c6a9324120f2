// What is typed at the form of an entry is kept: in this browser at once, on the server
// soon, until it is saved. Nothing of it changes the entry. Who else is there is told.
{
  const SEND = 2_000; // milliseconds between two sendings, at least
  const LOOK = 500;
  const HERE = 20_000;

  document.addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector("[data-typing]");
    if (!place) return;
    const form = document.querySelector("#article_form");
    const told = JSON.parse(place.dataset.typing);
    if (form) watch(form, place, told);
    else void list(place, told);
  });

  // What is kept of a form: in this browser, under names of its account, and on the
  // server. What is wrong with that is told to `say`.
  function keeper({ account, keep, cookie, labels }, say) {
    const prefix = `typing:${account}:`;

    function keepHere(typed) {
      try {
        localStorage.setItem(prefix + typed.form, JSON.stringify(typed));
      } catch {
        // This browser has no room; the server may.
      }
      return typed;
    }

    function forget(typed) {
      try {
        const key = prefix + typed.form;
        if (localStorage.getItem(key) === JSON.stringify(typed)) localStorage.removeItem(key);
      } catch {
        // Then nothing is kept either.
      }
    }

    // What this browser keeps of earlier pages, of which no server knows.
    function left() {
      try {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
        return keys.map((key) => JSON.parse(localStorage.getItem(key)));
      } catch {
        return [];
      }
    }

    // A log-in in another tab changes the token of the forms in this one.
    function token() {
      const found = document.cookie.split("; ").find((one) => one.startsWith(`${cookie}=`));
      return found?.slice(cookie.length + 1);
    }

    // Return the answer, or null when there is none; say so.
    async function ask(address, fields, { isOld = false, ...options } = {}) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      body.set("csrfmiddlewaretoken", token() ?? "");
      try {
        const answer = await fetch(address, { method: "POST", body, redirect: "manual", ...options });
        if (answer.ok) {
          const told = await answer.json();
          if (!isOld) say(told.problem ?? "");
          return told;
        }
        if (answer.type === "opaqueredirect" || (answer.status === 403 && !token())) say(labels.lost, true);
        else if ([400, 403, 413].includes(answer.status)) {
          if (!isOld) say(answer.status === 403 ? labels.denied : labels.full);
          return {};
        } else say(labels.down);
      } catch (error) {
        if (error.name !== "AbortError") say(labels.down);
      }
      return null;
    }

    async function send(typed, options) {
      const answer = await ask(keep, typed, options);
      if (answer?.kept || answer?.saved) forget(typed);
      return answer;
    }

    // Send what is left, but for what `isHere`; return whether any of it is news.
    async function sendLeft(isHere = () => false) {
      let isNews = false;
      for (const typed of left()) {
        if (isHere(typed)) continue;
        const answer = await send(typed, { isOld: true });
        if (!answer) break;
        isNews ||= Boolean(answer.kept);
      }
      return isNews;
    }

    return { keepHere, token, ask, send, sendLeft };
  }

  // The first page of the desk lists what only this browser knew of, too.
  async function list(place, told) {
    const { sendLeft } = keeper(told, () => {});
    if (!(await sendLeft())) return;
    const page = await (await fetch(location.href)).text();
    const listed = new DOMParser().parseFromString(page, "text/html").getElementById(place.id);
    if (listed) place.replaceChildren(...listed.childNodes);
  }

  function watch(form, place, told) {
    const { uid, new: isNew, here, labels, login } = told;
    const problem = place.querySelector(".typing-problem");
    const others = place.querySelector(".typing-others");
    const offers = place.querySelector(".typing-offers");
    const kept = make("p", { className: "typing-kept" });
    form.querySelector(".submit-row")?.append(kept);
    const { keepHere: keepTyped, token, ask, send, sendLeft } = keeper(told, say);
    let known = words(); // what needs no keeping any more, or never did
    let sentAt = 0;
    let sending = null;
    let isLeaving = false;

    // All that stands in the form, as the browser would post it.
    function words() {
      const data = new FormData(form);
      data.delete("csrfmiddlewaretoken");
      return new URLSearchParams(data).toString();
    }

    function keepHere(now) {
      return keepTyped({ form: form.elements.form_uid.value, uid, new: isNew, typed: Date.now(), words: now });
    }

    function say(what, isLost = false) {
      if (problem.dataset.says === what || (isLeaving && what)) return;
      problem.dataset.says = what;
      problem.textContent = what;
      if (!isLost) return;
      const link = make("a", { href: login, target: "_blank", textContent: labels.login });
      problem.append(" ", link);
    }

    async function look() {
      const now = words();
      if (isLeaving || now === known) return;
      const typed = keepHere(now);
      if (sending || Date.now() - sentAt < SEND) return;
      sentAt = Date.now();
      sending = new AbortController();
      const answer = await send(typed, { signal: sending.signal });
      sending = null;
      if (answer?.saved) form.elements.form_uid.value = answer.form; // and it is sent again
      else if (answer) known = now;
      if (answer?.kept) kept.textContent = answer.kept;
    }

    // A page that goes away sends what it has; a browser lets go of at most 64 kB then.
    function leave() {
      const now = words();
      if (isLeaving || now === known) return;
      sending?.abort();
      const typed = keepHere(now);
      void send(typed, { keepalive: typed.words.length < 60_000 });
    }

    let isOffering = false;
    async function meet() {
      if (isOffering || isLeaving) return;
      isOffering = true;
      const own = form.elements.form_uid.value;
      const isNews = await sendLeft((typed) => typed.form === own && words() !== known); // on its way
      const answer = await ask(here, { form: form.elements.form_uid.value, uid, new: isNew });
      if (answer && others.textContent !== answer.others) others.textContent = answer.others ?? "";
      if (answer?.offers && isNews) offers.innerHTML = answer.offers; // a template of ours
      isOffering = false;
    }

    form.addEventListener("submit", ({ submitter }) => {
      form.elements.csrfmiddlewaretoken.value = token() ?? form.elements.csrfmiddlewaretoken.value;
      if (submitter?.formTarget === "_blank") return; // a preview: we stay
      // Until the next page knows that it was saved; what nobody typed needs no keeping.
      if (words() !== known || document.querySelector(".errornote")) keepHere(words());
      isLeaving = true;
      setTimeout(() => (isLeaving = false), 10_000); // it did not come to that
    });
    addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") leave();
      else void meet();
    });
    addEventListener("pageshow", () => (isLeaving = false));
    setInterval(look, LOOK);
    setInterval(meet, HERE);
    void meet();
  }

  function make(name, properties) {
    return Object.assign(document.createElement(name), properties);
  }
}
