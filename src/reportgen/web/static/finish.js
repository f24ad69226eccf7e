// 预览和下载: the report as it will look, the documents, the list to hand in with it, and the states one can go back to.

import { $, api, ask, desk, el, listen, save, take, tell, tellError, undone } from "./core.js";

const KINDS = [["docx", "Word 文件"], ["html", "网页"], ["pdf", "PDF"]];

export function showFinish(place) {
  const draft = encodeURIComponent(desk.draft);
  const frame = el("iframe", { title: "预览", sandbox: "" });
  const working = el("div", { class: "made", role: "status" });
  const files = el("ul", { class: "files" });
  const unfinished = el("input", { type: "checkbox", id: "unfinished" });
  const buttons = KINDS.map(([kind, words]) => el("button", { type: "button", class: kind === "docx" ? "main" : "", onclick: () => build(kind, unfinished.checked, working) }, `生成${/^\w/.test(words) ? " " : ""}${words}`));
  const note = el("p", { class: "verdict" });
  const list = el("ul", { id: "earlier" });
  const earlier = el("details", {}, el("summary", {}, "以前的样子"), list);
  earlier.addEventListener("toggle", () => earlier.open && listEarlier(list));
  const side = el("aside", { class: "fields" }, el("h2", {}, "生成"), note,
    el("div", { class: "buttons column" }, buttons), el("label", { class: "toggle" }, unfinished, "还没写完也生成一份，标明“草稿”"), working, files,
    el("h2", {}, "报送"), el("div", { class: "buttons column" },
      el("a", { class: "button", href: `/api/checklist?draft=${draft}`, target: "_blank", rel: "noopener" }, "报送清单（可打印）"),
      el("button", { type: "button", onclick: folder }, "打开所在文件夹")),
    el("h2", {}, "存着的"), earlier);
  place.replaceChildren(el("div", { class: "finish" }, el("div", { class: "paper" }, frame), side));
  const draw = () => {
    const { state } = desk;
    const left = [state.errors ? `${state.errors} 个错误要改` : "", state.waiting ? `${state.waiting} 项没有填、没有写` : ""].filter(Boolean).join("，");
    // Figures that contradict each other stop nothing where only a person can say which is right: they are no good news either.
    const apart = state.problems.filter((one) => !one.waits && one.rank === 0 && one.finding.severity === "warning").length;
    const warned = state.warnings ? `，有 ${state.warnings} 个提醒` : "";
    note.replaceChildren(left ? `还有 ${left}，做完才能生成正式的` : `没有错误${warned}，可以生成`,
      ...(apart ? [left ? "；" : "；其中 ", el("a", { href: `#problems/${draft}` }, left ? `另有 ${apart} 处数对不上` : `${apart} 处数对不上`), "，先核对"] : []));
    note.className = `verdict ${state.errors ? "error" : state.waiting ? "todo" : apart ? "warning" : "good"}`;
    files.replaceChildren(...state.made.map((one) => file(one, draft)));
  };
  const refresh = () => {
    draw();
    frame.src = `/api/preview?draft=${draft}&at=${Date.now()}`;
    if (earlier.open) listEarlier(list);
  };
  draw();
  save().then(refresh);
  return listen((what) => { if (what === "state") refresh(); });
}

// A document that lies in the folder: when it was made, and whether the draft has changed since.
function file(one, draft) {
  const link = `/api/document?draft=${draft}&name=${encodeURIComponent(one.name)}`;
  return el("li", { class: one.older ? "older" : "" }, el("a", { href: link, download: one.name }, one.name),
    el("p", { class: "soft" }, `${one.kind}　${one.when}`, one.kind === "PDF" ? [" ", el("a", { href: `${link}&see=1`, target: "_blank", rel: "noopener" }, "看每一页")] : null),
    one.older ? el("p", { class: "warning" }, "生成以后草稿又改过，这一份不是最新的") : null);
}

async function build(kind, unfinished, working) {
  const draft = encodeURIComponent(desk.draft);
  working.className = "made working";
  working.replaceChildren(kind === "pdf" ? "正在转成 PDF，要几秒到几十秒……" : "正在生成……");
  try {
    await save();
    const done = await api("build", { kind, unfinished }, desk.draft);
    const link = `/api/document?draft=${draft}&name=${encodeURIComponent(done.file)}`;
    working.className = "made good";
    working.replaceChildren(el("p", {}, `已生成：${done.file}`), el("p", {}, `已读回核对：${done.figures} 个数、${done.paragraphs} 段文字都在文件里`),
      ...done.remarks.map((one) => el("p", { class: "warning" }, one)),
      el("p", {}, el("a", { class: "button main", href: link, download: done.file }, "下载"), kind === "pdf" ? el("a", { class: "button", href: `${link}&see=1`, target: "_blank", rel: "noopener" }, "看 PDF 的每一页") : null));
    take(await api("state", undefined, desk.draft), true);
  } catch (error) {
    working.className = "made";
    working.replaceChildren();
    tellError(error);
  }
}

let listing = 0; // what was asked for last is shown, whatever answers first

async function listEarlier(list) {
  const mine = ++listing;
  try {
    const found = await api("earlier", undefined, desk.draft);
    if (mine !== listing) return;
    list.replaceChildren(...(found.length ? found.map(state) : [el("li", {}, "还没有存过别的样子")]));
  } catch (error) {
    tellError(error);
  }
}

// A kept state, and what would change by going back to it.
function state(one) {
  const rows = one.differences.map((each) => el("li", {}, el("b", {}, each.place), "　那时 ", value(each.then), "，现在 ", value(each.now)));
  if (one.more) rows.push(el("li", { class: "soft" }, `……还有 ${one.more} 处`));
  return el("li", {}, el("p", { class: "when" }, `${one.when} 的样子`), one.said ? el("p", { class: "soft" }, one.said) : el("ul", { class: "differences" }, rows),
    el("button", { type: "button", class: "small", onclick: () => back(one) }, "回到这时"));
}

const value = (text) => (text ? el("span", { class: "value" }, text) : el("span", { class: "soft" }, "（没有）"));

async function back(one) {
  const answer = await ask("回到以前", el("p", {}, `${one.when} 的样子会放回来；现在的也会存着，可以再回来。`), [["", "不了"], ["ok", "回到这时", "main"]]);
  if (answer !== "ok") return;
  try {
    await save();
    const done = await api("back", { stamp: one.stamp }, desk.draft);
    take(done.state, true);
    tell("回到了那时的样子", { undo: undone(done) });
  } catch (error) {
    tellError(error);
  }
}

async function folder() {
  try {
    const { shown, folder: where } = await api("folder", {}, desk.draft);
    tell(shown ? "已打开" : `文件夹在：${where}`);
  } catch (error) {
    tellError(error);
  }
}
