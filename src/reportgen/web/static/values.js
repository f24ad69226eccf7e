// The single values of the text file: agency, title, signature, contact data, each with what is wrong with it below.

import { $, $$, desk, el, save, saidOf, typeText, typeValue } from "./core.js";

export function drawValues(values) {
  const groups = new Map();
  for (const one of values) groups.set(one.group, [...(groups.get(one.group) || []), one]);
  return [...groups].map(([group, found]) => el("fieldset", {}, el("legend", {}, group), found.map((one, number) => {
    const id = `value-${group}-${number}`;
    if (one.lines) return [el("label", { for: id }, one.label), titleOf(one, id, values.indexOf(one)), el("ul", { class: "said", "data-said": String(values.indexOf(one)) })];
    const made = el("input", { type: "text", id, value: one.value, placeholder: one.hint, "data-value": String(values.indexOf(one)) });
    made.addEventListener("input", () => typeValue(one.key, one.value, made.value));
    made.addEventListener("change", () => { save().then(() => (one.value = made.value)); });
    return [el("label", { for: id }, one.label), made, el("ul", { class: "said", "data-said": String(values.indexOf(one)) })];
  })));
}

const boxOf = (key) => $(`[data-value="${desk.state.values.findIndex((one) => JSON.stringify(one.key) === key)}"]`);

// What stands in the field of a value now, by its key as text.
export const valueIn = (key) => (boxOf(key) ? boxOf(key).value : null);

// A value filled in as if it were typed.
export function fillValue(key, now) {
  const box = boxOf(key);
  if (!box) return;
  box.value = now;
  box.dispatchEvent(new Event("input"));
  box.dispatchEvent(new Event("change"));
}

// A title is one line for each that is printed; where nothing is written it is made of agency and year.
function titleOf(value, id, number) {
  const made = el("textarea", { id, rows: "3", "data-value": String(number) });
  made.value = value.lines.join("\n");
  made.placeholder = value.hint;
  const before = () => desk.state.values[number].lines;
  made.addEventListener("input", () => typeText(value.key, before(), made.value.split("\n").map((line) => line.trim()).filter(Boolean)));
  made.addEventListener("change", () => save());
  return made;
}

// What is wrong with a single value, below it.
export function markValues(state) {
  for (const list of $$("[data-said]")) {
    const number = Number(list.dataset.said);
    const found = state.problems.filter((one) => !one.waits && one.to.value === number);
    const left = !found.length && state.problems.some((one) => one.waits && (one.to.value === number || one.say.some((piece) => piece.to && piece.to.value === number)));
    list.replaceChildren(...found.map(saidOf), ...(left ? [el("li", { class: "todo" }, "还没有写")] : []));
    list.previousElementSibling.setAttribute("aria-invalid", found.length ? "true" : "false");
  }
}
