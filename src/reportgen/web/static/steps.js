// What was done to the text, step by step, to be taken back and done again: the lines of a part, or a single value, before and after.

// What is typed on without a pause is one step.
const PAUSE = 1200;

export class Steps {
  constructor() {
    this.of = "";
    this.done = [];
    this.undone = [];
  }

  // Steps are of one draft.
  begin(draft) {
    if (this.of === draft) return;
    this.of = draft;
    this.done.length = this.undone.length = 0;
  }

  // Steps of one `batch` are taken back together.
  record(key, was, now, batch = "") {
    if (JSON.stringify(was) === JSON.stringify(now)) return;
    const top = this.done[this.done.length - 1];
    this.undone.length = 0;
    if (!batch && top && !top.batch && top.key === key && Date.now() - top.at < PAUSE && top.now.length === now.length && was.length === now.length) Object.assign(top, { now, at: Date.now() });
    else this.done.push({ key, was, now, batch, at: Date.now() });
  }

  // How many steps were taken since a batch, which is itself one; 0 where it is none of those that can be taken back.
  since(batch) {
    const first = this.done.findIndex((step) => step.batch === batch);
    const later = first < 0 ? [] : this.done.slice(first).map((step) => step.batch || step);
    return new Set(later).size;
  }

  // The last step taken back (or done again): gives `put` its part and its lines. False where the part has other lines since then.
  back({ again = false, lines, put }) {
    const [from, to] = again ? [this.undone, this.done] : [this.done, this.undone];
    const first = from[from.length - 1];
    if (!first) return null;
    let begin = from.length - 1;
    while (first.batch && begin > 0 && from[begin - 1].batch === first.batch) begin -= 1;
    const group = from.slice(begin).reverse();
    if (group.some((step) => JSON.stringify(lines(step.key)) !== JSON.stringify(again ? step.was : step.now))) {
      this.done.length = this.undone.length = 0;
      return false;
    }
    from.length = begin;
    for (const step of group) {
      to.push({ ...step, at: 0 });
      put(step.key, again ? step.now : step.was);
    }
    return true;
  }
}
