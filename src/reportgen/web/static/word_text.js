// 写文字 where the text is a Word file: it is shown, and changed in Word.

import { $$, api, desk, el, reload, tell, tellError } from "./core.js";

// A text that is written in Word is shown as it is read; to change it here it is made one of ours, and the Word file stays.
export function showWordText(place, state, parts, aside, legend) {
  for (const text of $$(".text", parts)) text.setAttribute("contenteditable", "false");
  for (const one of $$("input, textarea, button", aside)) one.disabled = true;
  for (const one of $$("button", parts)) one.hidden = true;
  const convert = el("button", { type: "button", class: "main", onclick: async () => {
    convert.disabled = true;
    try {
      await api("convert", {}, desk.draft);
      await reload();
      tell("已转成能在网页里改的文字稿；Word 的原稿改名留在文件夹里");
    } catch (error) {
      convert.disabled = false;
      tellError(error);
    }
  } }, "转成能在网页里改的文字稿");
  place.replaceChildren(el("div", { class: "bar" }, convert, legend),
    el("p", { class: "soft tip" }, `文字写在 ${state.word_text} 里：在 Word 或 WPS 里改，存好，这里会自动重新读入。要在这里改，先转一下，Word 的原稿留着。`),
    el("div", { class: "prose" }, parts, aside));
}
