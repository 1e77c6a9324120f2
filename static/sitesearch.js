// The search of a site that is files: no server answers, so the browser looks it up in
// the index that was built along (articles/formats/siteindex.py). A search loads the
// parts of its words alone, and the pages of the entries that are shown.

const INDEX = "/search/";
const SHOWN = 20; // entries at once
const SNIPPET = 260; // characters
const BEFORE = 60; // of them before the first hit
const MOST_TERMS = 20;
const MOST_LETTERS = 500;
// As articles/models/fts5.py: what a word is worth in a column, and BM25 as FTS5 has it.
const WORTH = { title: 1, excerpt: 0.4, notes: 0.2, authors: 0.16, site: 0.08, tags: 0.08 };
const K1 = 1.2;
const B = 0.75;

const script = document.getElementById("site-search");
const say = script.dataset;
const asked = new URLSearchParams(location.search);

// --- Words, as articles/words.py finds and folds them

const WORD = /(?:\p{L}|\p{N}|\p{Mn}|\p{Mc})+/gu;
const SPELLED = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i" };

function fold(word) {
  const apart = word.toLowerCase().normalize("NFD").replace(/[ßæœøđłı]/g, (one) => SPELLED[one]);
  return apart.replace(/([a-z])[\u0300-\u036f]+/g, "$1").normalize("NFC");
}

function wordsOf(text) {
  return [...text.matchAll(WORD)].map(([word]) => fold(word)).filter(Boolean);
}

// --- The search language, as articles/query.py reads it

const FIELDS = ["tag", "source", "author", "year", "before", "after", "has"];
const TERM = /(-?)(?:([\p{L}\p{N}_]+):)?(?:["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+))/gu;
const PERIOD = /^\d{4}(?:-\d\d(?:-\d\d)?)?$/;
const ADDRESS = /^(?:https?:\/\/\S+|(?:arxiv:)?\d{4}\.\d{4,5}(?:v\d+)?|(?:doi:)?10\.\d{4,9}\/\S+)$/i;

function parse(text) {
  const read = text.slice(0, MOST_LETTERS).replace(/[\x00-\x1f\x7f-\x9f]/g, " ").trim();
  const terms = [...read.matchAll(TERM)].flatMap(termsOf);
  const once = new Map(terms.map((term) => [JSON.stringify(term), term]));
  return [...once.values()].slice(0, MOST_TERMS);
}

function termsOf([whole, minus, field, quoted, plain]) {
  const negated = Boolean(minus);
  const kind = (field ?? "").toLowerCase();
  const value = quoted?.trim() ?? plain ?? "";
  const isField = FIELDS.includes(kind);
  const meant = isField && meaning(kind, value);
  if (meant) return [{ kind, value: meant, negated }];
  const text = whole.replace(/^-/, "");
  let terms;
  if (quoted !== undefined && !field) terms = [{ kind: "phrase", value, negated }];
  else if (ADDRESS.test(text)) terms = [{ kind: "address", value: text, negated }];
  else {
    const words = isField
      ? [kind, ...value.split(/\s+/)]
      : text.replace(/["“”„«»]/g, " ").trim().split(/\s+/);
    terms =
      negated && words.length > 1
        ? [{ kind: "phrase", value: words.join(" "), negated }]
        : words.map((word) => ({ kind: "word", value: word.replace(/^-+/, ""), negated }));
  }
  return terms.filter((term) => wordsOf(term.value).length);
}

// The value of a field in its one spelling; "" where it makes no sense.
function meaning(kind, value) {
  if (kind === "source") return value.toLowerCase().replace(/^(www\.)+/, "");
  if (kind === "has") return /^notes?$/i.test(value) ? "note" : "";
  if (kind === "year") return /^\d{4}$/.test(value) ? value : "";
  if (kind === "before" || kind === "after") return PERIOD.test(value) ? value : "";
  const bare = kind === "tag" ? value.replace(/^#/, "") : value;
  return wordsOf(bare).length ? bare : "";
}

// The filters that addresses of lists have, as terms.
function termsOfFilters() {
  const terms = [];
  const add = (kind, name, negated = false) => {
    for (const value of asked.getAll(name)) if (value) terms.push({ kind, value, negated, name });
  };
  add("tag", "tag");
  add("tag", "without", true);
  for (const name of ["source", "author", "year", "month", "day"]) add(name, name);
  if (asked.get("note")) terms.push({ kind: "has", value: "note", negated: false, name: "note" });
  return terms;
}

// --- The index

const loading = new Map();

function load(name) {
  if (!loading.has(name)) {
    const answer = fetch(INDEX + name).then((found) => {
      if (!found.ok) throw new Error(`${name}: ${found.status}`);
      return found.json();
    });
    loading.set(name, answer);
  }
  return loading.get(name);
}

function partOf(word) {
  const first = word.codePointAt(0);
  if (first > 127) return `u${first.toString(16)}`;
  return [...word.slice(0, 2)].filter((letter) => letter <= "\x7f").join("");
}

// The words of one part of a group: {word: [stem, row, [places], …]}.
async function wordsNear(group, word) {
  const part = partOf(word);
  return group.parts.has(part) ? load(`${group.number}/${part}.json`) : {};
}

async function openIndex() {
  const index = await load("index.json");
  const groups = await Promise.all(
    index.groups.map(async (number) => {
      const { parts, ...table } = await load(`${number}/entries.json`);
      return { number, parts: new Set(parts), ...table };
    }),
  );
  const lengths = groups.flatMap(({ entries }) => entries.map((entry) => entry[6]));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let stem = (word) => word;
  if (index.language.startsWith("en")) ({ stem } = await import(say.stemmer));
  return { ...index, groups, count: lengths.length, average: total / lengths.length, stem };
}

// Where a phrase stands in a group: Map of rows to places. `open`: its word may go on.
async function occurrences(group, { words, open }) {
  const [first, ...others] = await Promise.all(
    words.map(async (word) => {
      const near = await wordsNear(group, word);
      const fits = open ? Object.keys(near).filter((one) => one.startsWith(word)) : [word];
      const rows = new Map();
      for (const one of fits) {
        const found = Object.hasOwn(near, one) ? near[one] : [];
        for (let at = 1; at < found.length; at += 2) {
          rows.set(found[at], [...(rows.get(found[at]) ?? []), ...found[at + 1]]);
        }
      }
      return rows;
    }),
  );
  others.forEach((rows, step) => {
    for (const [row, places] of first) {
      const next = new Set(rows.get(row));
      const kept = places.filter((place) => next.has(place + step + 1));
      if (kept.length) first.set(row, kept);
      else first.delete(row);
    }
  });
  return first;
}

// A word or a phrase as what is looked for instead: itself, what has the same stem, what
// it may become. Each is looked up in every group.
async function need(index, term, isLast) {
  const words = wordsOf(term.value);
  const phrases = [{ words }];
  if (term.kind === "word" && words.length === 1) {
    const [word] = words;
    const near = await Promise.all(index.groups.map((group) => wordsNear(group, word)));
    const known = near.find((one) => Object.hasOwn(one, word));
    const stem = known ? known[word][0] : index.stem(word);
    const kin = new Set(near.flatMap((one) => Object.keys(one).filter((w) => one[w][0] === stem)));
    kin.delete(word);
    phrases.push(...[...kin].map((one) => ({ words: [one] })));
    if (isLast && !term.negated && (word.length > 1 || word > "z")) {
      phrases.push({ words, open: true });
    }
  }
  const found = await Promise.all(
    phrases.map((phrase) => Promise.all(index.groups.map((g) => occurrences(g, phrase)))),
  );
  return { term, phrases, found };
}

function has(need, group, row) {
  return need.found.some((groups) => groups[group].has(row));
}

function score(index, needs, group, row) {
  const length = index.groups[group].entries[row][6];
  const level = K1 * (1 - B + (B * length) / index.average);
  let sum = 0;
  for (const groups of needs.flatMap(({ found }) => found)) {
    const places = groups[group].get(row);
    if (!places) continue;
    const rows = groups.reduce((count, one) => count + one.size, 0);
    const rare = Math.max(Math.log((index.count - rows + 0.5) / (rows + 0.5)), 1e-6);
    index.columns.forEach((name, column) => {
      const often = places.filter((place) => Math.floor(place / index.column) === column).length;
      sum += (WORTH[name] * rare * often * (K1 + 1)) / (often + level);
    });
  }
  return sum;
}

// Whether an entry fits a term that is no word; `names` are phrases of authors.
function fits(index, term, group, row, names) {
  const { entries, sites, tags } = index.groups[group];
  const [, , day, site, bears, note] = entries[row];
  const since = (period) => Number(period.replaceAll("-", "").padEnd(8, "0"));
  const until = (period) => Number(period.replaceAll("-", "").padEnd(8, "9"));
  switch (term.kind) {
    case "tag":
      return bears.some((one) => tags[one] === term.slug);
    case "source":
      return sites[site] === meaning("source", term.value);
    case "before":
      return day < since(term.value);
    case "after":
      return day > until(term.value);
    case "has":
      return Boolean(note);
    case "author": {
      const places = names.get(term).found[0][group].get(row) ?? [];
      const authors = index.columns.indexOf("authors");
      return places.some((place) => Math.floor(place / index.column) === authors);
    }
    default: // year, month, day
      return day >= since(term.value) && day <= until(term.value);
  }
}

// A tag that no reader meets is looked for as a word.
function understood(index, term) {
  if (term.kind !== "tag") return term;
  const key = term.value.toLowerCase().normalize("NFC");
  const known = [key, key.replaceAll(" ", "-")].find((one) => Object.hasOwn(index.tags, one));
  if (!known) return { ...term, kind: "word" };
  const [slug, label] = index.tags[known];
  return { ...term, slug, label };
}

async function search(index, terms) {
  const isWord = ({ kind }) => kind === "word" || kind === "phrase";
  const wanted = terms.filter(isWord);
  const needs = await Promise.all(
    wanted.map((term) => need(index, term, term === terms.at(-1) && wordsOf(term.value).length === 1)),
  );
  const authors = terms.filter(({ kind }) => kind === "author");
  const names = new Map();
  for (const term of authors) names.set(term, await need(index, { ...term, kind: "phrase" }));
  const fields = terms.filter((term) => !isWord(term) && term.kind !== "address");
  const hits = [];
  index.groups.forEach(({ entries }, group) => {
    entries.forEach(([slug, posted], row) => {
      const right =
        needs.every((one) => has(one, group, row) !== one.term.negated) &&
        fields.every((term) => fits(index, term, group, row, names) !== term.negated);
      if (right) hits.push({ slug, posted, group, row });
    });
  });
  const ranked = needs.filter(({ term }) => !term.negated);
  const order = asked.get("order") || (ranked.length ? "relevance" : "newest");
  if (order === "relevance") {
    for (const hit of hits) hit.score = score(index, ranked, hit.group, hit.row);
  }
  const turn = order === "oldest" ? -1 : 1;
  const bySlug = (a, b) => (a.slug < b.slug ? -1 : 1);
  hits.sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || turn * (b.posted - a.posted) || bySlug(a, b));
  const words = ranked.flatMap(({ phrases }) => phrases.map((one) => one));
  return { hits, words };
}

// --- What the reader sees

function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}

// The part of a text around its first hit.
function snippet(text, phrases) {
  const line = text.replace(/\s+/g, " ").trim();
  const isHit = (word) =>
    phrases.some(({ words, open }) => words[0] === word || (open && word.startsWith(words[0])));
  const hit = [...line.matchAll(WORD)].find(([word]) => isHit(fold(word)));
  let start = Math.max((hit?.index ?? 0) - BEFORE, 0);
  if (start) start = line.indexOf(" ", start) + 1 || start;
  let end = Math.min(start + SNIPPET, line.length);
  if (end < line.length) end = Math.max(line.lastIndexOf(" ", end), start + 1);
  return `${start ? "…" : ""}${line.slice(start, end)}${end < line.length ? "…" : ""}`;
}

// A hit as lists show it, out of the entry's own page.
async function show({ slug }, words) {
  const address = `/articles/${encodeURIComponent(slug)}/`;
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const take = (name) => [page.querySelector(`main ${name}`)].filter(Boolean).map((one) => document.importNode(one, true));
  const [title] = take("h1");
  const link = element("a", "", ...title.childNodes);
  link.href = address;
  const heading = element("h2", "entry__title", link);
  heading.dir = "auto";
  heading.lang = title.lang;
  const [meta] = take(".article__meta");
  meta.className = "entry__meta";
  const entry = element("article", "entry entry--brief", heading, ...take(".byline"), meta);
  const [excerpt] = take("blockquote.excerpt");
  if (excerpt) {
    excerpt.replaceChildren(element("p", "", snippet(excerpt.textContent, words)));
    entry.append(excerpt);
  }
  entry.append(element("footer", "entry__foot", ...take(".tags")));
  return entry;
}

function chips(terms) {
  const list = element("ul", "chips");
  list.setAttribute("aria-label", say.filters);
  for (const term of terms.filter(({ name }) => name)) {
    const left = new URLSearchParams();
    for (const [name, value] of asked) {
      if (name !== term.name || value !== term.value) left.append(name, value);
    }
    const label = term.kind === "tag" ? `#${term.label ?? term.value}` : term.value;
    const shown = term.kind === "has" ? say.note : (term.negated ? "−" : "") + label;
    const chip = element("a", "chip", element("span", "hidden-text", `${say.remove} `), shown);
    chip.href = `${INDEX}${left.size ? `?${left}` : ""}`;
    list.append(element("li", "", chip));
  }
  return list.children.length ? [list] : [];
}

function fillForm(form) {
  form.elements.q.value = asked.get("q") ?? "";
  for (const [name, value] of asked) {
    if (name === "q" || !value) continue;
    const held = element("input", "");
    Object.assign(held, { type: "hidden", name, value });
    form.append(held);
  }
}

async function answer() {
  const main = document.querySelector("main");
  const lede = main.querySelector(".lede");
  document.querySelector(".side")?.remove();
  main.querySelectorAll(".entry, .pager, .empty, .links, details:has(.links)").forEach((one) => one.remove());
  fillForm(main.querySelector("form.search"));
  const status = element("p", "status");
  status.setAttribute("role", "status");
  lede.append(status);
  try {
    const index = await openIndex();
    const filters = termsOfFilters();
    const terms = [...filters, ...parse(asked.get("q") ?? "")].map((term) => understood(index, term));
    lede.append(...chips(terms));
    const { hits, words } = await search(index, terms);
    if (terms.some(({ kind }) => kind === "address")) status.append(`${say.ignored} `);
    if (hits.length) status.append(hits.length === 1 ? say.one : say.many.replace("{count}", hits.length));
    else status.append(`${say.none}. ${say.noneMore}`);
    await showMore(lede, hits, words);
  } catch {
    status.textContent = say.failed;
  }
  main.dataset.searched = "";
}

async function showMore(last, hits, words) {
  const entries = await Promise.all(hits.slice(0, SHOWN).map((hit) => show(hit, words)));
  last.after(...entries);
  if (hits.length <= SHOWN) return;
  const more = element("button", "button in-text", say.more);
  more.type = "button";
  more.addEventListener("click", async () => {
    await showMore(entries.at(-1), hits.slice(SHOWN), words);
    more.nextElementSibling.querySelector("a").focus();
    more.remove();
  });
  entries.at(-1).after(more);
}

if ([...asked.values()].some(Boolean)) await answer();
