// What was changed twice: here and in the files meanwhile, or here before the program was ended. Whoever wrote it says what is to be.

import { api, ask, desk, el, onOverlaps, onUnsaved, take, tell, tellError } from "./core.js";
import { nodesOf } from "./line.js";

// -- here, and in the files ----------------------------------------------------------------------------------

// A line as it is printed: what it is written with is nothing to choose by.
const plain = (line) => el("span", {}, nodesOf(line)).textContent;
const linesOf = (text) => text.split("\n").filter((line) => line.trim()).map(plain);

// One line of two versions, with what it has otherwise marked.
function otherwise(line, other) {
  let begin = 0;
  while (begin < line.length && line[begin] === other[begin]) begin += 1;
  let end = 0;
  while (end < Math.min(line.length, other.length) - begin && line[line.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  const stop = line.length - end;
  return el("p", {}, line.slice(0, begin), stop > begin ? el("mark", {}, line.slice(begin, stop)) : null, line.slice(stop));
}

// What differs of two versions, line by line.
function differing(text, other) {
  const [lines, others] = [linesOf(text), linesOf(other)];
  const [own, theirs] = [lines.filter((line) => !others.includes(line)), others.filter((line) => !lines.includes(line))];
  return own.length ? own.map((line, at) => otherwise(line, theirs[at] || "")) : el("p", { class: "soft" }, lines.length ? "（没有那边多写的）" : "（空）");
}

async function settle(body, overlaps, again) {
  const list = el("ul", { class: "overlaps" }, overlaps.map((one) => el("li", {}, el("strong", {}, one.place), el("dl", {},
    el("dt", {}, "这里写的"), el("dd", {}, differing(one.here, one.there)), el("dt", {}, "文件里现在是"), el("dd", {}, differing(one.there, one.here))))));
  const content = el("div", {}, el("p", {}, "下面这些，您在这里改了，别处（Excel、记事本，或者另一个窗口）也改了文件。要哪一个？只列出不一样的。"), list);
  // Two texts can stand together, two figures cannot.
  const texts = overlaps.every((one) => one.key.length);
  const answer = await ask("两处都改过", content, [["theirs", "用文件里的"], ...(texts ? [["both", "两处写的都留下"]] : []), ["mine", "用这里写的", "main"]]);
  const whole = new Map(overlaps.map((one) => [JSON.stringify(one.key), one.both]));
  const put = async (texts) => {
    const done = await api("save", { ...body, texts, over: true }, desk.draft);
    take(done.state, true);
    again();
  };
  const mine = () => put(body.texts);
  if (answer === "mine") return mine();
  if (answer === "both") {
    await put(body.texts.map((one) => ({ ...one, now: whole.get(JSON.stringify(one.key)) || one.now })));
    tell("两处写的都在了，看一看有没有重复的", { undo: () => mine().catch(tellError) });
    return null;
  }
  again();
  tell("用了文件里的", { undo: () => mine().catch(tellError) });
  return null;
}

// -- here, before -------------------------------------------------------------------------------------------

// Where something was typed, and what.
function typedOf({ cells, texts, values, notes }) {
  const named = (ref) => ((desk.frame.tables.flatMap((table) => table.cells).find((one) => one.ref === ref)) || { title: ref }).title;
  const rows = [
    ...cells.map((one) => [named(one.ref), one.now]),
    ...values.map((one) => [one.key.join("，"), one.now]),
    ...[...texts.map((one) => [one.key[one.key.length - 1], one]), ...notes.map((one) => ["表下面的注", one])]
      .map(([name, one]) => [name, one.now.filter((line) => !one.was.includes(line)).map(plain).join("\n") || "（删去了几段）"]),
  ];
  return el("ul", { class: "overlaps" }, rows.map(([name, now]) => el("li", {}, el("strong", {}, name), el("p", {}, now || "（空）"))));
}

// Whether what was not saved the last time is to be put back: true, false, or null for later.
async function back(entries) {
  const content = el("div", {}, el("p", {}, "上一次有些内容还没有存进文件，程序就停了（或者网页就关了）。浏览器里还留着："), entries.map(typedOf));
  const answer = await ask("有没存上的内容", content, [["", "以后再说"], ["no", "不要了"], ["ok", "放回去", "main"]]);
  return answer ? answer === "ok" : null;
}

onOverlaps(settle);
onUnsaved(back);
