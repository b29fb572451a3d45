// A widget whose work Python keeps: it says what is saved, and loses nothing while the kernel is away.
//
// A kind of it has `status` and `alarm` in its root, `others` of the page that need the kernel too, and says what it
// does when left alone (`leave`, which tells what is safe) and when found again (`resume`).

class Kept extends Widget {
  constructor(model, el) {
    super(model, el);
    this.away = false;
    this.wire = new Wire(model, { waiting: () => this.slow(), silent: () => this.silence() });
    this.keeper = new Keeper(model, () => this.wire.tell("copy"));
  }

  greet() {
    // The kernel can be reached: whether it still knows this widget, only an answer tells.
    this.pulse = new Pulse(this.model, { lost: () => this.lost(), back: () => this.away && this.wire.tell("ping") });
    this.onVisible = () => document.visibilityState === "visible" && !this.away && this.wire.tell("look");
    document.addEventListener("visibilitychange", this.onVisible);
    this.wire.tell("hello");
  }

  alert(content) {
    this.alarm.hidden = !content;
    this.alarm.replaceChildren(...(content ?? []));
  }

  slow() {
    this.status.textContent = this.words.not_yet;
    this.status.classList.add("fl-bad");
  }

  silence() {
    if (this.pulse?.isBusy()) {
      this.wire.watch();
    } else {
      this.lost();
    }
  }

  lost() {
    if (this.away || this.stopped) {
      return;
    }
    this.away = true;
    const safe = this.leave();
    this.rest(true);
    this.status.textContent = this.words.not_saved;
    this.alert([h("strong", { text: this.words.lost }), ...safe, button(this.words.revive, () => this.revive(), { class: "fl-button fl-primary" })]);
    this.showSaved();
  }

  // What else on the page would need the kernel; the dossier can still be read.
  rest(inert) {
    this.root.closest(".fl-page")?.querySelectorAll(this.others).forEach((one) => (one.inert = inert));
  }

  revive() {
    document.dispatchEvent(new CustomEvent("fivelayer:revive"));
    setTimeout(() => {
      if (this.away && !this.alarm.querySelector(".fl-by-hand")) {
        this.alarm.append(h("p", { class: "fl-by-hand", text: this.words.by_hand }));
      }
    }, 4000);
  }

  found() {
    if (this.away && !this.pulse.isAway()) {
      this.away = false;
      this.rest(false);
      this.resume();
      this.showSaved();
    }
  }

  stop() {
    this.stopped = true;
    super.stop();
    document.removeEventListener("visibilitychange", this.onVisible);
    this.pulse.stop();
    this.keeper.flush();
    this.keeper.stop();
    this.wire.stop();
  }
}
