// The way of answers to Python: in order, one at a time, each acknowledged.

const SLOW = 1500; // ms without an acknowledgement before "not saved yet" is said
const GONE = 6000; // ms without one, from a kernel that is not even busy, before it counts as gone

class Wire {
  constructor(model, { waiting, silent }) {
    this.model = model;
    this.waiting = waiting;
    this.silent = silent;
    this.queue = [];
    this.flight = null;
    this.seq = 0;
    this.open = true;
  }

  // A field's new text; an older text of the same field that was not sent yet is dropped.
  change(path, value) {
    const last = this.queue.at(-1);
    if (last?.kind === "change" && last.path === path) {
      last.value = value;
    } else {
      this.queue.push({ kind: "change", path, value });
    }
    this.next();
  }

  // Something done: a row added, a line cited.
  act(kind, data = {}) {
    this.queue.push({ kind, ...data });
    this.next();
  }

  // A note that needs neither order nor answer.
  tell(kind, data = {}) {
    return this.post({ kind, ...data });
  }

  // Whether it went out: where the kernel is gone for good, Jupyter refuses.
  post(message) {
    try {
      this.model.send(message);
      return true;
    } catch {
      return false;
    }
  }

  next() {
    if (this.flight || !this.open || !this.queue.length) {
      return;
    }
    this.seq += 1;
    this.flight = { ...this.queue.shift(), seq: this.seq };
    if (this.post(this.flight)) {
      this.watch();
    } else {
      this.silent();
    }
  }

  // Python has taken message `seq`.
  taken(seq) {
    if (this.flight && seq >= this.flight.seq) {
      this.flight = null;
      clearTimeout(this.timer);
      this.next();
    }
  }

  watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.waiting();
      this.timer = setTimeout(() => this.silent(), GONE - SLOW);
    }, SLOW);
  }

  // What has not been acknowledged, oldest first.
  unsaved() {
    return [...(this.flight ? [this.flight] : []), ...this.queue];
  }

  // Nothing goes out while the kernel is away; what was in flight goes first once it is back.
  shut() {
    this.open = false;
    clearTimeout(this.timer);
  }

  reopen() {
    if (this.flight) {
      this.queue.unshift(this.flight);
      this.flight = null;
    }
    this.open = true;
    this.next();
  }

  stop() {
    this.shut();
    this.queue = [];
  }
}
