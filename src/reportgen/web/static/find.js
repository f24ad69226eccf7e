// Finding a figure of the tables by some of the words of its row and column, with or without blanks between them.

import { desk } from "./core.js";

const FEWEST = 2; // so many letters of a word say which one it is
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s/／.．、，,]+/g, "");

// Whether a name holds what was typed, as it stands or in pieces: 行政复议纠正 is in 行政复议/结果纠正.
function holds(name, typed) {
  if (name.includes(typed)) return true;
  for (let cut = typed.length - FEWEST; cut >= FEWEST; cut -= 1)
    if (name.includes(typed.slice(0, cut)) && holds(name, typed.slice(cut))) return true;
  return false;
}

// A row's own name means its total: of those that fit as well, the one that is worked out from the others comes first.
const isTotal = (one) => one.refs.length === 1 && Boolean((desk.state.figures[one.refs[0]] || {}).formula);

// Those that are meant by what was typed, the likeliest first; all where nothing was. A number finds the cells that hold it.
export function meantBy(typed, all) {
  const words = typed.trim().split(/\s+/).map(plain).filter(Boolean);
  if (!words.length) return all;
  const found = [];
  for (const one of all) {
    const names = [plain(one.label), plain(one.source)];
    const whole = names.some((name) => words.every((word) => name.includes(word)));
    const equal = words.length === 1 && words[0] === plain(one.value);
    if (whole || equal || names.some((name) => words.every((word) => holds(name, word)))) found.push([whole ? names[0].length : equal ? 500 : 1000 + names[0].length, one]);
  }
  return found.sort((first, second) => first[0] - second[0] || isTotal(second[1]) - isTotal(first[1])).map(([, one]) => one);
}
