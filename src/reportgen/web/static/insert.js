// What is put into the text by a dialog: figures of the tables, pictures, charts, small tables; and how these look.

import { $, $$, api, ask, desk, el, names } from "./core.js";
import { drawTable } from "./tables.js";

export async function askFigure() {
  let chosen = null;
  const all = await names();
  const list = el("ul", { role: "listbox", id: "names", class: "names" });
  const search = el("input", { type: "search", placeholder: "写几个字：行名、列名，如 本年新收 自然人", "aria-controls": "names", "aria-label": "找表里的数" });
  const show = () => {
    const words = search.value.trim().split(/\s+/).filter(Boolean);
    const found = all.filter((one) => words.every((word) => `${one.label} ${one.source}`.includes(word))).slice(0, 60);
    list.replaceChildren(...found.map((one) => el("li", { role: "option" }, el("button", { value: one.source, onclick: () => (chosen = one) }, one.label, el("b", {}, one.value || "还没有填")))));
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
      return el("button", { class: "pick", value: one ? one.source : "", onclick: () => (chosen = one), "aria-label": cell.title }, desk.state.figures[cell.ref].text || "—");
    }))));
  const answer = await ask("插入表里的数", el("div", { class: "figures" }, search, list, picked), [["", "不插了"]]);
  return answer ? chosen : null;
}

export async function askPicture() {
  const file = el("input", { type: "file", accept: ".png,.jpg,.jpeg,.svg", required: true, id: "picture" });
  const caption = el("input", { type: "text", required: true, id: "caption", maxlength: "100" });
  const alt = el("input", { type: "text", id: "alt", maxlength: "200" });
  const seen = el("img", { class: "seen", alt: "", hidden: true });
  file.addEventListener("change", () => { seen.src = URL.createObjectURL(file.files[0]); seen.hidden = false; });
  const answer = await ask("插入图片", el("div", { class: "fields" }, el("label", { for: "picture" }, "图片文件"), file, el("label", { for: "caption" }, "图名（印在下面）"), caption,
    el("label", { for: "alt" }, "画的是什么（读屏幕的人听这个，可以不写）"), alt, seen), [["", "不插了"], ["ok", "插入", "main"]]);
  if (answer !== "ok" || !file.files.length) return null;
  const body = new FormData();
  body.append("file", file.files[0]);
  const said = await api("upload/picture", body, desk.draft);
  return [`![${caption.value.replace(/[\[\]]/g, "")}](${said.image}${alt.value ? ` "${alt.value.replace(/"/g, "”")}"` : ""})`];
}

export async function askChart() {
  const all = await names();
  const kind = el("select", { id: "kind" }, ["饼图", "柱形图", "条形图", "折线图"].map((one) => el("option", {}, one)));
  const rows = new Map();
  for (const one of all) {
    const name = one.source.split(".").slice(0, 2).join(".");
    rows.set(name, (rows.get(name) || 0) + 1);
  }
  // The row with the most figures is the one that a picture says most of.
  const fullest = Math.max(...rows.values());
  const row = el("select", { id: "row" }, [...rows.keys()].map((one) => el("option", {}, one)));
  row.value = [...rows.keys()].find((one) => rows.get(one) === fullest);
  const caption = el("input", { type: "text", id: "chart-caption", required: true, maxlength: "100" });
  const preview = el("div", { class: "drawn", role: "status" });
  const line = () => `![${caption.value.replace(/[\[\]]/g, "") || "图名"}](图表:${kind.value} ${row.value})`;
  let turn = 0; // what was asked for last is shown, whatever answers first
  const show = async () => {
    const mine = ++turn;
    try {
      const made = await api("drawn", { line: line() }, desk.draft);
      if (mine === turn) preview.replaceChildren(drawn({ drawing: made.drawing }) || "", ...made.told.map((words) => el("p", { class: "warning" }, words)));
    } catch (error) {
      if (mine === turn) preview.replaceChildren(el("p", { class: "warning" }, error.message));
    }
  };
  for (const one of [kind, row, caption]) one.addEventListener("change", show);
  show();
  const answer = await ask("插入图表", el("div", { class: "fields" }, el("label", { for: "kind" }, "画成"), kind, el("label", { for: "row" }, "画哪一行"), row,
    el("label", { for: "chart-caption" }, "图名"), caption, preview), [["", "不插了"], ["ok", "插入", "main"]]);
  return answer === "ok" && caption.value ? [line()] : null;
}

export async function askTable() {
  const title = el("input", { type: "text", id: "table-title", maxlength: "60" });
  const body = el("tbody");
  const grid = el("table", { class: "typing" }, body);
  const size = (rows, columns) => {
    const old = $$("tr", body).map((row) => $$("input", row).map((one) => one.value));
    body.replaceChildren(...Array.from({ length: rows }, (_, y) => el("tr", {}, Array.from({ length: columns }, (__, x) =>
      el("td", {}, el("input", { type: "text", value: (old[y] || [])[x] || "", "aria-label": `第${y + 1}行第${x + 1}列` }))))));
  };
  size(3, 3);
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
  const more = el("div", { class: "buttons" },
    el("button", { type: "button", onclick: () => size(body.rows.length + 1, body.rows[0].cells.length) }, "加一行"),
    el("button", { type: "button", onclick: () => size(body.rows.length, body.rows[0].cells.length + 1) }, "加一列"));
  const answer = await ask("插入小表格", el("div", { class: "fields" }, el("label", { for: "table-title" }, "表名（印在上面，可以不写）"), title, grid, more), [["", "不插了"], ["ok", "插入", "main"]]);
  if (answer !== "ok") return null;
  const lines = $$("tr", body).map((row) => $$("input", row).map((one) => one.value.trim().replace(/\|/g, "｜"))).filter((row) => row.some(Boolean));
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

// A small table out of its rows, whose cells stand with tabs between.
export function drawnRows(rows) {
  const [head, ...rest] = rows.map((row) => row.split("\t"));
  return el("table", { "aria-hidden": "true" }, el("tr", {}, head.map((cell) => el("th", {}, cell))), rest.map((row) => el("tr", {}, row.map((cell) => el("td", {}, cell)))));
}
