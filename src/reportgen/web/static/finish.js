// 预览和下载: the report as it will look, the documents, the list to hand in with it, and the states one can go back to.

import { $, api, ask, desk, el, listen, save, take, tell, tellError } from "./core.js";

const KINDS = [["docx", "Word 文件"], ["html", "网页"], ["pdf", "PDF"]];

export function showFinish(place) {
  const draft = encodeURIComponent(desk.draft);
  const frame = el("iframe", { title: "预览", src: `/api/preview?draft=${draft}`, sandbox: "" });
  const made = el("div", { class: "made", role: "status" });
  const unfinished = el("input", { type: "checkbox", id: "unfinished" });
  const buttons = KINDS.map(([kind, words]) => el("button", { type: "button", class: kind === "docx" ? "main" : "", onclick: () => build(kind, unfinished.checked, made, place) }, `生成 ${words}`));
  const note = el("p", { class: "verdict" });
  const earlier = el("details", {}, el("summary", {}, "以前的样子"), el("ul", { id: "earlier" }));
  earlier.addEventListener("toggle", () => earlier.open && listEarlier($("#earlier", earlier)));
  const side = el("aside", { class: "fields" }, el("h2", {}, "生成"), note,
    el("div", { class: "buttons column" }, buttons), el("label", { class: "toggle" }, unfinished, "还没写完也生成一份，标明“草稿”"), made,
    el("h2", {}, "报送"), el("div", { class: "buttons column" },
      el("a", { class: "button", href: `/api/checklist?draft=${draft}`, target: "_blank", rel: "noopener" }, "报送清单（可打印）"),
      el("button", { type: "button", onclick: folder }, "打开所在文件夹")),
    el("h2", {}, "存着的"), earlier);
  place.replaceChildren(el("div", { class: "finish" }, el("div", { class: "paper" }, frame), side));
  const refresh = () => {
    const { state } = desk;
    note.textContent = state.errors ? `还有 ${state.errors} 个错误，改好才能生成正式的` : `没有错误${state.warnings ? `，有 ${state.warnings} 个提醒` : ""}，可以生成`;
    note.className = state.errors ? "verdict error" : "verdict good";
  };
  save().then(() => { refresh(); frame.src = `/api/preview?draft=${draft}&at=${Date.now()}`; });
  refresh();
  return listen((what) => { if (what === "state") { refresh(); frame.src = `/api/preview?draft=${draft}&at=${Date.now()}`; } });
}

async function build(kind, unfinished, made) {
  const draft = encodeURIComponent(desk.draft);
  made.className = "made working";
  made.replaceChildren(kind === "pdf" ? "正在转成 PDF，要几秒到几十秒……" : "正在生成……");
  try {
    await save();
    const done = await api("build", { kind, unfinished }, desk.draft);
    const link = `/api/document?draft=${draft}&name=${encodeURIComponent(done.file)}`;
    made.className = "made good";
    made.replaceChildren(el("p", {}, `已生成：${done.file}`), el("p", {}, `已读回核对：${done.figures} 个数、${done.paragraphs} 段文字都在文件里`),
      ...done.remarks.map((one) => el("p", { class: "warning" }, one)),
      el("p", {}, el("a", { class: "button main", href: link, download: done.file }, "下载"), kind === "pdf" ? el("a", { class: "button", href: `${link}&see=1`, target: "_blank", rel: "noopener" }, "看 PDF 的每一页") : null));
  } catch (error) {
    made.className = "made";
    made.replaceChildren();
    tellError(error);
  }
}

async function listEarlier(list) {
  try {
    const found = await api("earlier", undefined, desk.draft);
    list.replaceChildren(...(found.length ? found.map((one) => el("li", {}, `${one.when}　${one.files.map((name) => (name.endsWith(".xlsx") ? "数据表" : "文字稿")).join("、")} `,
      el("button", { type: "button", class: "small", onclick: () => back(one) }, "回到这时"))) : [el("li", {}, "还没有存过别的样子")]));
  } catch (error) {
    tellError(error);
  }
}

async function back(one) {
  const answer = await ask("回到以前", el("p", {}, `${one.when} 的样子会放回来；现在的也会存着，可以再回来。`), [["", "不了"], ["ok", "回到这时", "main"]]);
  if (answer !== "ok") return;
  try {
    await save();
    const done = await api("back", { stamp: one.stamp }, desk.draft);
    take(done.state, true);
    tell("回到了那时的样子");
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
