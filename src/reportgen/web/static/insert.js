// What is put into the text by a dialog: figures of the tables, pictures, charts, small tables; and how these look.

import { $, $$, api, ask, chooser, desk, el, names } from "./core.js";
import { meantBy } from "./find.js";
import { ADDRESS, nodesOf, shownLink, valuesOf, writtenLink } from "./line.js";
import { cellsOf } from "./rows.js";
import { drawTable } from "./tables.js";

const MOST_SHOWN = 60;

// The cells that an error of the check points at: what they hold is not to be taken for the figure.
const wrongCells = () => new Set(desk.state.problems.filter((one) => one.finding.severity === "error" && !one.waits && one.to.ref).map((one) => one.to.ref));

export async function askFigure() {
  let chosen = null;
  const all = await names();
  const list = el("ul", { id: "names", class: "names", "aria-label": "表里的数" });
  const example = all.length ? `，如 ${all[0].source.split(".").slice(1).join("")}` : "";
  const search = el("input", { type: "search", placeholder: `写几个字：行名、列名${example}，或者写数`, "aria-controls": "names", "aria-label": "找表里的数" });
  const count = el("p", { class: "soft", role: "status" });
  const wrong = wrongCells();
  const isWrong = (one) => one.refs.some((ref) => wrong.has(ref));
  const valueOf = (one) => el("b", {}, one.value || "还没有填", isWrong(one) ? el("small", { class: "doubt" }, "检查里这一格有错，先看表") : null);
  const show = () => {
    const found = meantBy(search.value, all);
    list.replaceChildren(...found.slice(0, MOST_SHOWN).map((one) => el("li", {}, el("button", { value: one.source, onclick: () => (chosen = one) }, one.label, valueOf(one)))));
    list.hidden = !found.length;
    count.textContent = !found.length ? "没有找到。少写几个字再试，或者在下面的表里点。" : found.length > MOST_SHOWN ? `找到 ${found.length} 个，这里是前 ${MOST_SHOWN} 个；再写几个字，就少了。` : search.value.trim() ? `找到 ${found.length} 个，按回车插入第一个` : "";
  };
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); const first = $("button", list); if (first) first.click(); }
  });
  show();
  const byRef = new Map(all.map((one) => [one.label, one]));
  const picked = el("div", { class: "picking" });
  for (const table of desk.frame.tables)
    picked.append(el("details", {}, el("summary", {}, `从${table.name}里点`), el("div", { class: "sheet-frame" }, drawTable(table, (cell) => {
      const one = byRef.get(cell.title);
      const doubt = wrong.has(cell.ref);
      return el("button", { class: doubt ? "pick doubt" : "pick", value: one ? one.source : "", onclick: () => (chosen = one), "aria-label": doubt ? `${cell.title}，检查里这一格有错` : cell.title, title: doubt ? "检查里这一格有错，先看表" : null }, desk.state.figures[cell.ref].text || "—");
    }))));
  const answer = await ask("插入表里的数", el("div", { class: "figures" }, search, count, list, picked), [["", "不插了"]]);
  return answer ? chosen : null;
}

// A link's words and address; with `target` one that is there already, whose link can be taken away.
export async function askLink({ words = "", target = "" }) {
  const said = el("input", { type: "text", id: "link-words", required: true, maxlength: "200", value: words });
  const address = el("input", { type: "text", id: "link-address", maxlength: "500", value: target, placeholder: "www.example.gov.cn/…" });
  const told = el("p", { class: "error", role: "alert" });
  const content = el("div", { class: "fields" }, el("label", { for: "link-words" }, "文字"), said, el("label", { for: "link-address" }, "网址，或者电子邮箱"), address, told,
    el("p", { class: "soft" }, "网址也会印在文字后面的括号里，看纸的人才知道；文字就是网址的不重复印。"));
  for (;;) {
    const answer = await ask(target ? "改链接" : "插入链接", content, [["", target ? "不改了" : "不插了"], ...(target ? [["none", "去掉链接，留下文字"]] : []), ["ok", target ? "改好" : "插入", "main"]]);
    if (answer === "none") return { written: "", words: said.value.trim() };
    if (answer !== "ok") return null;
    const led = addressOf(address.value.trim());
    if (ADDRESS.test(led)) return { written: writtenLink(said.value.trim(), led), shown: shownLink(said.value.trim(), led) };
    told.textContent = "网址写完整，如 www.example.gov.cn/nb.html，中间没有空格。";
  }
}

// What one leaves out when one types an address.
const WEB = "http:";
const addressOf = (typed) => (/^[^\s@/:]+@[^\s@/]+\.[a-z]+$/i.test(typed) ? `mailto:${typed}` : /^[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$)/.test(typed) ? `${WEB}//${typed}` : typed);

// A picture's line in its parts; null for a line that is none.
export function pictured(line) {
  const found = line.match(/^!\[([^\]]*)\]\((.*?)(?:\s*["“]([^"“”]*)["”])?\s*\)$/);
  return found ? { caption: found[1], image: found[2].trim(), alt: found[3] || "" } : null;
}

const pictureLine = (caption, image, alt) => `![${caption.replace(/[\[\]]/g, "")}](${image}${alt ? ` "${alt.replace(/"/g, "”")}"` : ""})`;

// `now` is the picture that is there already, `dropped` a file that was pasted.
export async function askPicture({ now = null, dropped = null } = {}) {
  const file = el("input", { type: "file", accept: ".png,.jpg,.jpeg,.svg", required: !now && !dropped, id: "picture" });
  const caption = el("input", { type: "text", required: true, id: "caption", maxlength: "100", value: now ? now.caption : "" });
  const alt = el("input", { type: "text", id: "alt", maxlength: "200", value: now ? now.alt : "" });
  const seen = el("img", { class: "seen", alt: "", hidden: true });
  const told = el("p", { class: "error", role: "alert" });
  const show = (one) => { seen.src = URL.createObjectURL(one); seen.hidden = false; };
  file.addEventListener("change", () => { told.textContent = ""; if (file.files.length) show(file.files[0]); });
  if (dropped) show(dropped);
  const content = el("div", { class: "fields" }, el("label", { for: "picture" }, now ? "换一张图片（不换就不用选）" : dropped ? "图片已经粘贴进来（要换就选）" : "图片文件"), chooser(file), told,
    el("label", { for: "caption" }, "图名（印在下面）"), caption, el("label", { for: "alt" }, "画的是什么（读屏幕的人听这个，可以不写）"), alt, seen);
  // A file that cannot be used is told in the dialog, and what was typed stays.
  for (;;) {
    const answer = await ask(now ? "改图片" : "插入图片", content, [["", now ? "不改了" : "不插了"], ["ok", now ? "改好" : "插入", "main"]]);
    if (answer !== "ok") return null;
    const chosen = file.files[0] || dropped;
    if (!chosen) return now ? [pictureLine(caption.value, now.image, alt.value)] : null;
    const body = new FormData();
    body.append("file", chosen);
    try {
      const done = await api("upload/picture", body, desk.draft);
      return [pictureLine(caption.value, done.image, alt.value)];
    } catch (error) {
      told.textContent = [error.message, error.hint].filter(Boolean).join("　");
      seen.hidden = true;
      file.value = "";
      file.required = !now;
      dropped = null;
    }
  }
}

// `now` are the rows that are there already, each a line with bars.
export async function askTable(now = []) {
  const title = el("input", { type: "text", id: "table-title", maxlength: "60" });
  const body = el("tbody");
  const grid = el("table", { class: "typing" }, body);
  const size = (rows, columns) => {
    const old = $$("tr", body).map((row) => $$("input", row).map((one) => one.value));
    body.replaceChildren(...Array.from({ length: rows }, (_, y) => el("tr", {}, Array.from({ length: columns }, (__, x) =>
      el("td", {}, el("input", { type: "text", value: (old[y] || [])[x] || "", "aria-label": `第${y + 1}行第${x + 1}列` }))))));
  };
  // A figure of the tables is shown by its name, and written again as it was where the name is left.
  const bindings = new Map();
  const named = (cell) => cell.replace(/\{\{\s*(.*?)\s*\}\}/g, (written, source) => {
    const name = `〔${source.split(".").join(" ")}〕`;
    bindings.set(name, written);
    return name;
  });
  const written = (cell) => [...bindings].reduce((text, [name, source]) => text.split(name).join(source), cell);
  const old = now.map((line) => cellsOf(line).map(named));
  size(old.length || 3, old.length ? Math.max(...old.map((row) => row.length)) : 3);
  old.forEach((row, y) => row.forEach((value, x) => { $("input", body.rows[y].cells[x]).value = value; }));
  // A block out of Excel or WPS goes into as many cells as it has; the table grows with it.
  grid.addEventListener("paste", (event) => {
    const rows = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((row) => row.split("\t"));
    if (rows.length === 1 && rows[0].length === 1) return;
    event.preventDefault();
    const cell = event.target.closest("td");
    const [top, first] = [cell.parentElement.rowIndex, cell.cellIndex];
    const widest = Math.max(...rows.map((row) => row.length));
    size(Math.max(body.rows.length, top + rows.length), Math.max(body.rows[0].cells.length, first + widest));
    rows.forEach((row, down) => row.forEach((value, right) => { $("input", body.rows[top + down].cells[first + right]).value = value.trim(); }));
  });
  // Enter goes on downwards, as in a spreadsheet.
  grid.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const cell = event.target.closest("td");
    const next = body.rows[cell.parentElement.rowIndex + (event.shiftKey ? -1 : 1)];
    if (next) $("input", next.cells[cell.cellIndex]).focus();
  });
  const more = el("div", { class: "buttons" },
    el("button", { type: "button", onclick: () => size(body.rows.length + 1, body.rows[0].cells.length) }, "加一行"),
    el("button", { type: "button", onclick: () => size(body.rows.length, body.rows[0].cells.length + 1) }, "加一列"),
    el("button", { type: "button", onclick: () => size(Math.max(body.rows.length - 1, 1), body.rows[0].cells.length) }, "去掉末行"),
    el("button", { type: "button", onclick: () => size(body.rows.length, Math.max(body.rows[0].cells.length - 1, 1)) }, "去掉末列"));
  const bound = bindings.size ? el("p", { class: "soft" }, "〔 〕里的是从表里引用的数，会跟着表变；要写死的，删去它再写数。") : null;
  const heavy = now.some((line) => line.includes("**")) ? el("p", { class: "soft" }, "两个 ** 中间的字印成粗体。") : null;
  const answer = await ask(now.length ? "改小表格" : "插入小表格", el("div", { class: "fields" }, now.length ? [bound, heavy] : [el("label", { for: "table-title" }, "表名（印在上面，可以不写）"), title], grid, more), [["", now.length ? "不改了" : "不插了"], ["ok", now.length ? "改好" : "插入", "main"]]);
  if (answer !== "ok") return null;
  const lines = $$("tr", body).map((row) => $$("input", row).map((one) => written(one.value.trim().replace(/\|/g, "｜")))).filter((row) => row.some(Boolean));
  if (!lines.length) return null;
  return [...(title.value.trim() ? [title.value.trim()] : []), ...lines.map((row) => `| ${row.join(" | ")} |`)];
}

// -- as it will be printed ----------------------------------------------------------------------------------

// A picture or a chart; null for a line that is neither.
export function drawn(passage) {
  if (passage.drawing) {
    const image = el("img", { alt: "" });
    const place = URL.createObjectURL(new Blob([passage.drawing], { type: "image/svg+xml" }));
    image.addEventListener("load", () => URL.revokeObjectURL(place));
    image.src = place;
    return image;
  }
  if (!passage.image) return null;
  return el("img", { alt: "", src: `/api/picture?draft=${encodeURIComponent(desk.draft)}&name=${encodeURIComponent(passage.image)}` });
}

// A small table out of its rows: bold words bold, figures and links as they are printed.
export function drawnRows(rows) {
  const [head, ...rest] = rows.map((row) => cellsOf(row.line).map((cell) => nodesOf(cell, valuesOf(row))));
  return el("table", {}, el("tr", {}, head.map((cell) => el("th", {}, cell))), rest.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell)))));
}
