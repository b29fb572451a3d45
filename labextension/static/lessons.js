// Lessons open ready to use: their forms' cells run by themselves and the code is folded away.

import { isAllowed } from "./allowed.js";

const LANGUAGES = ["en", "zh"];
// The notebook's folder must not lend modules to a cell that nobody chose to run: somebody else's
// fivelayer.py may lie beside a notebook that was handed in.
const SHUT_FOLDER = "import sys; sys.path[:] = [place for place in sys.path if place]";

// How long a kernel may take to come back before the reader may ask again, in milliseconds.
const REVIVAL = 30000;

// Look after every lesson that is open or will be opened.
export async function watch(tracker, CodeCell, base) {
  addStyle(new URL("style.css", base));
  const words = await readWords(new URL("words.json", base));
  const lessons = new Map();
  const adopt = async (panel) => {
    await panel.context.ready;
    const language = languageOf(panel.model);
    if (!language || panel.isDisposed || lessons.has(panel)) {
      return;
    }
    // Tells the browser which glyphs and line breaks the text takes, and a screen reader how to say it.
    panel.content.node.lang = language === "zh" ? "zh-CN" : language;
    const lesson = new Lesson(panel, CodeCell, words[language] ?? {});
    lessons.set(panel, lesson);
    panel.disposed.connect(() => lessons.delete(panel));
    await lesson.open();
  };
  tracker.forEach(adopt);
  tracker.widgetAdded.connect((_, panel) => void adopt(panel));
  document.addEventListener("fivelayer:revive", () => {
    const focused = [...lessons.keys()].find((panel) =>
      panel.node.contains(document.activeElement),
    );
    void lessons.get(focused ?? tracker.currentWidget)?.revive();
  });
}

// The language of a lesson, or null for anybody else's notebook.
function languageOf(model) {
  const ours = model?.getMetadata("fivelayer");
  if (!ours || typeof ours !== "object" || Array.isArray(ours)) {
    return null;
  }
  return LANGUAGES.includes(ours.language) ? ours.language : LANGUAGES[0];
}

class Lesson {
  constructor(panel, CodeCell, words) {
    this.panel = panel;
    this.CodeCell = CodeCell;
    this.words = words;
    this.folds = new Map();
    this.running = false;
  }

  async open() {
    this.fold();
    this.panel.model.cells.changed.connect(() => this.fold());
    await this.run(async (session) => {
      await session.ready;
      await idle(session);
    });
  }

  // Bring the forms back, with a new kernel if theirs is gone.
  async revive() {
    await this.run(async (session) => {
      await wake(session);
      await idle(session, REVIVAL);
    });
  }

  async run(prepare) {
    if (this.running) {
      return;
    }
    this.running = true;
    const waiting = this.forms().map((cell) => this.folds.get(cell)?.wait());
    try {
      const session = this.panel.sessionContext;
      await prepare(session);
      if (await speaksPython(session)) {
        await session.session.kernel.requestExecute({
          code: SHUT_FOLDER,
          silent: true,
          store_history: false,
        }).done;
        await this.runForms(session);
      }
    } catch (error) {
      console.warn("fivelayer: the forms did not open", error);
    } finally {
      waiting.forEach((end) => end?.());
      this.running = false;
    }
  }

  async runForms(session) {
    for (const cell of this.forms()) {
      // Asked again at the last moment: the source may have changed while others ran.
      if (!cell.isDisposed && isForm(cell)) {
        try {
          await this.CodeCell.execute(cell, session);
        } catch (error) {
          console.warn("fivelayer: a form did not open", error);
        }
      }
    }
  }

  forms() {
    return this.panel.content.widgets.filter(isForm);
  }

  // Fold the code of the forms' cells, and of no other.
  fold() {
    for (const cell of this.panel.content.widgets) {
      if (cell.model?.type === "code" && !this.folds.has(cell)) {
        const fold = new Fold(cell, this.panel, this.words);
        this.folds.set(cell, fold);
        cell.disposed.connect(() => this.folds.delete(cell));
        cell.model.contentChanged.connect(() => fold.follow());
      }
    }
  }
}

function isForm(cell) {
  return cell.model?.type === "code" && isAllowed(cell.model.sharedModel.getSource());
}

// Jupyter's single-key commands (d d deletes the cell) must not fire from inside a form. Its
// shortcuts look at the focused element first, so the mark must stand there, not further out.
function keepKeys(event) {
  event.target.dataset.lmSuppressShortcuts = "true";
}

// One cell's folded code, with the button that shows it.
class Fold {
  constructor(cell, panel, words) {
    this.cell = cell;
    this.panel = panel;
    this.words = words;
    this.button = null;
    this.follow();
  }

  follow() {
    const folded = isForm(this.cell);
    if (folded !== Boolean(this.button)) {
      this.cell.toggleClass("fivelayer-form", folded);
      folded ? this.add() : this.remove();
    }
  }

  add() {
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "fivelayer-toggle";
    this.button.textContent = "</>";
    this.button.addEventListener("focusin", keepKeys);
    this.button.addEventListener("click", () => this.toggle());
    this.cell.node.prepend(this.button);
    this.show(false);
    const output = this.cell.outputArea.node;
    output.addEventListener("focusin", keepKeys);
    // On the way down: ipywidgets' fields keep their keys to themselves.
    this.save = (event) => this.saveOnKey(event);
    output.addEventListener("keydown", this.save, true);
  }

  remove() {
    this.button.remove();
    this.button = null;
    this.cell.removeClass("fivelayer-shown");
    const output = this.cell.outputArea.node;
    output.removeEventListener("focusin", keepKeys);
    output.removeEventListener("keydown", this.save, true);
  }

  toggle() {
    this.show(!this.shown);
    if (this.shown) {
      this.cell.inputHidden = false; // Jupyter's own folding would leave a grey bar
    }
  }

  show(shown) {
    this.shown = shown;
    this.cell.toggleClass("fivelayer-shown", shown);
    const label = this.words[shown ? "hide_code" : "show_code"] ?? this.button.textContent;
    this.button.title = label;
    this.button.setAttribute("aria-label", label);
    this.button.setAttribute("aria-expanded", String(shown));
  }

  // Ctrl+S (Cmd+S) saves from inside a form too; people press it wherever they are.
  saveOnKey(event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      event.stopPropagation();
      void this.panel.context.save();
    }
  }

  // Say that the form is on its way; the answer takes that back.
  wait() {
    const line = document.createElement("p");
    line.className = "fivelayer-waiting";
    line.setAttribute("role", "status");
    line.textContent = this.words.opening ?? "…";
    this.cell.node.append(line);
    return () => line.remove();
  }
}

// Resolves when the notebook's own kernel is connected and has nothing to do.
function idle(session, limit = Infinity) {
  return new Promise((resolve, reject) => {
    const signals = [
      session.statusChanged,
      session.connectionStatusChanged,
      session.kernelChanged,
    ];
    const end = (settle, reason) => {
      signals.forEach((signal) => signal.disconnect(look));
      clearTimeout(timer);
      settle(reason);
    };
    const look = () => {
      const kernel = session.session?.kernel;
      if (kernel?.connectionStatus === "connected" && kernel.status === "idle") {
        end(resolve);
      } else if (session.isDisposed) {
        end(reject, new Error("fivelayer: the notebook was closed"));
      }
    };
    const late = () => end(reject, new Error("fivelayer: the kernel does not answer"));
    const timer = Number.isFinite(limit) ? setTimeout(late, limit) : undefined;
    signals.forEach((signal) => signal.connect(look));
    session.disposed.connect(look);
    look();
  });
}

async function speaksPython(session) {
  const info = await session.session.kernel.info;
  return info.language_info.name === "python";
}

// Give the notebook a living kernel, the same one where it still lives.
async function wake(session) {
  const name = session.session?.kernel?.name ?? session.kernelPreference.name;
  // The page may not have heard yet that the kernel was shut down: ask the server.
  await session.sessionManager.refreshRunning();
  if (isGone(session) && session.session?.kernel) {
    await session.restartKernel();
  }
  if (isGone(session)) {
    await session.changeKernel({ name });
  }
}

function isGone(session) {
  const kernel = session.session?.kernel;
  return (
    !kernel ||
    kernel.isDisposed ||
    kernel.status === "dead" ||
    kernel.connectionStatus === "disconnected"
  );
}

async function readWords(address) {
  try {
    return await (await fetch(address)).json();
  } catch {
    return {};
  }
}

function addStyle(address) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}
