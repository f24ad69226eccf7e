// 检查: what is not filled in yet, and every finding by its weight; a click leads to the cell or the words.

import { $$, api, ask, desk, el, listen, mendButtons, placeOf, said, save, take, tell, tellError, undone } from "./core.js";

const RANKS = ["数对不上", "别的错误", "请看一看", "写法"];
export function showProblems(place) {
  const draw = () => {
    const { state } = desk;
    const at = $$(".problems li", place).findIndex((one) => one.contains(document.activeElement));
    const groups = el("div", { class: "problems" });
    const problems = state.problems.filter((one) => !one.waits);
    RANKS.forEach((words, rank) => {
      const found = problems.filter((one) => one.rank === rank);
      if (found.length) groups.append(el("section", {}, el("h2", {}, `${words}（${found.length}）`), el("ol", {}, found.map(entry))));
    });
    const missing = state.missing.length
      ? el("section", { class: "missing" }, el("h2", {}, "还没有填、没有写的"), el("ul", {}, state.missing.map((one) => el("li", {}, el("a", { href: placeOf(one.to) }, one.say)))))
      : null;
    const clean = problems.length || (state.missing.length && !state.filled) ? null
      : el("p", { class: "clean" }, state.missing.length ? "已经填的、写的没有发现问题。" : "没有发现问题，可以生成了。");
    const waived = state.waived.length
      ? el("details", { class: "waived", open: waivedOpen, ontoggle: (event) => { waivedOpen = event.target.open; } }, el("summary", {}, `写明理由、不再提醒的（${state.waived.length}）`), el("ul", {}, state.waived.map(answered)))
      : null;
    place.replaceChildren(el("div", { class: "bar" }, el("span", {}, state.tally), el("span", {}, state.coverage)), missing || "", clean || "", groups, waived || "");
    // Whoever mends one after the other by the keyboard goes on where the mended one stood.
    const left = $$(".problems .place", place);
    if (at >= 0 && left.length) left[Math.min(at, left.length - 1)].focus();
  };
  let here = true; // another screen may have been asked for while the last of it was saved
  save().then(() => { if (here) draw(); });
  const stop = listen((what) => { if (what === "state") draw(); });
  return () => {
    here = false;
    stop();
  };
}

let waivedOpen = false;

function entry(one) {
  const made = el("li", { class: one.finding.severity });
  made.append(el("a", { class: "button place", href: placeOf(one.to) }, one.place), " ",
    el("b", { class: "kind", title: `规则 ${one.finding.code}` }, one.finding.severity === "error" ? "错误" : "提醒"),
    el("p", {}, said(one.say)));
  if (one.hint.length) made.append(el("p", { class: "hint" }, "→ ", said(one.hint)));
  const row = el("div", { class: "buttons" });
  row.append(...mendButtons(one));
  if (one.finding.severity === "warning" && !one.mends.some(({ how }) => how === "unwaive")) row.append(el("button", { type: "button", class: "waiver", onclick: () => waive(one) }, "写明理由，不再提醒"));
  made.append(row);
  return made;
}

function answered(one) {
  return el("li", { title: `规则 ${one.code}` }, one.say, el("p", { class: "soft" }, `理由：${one.reason}`),
    one.line ? el("button", { type: "button", class: "small", onclick: () => change("unwaive", { code: one.code, line: one.line }, "去掉了，这一条又会提醒") }, "去掉这条理由，照样提醒") : el("small", { class: "soft" }, "格式里规定的"));
}

async function change(path, body, words) {
  try {
    await save();
    const done = await api(path, body, desk.draft);
    take(done.state, true);
    tell(words, { undo: undone(done) });
  } catch (error) {
    tellError(error);
  }
}

async function waive(one) {
  const reason = el("textarea", { id: "reason", rows: "3", required: true, maxlength: "500" });
  const answer = await ask("写明理由，不再提醒", el("div", { class: "fields" }, el("p", {}, one.say.map((piece) => piece.text).join("")), el("label", { for: "reason" }, "理由（会记在文字稿里，报送清单上也有）"), reason),
    [["", "不写了"], ["ok", "记下", "main"]]);
  if (answer !== "ok" || !reason.value.trim()) return;
  await change("waive", { code: one.finding.code, place: one.finding.ref || one.finding.message.slice(0, 60).replace(/^.*?“|”.*$/g, ""), reason: reason.value }, "记下了");
}
