// What was done to the text, step by step, to be taken back and done again: the lines of a part before and after.

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

  record(key, was, now) {
    if (JSON.stringify(was) === JSON.stringify(now)) return;
    const top = this.done[this.done.length - 1];
    this.undone.length = 0;
    if (top && top.key === key && Date.now() - top.at < PAUSE && top.now.length === now.length && was.length === now.length) Object.assign(top, { now, at: Date.now() });
    else this.done.push({ key, was, now, at: Date.now() });
  }

  // The last step taken back (or done again): gives `put` its part and its lines. False where the part has other lines since then.
  back({ again = false, lines, put }) {
    const [from, to] = again ? [this.undone, this.done] : [this.done, this.undone];
    const step = from[from.length - 1];
    if (!step) return null;
    const [there, wanted] = again ? [step.was, step.now] : [step.now, step.was];
    if (JSON.stringify(lines(step.key)) !== JSON.stringify(there)) {
      this.done.length = this.undone.length = 0;
      return false;
    }
    from.pop();
    to.push({ ...step, at: 0 });
    put(step.key, wanted);
    return true;
  }
}
