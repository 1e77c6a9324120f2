// The stem of an English word: Porter’s second algorithm, as Snowball describes it
// (https://snowballstem.org/algorithms/english/stemmer.html), for folded words.

const VOWEL = "[aeiouy]";
const DOUBLE = /(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/;
const SHORT = new RegExp(`(^${VOWEL}[^aeiouy]|[^aeiouy]${VOWEL}[^aeiouywxY])$`);
const WHOLE = {
  skis: "ski", skies: "sky", dying: "die", lying: "lie", tying: "tie", idly: "idl",
  gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl",
  sky: "sky", news: "news", howe: "howe", atlas: "atlas", cosmos: "cosmos",
  bias: "bias", andes: "andes",
};
const WHOLE_BEFORE_1B =
  /^(inning|outing|canning|herring|earring|proceed|exceed|succeed)$/;
const STEP_2 = {
  tional: "tion", enci: "ence", anci: "ance", abli: "able", entli: "ent", izer: "ize",
  ization: "ize", ational: "ate", ation: "ate", ator: "ate", alism: "al", aliti: "al",
  alli: "al", fulness: "ful", ousli: "ous", ousness: "ous", iveness: "ive",
  iviti: "ive", biliti: "ble", bli: "ble", fulli: "ful", lessli: "less",
};
const STEP_3 = {
  tional: "tion", ational: "ate", alize: "al", icate: "ic", iciti: "ic", ical: "ic",
  ful: "", ness: "",
};
const STEP_4 =
  /(ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic)$/;
const longestFirst = (table) => Object.keys(table).sort((a, b) => b.length - a.length);
const ENDS_2 = longestFirst(STEP_2);
const ENDS_3 = longestFirst(STEP_3);

export function stem(word) {
  if (word.length < 3) return word;
  if (Object.hasOwn(WHOLE, word)) return WHOLE[word];
  word = word.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const [r1, r2] = regions(word);
  word = step1a(word);
  if (WHOLE_BEFORE_1B.test(word)) return word;
  word = step1b(word, r1);
  word = word.replace(/(.[^aeiouyY]|.[^aeiouy])[yY]$/, "$1i");
  word = step2(word, r1);
  word = step3(word, r1, r2);
  word = step4(word, r2);
  return step5(word, r1, r2).toLowerCase();
}

// Where the two regions of a word begin, in which endings are taken off.
function regions(word) {
  const start = /^(gener|commun|arsen|past|univers|later|emerg|organ|inter)/.exec(word);
  const r1 = start ? start[0].length : after(word, 0);
  return [r1, after(word, r1)];
}

function after(word, from) {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(from));
  return found ? from + found.index + 2 : word.length;
}

function step1a(word) {
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/(us|ss)$/.test(word)) return word;
  return /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word;
}

function step1b(word, r1) {
  const eed = /(eed|eedly)$/.exec(word);
  if (eed) return eed.index >= r1 ? word.slice(0, eed.index) + "ee" : word;
  const found = /(ed|edly|ing|ingly)$/.exec(word);
  if (!found) return word;
  const left = word.slice(0, found.index);
  if (/^[^aeiouy]y$/.test(left) && found[0] === "ing") return left.slice(0, -1) + "ie";
  if (!/[aeiouy]/.test(left)) return word;
  if (/(at|bl|iz)$/.test(left)) return left + "e";
  if (DOUBLE.test(left)) return /^[aeo](.)\1$/.test(left) ? left : left.slice(0, -1);
  return left.length <= r1 && SHORT.test(left) ? left + "e" : left;
}

function step2(word, r1) {
  const end = ENDS_2.find((one) => word.endsWith(one));
  if (end) return word.length - end.length >= r1 ? word.slice(0, -end.length) + STEP_2[end] : word;
  if (word.endsWith("ogist") && word.length - 5 >= r1) return word.slice(0, -2);
  if (word.endsWith("logi") && word.length - 3 >= r1) return word.slice(0, -1);
  return /[cdeghkmnrt]li$/.test(word) && word.length - 2 >= r1 ? word.slice(0, -2) : word;
}

function step3(word, r1, r2) {
  if (word.endsWith("ative")) return word.length - 5 >= r2 ? word.slice(0, -5) : word;
  const end = ENDS_3.find((one) => word.endsWith(one));
  if (!end || word.length - end.length < r1) return word;
  return word.slice(0, -end.length) + STEP_3[end];
}

function step4(word, r2) {
  const found = STEP_4.exec(word) ?? /(?<=[st])ion$/.exec(word);
  return found && found.index >= r2 ? word.slice(0, found.index) : word;
}

function step5(word, r1, r2) {
  const place = word.length - 1;
  if (word.endsWith("e")) {
    if (place >= r2 || (place >= r1 && !SHORT.test(word.slice(0, -1)))) return word.slice(0, -1);
  } else if (word.endsWith("ll") && place >= r2) return word.slice(0, -1);
  return word;
}
