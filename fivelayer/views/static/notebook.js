// The notebook around a widget: its path, its metadata, its kernel. Where there is none (Voilà), or
// where Jupyter has changed inside, everything here quietly says so: `context` is undocumented.

const OURS = "fivelayer";
const GOING = new Set(["dead", "restarting", "autorestarting", "terminating"]);

function contextOf(model) {
  const context = model.widget_manager?.context;
  return context && typeof context === "object" ? context : null;
}

// What Python wants to know of the notebook on opening.
function introduce(model) {
  const context = contextOf(model);
  const ours = readOurs(context);
  return {
    notebook: Boolean(ours),
    path: typeof context?.path === "string" ? context.path : "",
    language: typeof ours?.language === "string" ? ours.language : "",
    metadata: ours,
  };
}

function readOurs(context) {
  try {
    const ours = context?.model?.getMetadata?.(OURS);
    return ours && typeof ours === "object" && !Array.isArray(ours) ? ours : null;
  } catch {
    return null;
  }
}

// Keeps a copy of the record inside the notebook, about a second after the last change.
class Keeper {
  constructor(model, ask) {
    this.model = model;
    this.ask = ask;
    this.due = false;
    this.onVisible = () => this.flush();
    document.addEventListener("visibilitychange", this.onVisible);
  }

  changed() {
    this.due = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), 1000);
  }

  flush() {
    // Two tabs that save one notebook get in each other's way: only the one in front does.
    if (this.due && document.visibilityState === "visible") {
      this.due = false;
      this.ask();
    }
  }

  async keep(record) {
    const context = contextOf(this.model);
    const ours = readOurs(context);
    if (!ours || ours.submission || !isNewer(record, ours.record)) {
      return false;
    }
    if (typeof context.model.setMetadata !== "function" || typeof context.save !== "function") {
      return false;
    }
    context.model.setMetadata(OURS, { ...ours, record });
    try {
      await context.save();
    } catch (error) {
      console.warn("fivelayer: the notebook was not saved; the record file has the answers", error);
    }
    return true;
  }

  stop() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.onVisible);
  }
}

function isNewer(record, held) {
  const same = held?.identity && JSON.stringify(held.identity) === JSON.stringify(record.identity);
  return !same || !(held.revision >= record.revision);
}

// Tells when the kernel goes away (`lost`) and when one answers again (`back`).
class Pulse {
  constructor(model, { lost, back }) {
    this.session = contextOf(model)?.sessionContext ?? null;
    this.lost = lost;
    this.back = back;
    this.model = model;
    this.signals = ["statusChanged", "connectionStatusChanged", "kernelChanged", "disposed"]
      .map((name) => this.session?.[name])
      .filter((signal) => typeof signal?.connect === "function");
    this.look = () => (this.isAway() ? this.lost() : this.back());
    this.signals.forEach((signal) => signal.connect(this.look));
    this.onClose = () => this.look();
    model.on("comm_live_update", this.onClose);
  }

  kernel() {
    return this.session?.session?.kernel ?? null;
  }

  // Whether the kernel is known to be gone or out of reach.
  isAway() {
    if (!this.session) {
      return false;
    }
    const kernel = this.kernel();
    return (
      !kernel ||
      kernel.isDisposed === true ||
      GOING.has(kernel.status) ||
      (typeof kernel.connectionStatus === "string" && kernel.connectionStatus !== "connected")
    );
  }

  isBusy() {
    return this.kernel()?.status === "busy";
  }

  stop() {
    this.signals.forEach((signal) => signal.disconnect(this.look));
    this.model.off("comm_live_update", this.onClose);
  }
}
