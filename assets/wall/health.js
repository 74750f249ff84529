/* Tells the server how the wall is, and loads it anew before it fails: too much memory, nothing painted, once a night. */
import { fit } from "./canvas.js";

const EVERY_MS = 60000;
const UNPAINTED_MS = 120000;
/* Within so many minutes of the quiet hour walls load themselves anew, each at a moment of its own. */
const QUIET_MINUTES = 20;
const YOUNG_MS = 3600000;

export class Health {
  constructor(given) {
    Object.assign(this, given);
    this.load = Math.random().toString(36).slice(2, 12);
    this.born = performance.now();
    this.paintedAt = performance.now();
    this.frames = 0;
    this.counted = performance.now();
    this.reported = -Infinity;
    this.quiet = Math.floor(Math.random() * QUIET_MINUTES);
    this.painting = () => {
      this.frames += 1;
      this.paintedAt = performance.now();
      window.setTimeout(() => window.requestAnimationFrame(this.painting), 1000);
    };
    window.requestAnimationFrame(this.painting);
  }

  tick() {
    const now = performance.now();
    if (Math.floor(Date.now() / 3600000) !== this.shape.now.hour) {
      this.shape.now = fit(this.root, this.settings);
    }
    if (now - this.reported >= EVERY_MS / this.pace && this.connection.connected && this.player.shown.key) {
      this.reported = now;
      this.report(now);
    }
    if (!this.trial && this.connection.connected && this.mustReload(now)) {
      location.reload();
    }
  }

  get heap() {
    return performance.memory ? performance.memory.usedJSHeapSize / 1048576 : null;
  }

  mustReload(now) {
    const unpainted = document.visibilityState === "visible" && now - this.paintedAt > UNPAINTED_MS;
    const full = this.heap !== null && this.heap > this.settings.heap_megabytes;
    return unpainted || full || (now - this.born > YOUNG_MS && this.isQuiet());
  }

  isQuiet() {
    const [hour, minute] = this.settings.quiet_hour.split(":").map(Number);
    const told = this.clock.time(this.clock.now()).split(":").map(Number);
    return (told[0] * 60 + told[1] - hour * 60 - minute + 1440) % 1440 === this.quiet;
  }

  report(now) {
    const seconds = Math.max(0.001, (now - this.counted) / 1000);
    const told = {
      load_id: this.load,
      build: this.root.dataset.build,
      scene: this.player.shown.key,
      painted_seconds: (now - this.paintedAt) / 1000,
      heap_megabytes: this.heap,
      nodes: document.getElementsByTagName("*").length,
      frames: Math.min(1000, this.frames / seconds),
      lost: this.connection.lost,
      changes: this.player.changes,
      drift_seconds: this.clock.offset / 1000,
      width: window.innerWidth,
      height: window.innerHeight,
      faults: Object.keys(this.player.skipped).join(", ").slice(0, 200)
    };
    this.frames = 0;
    this.counted = now;
    const body = JSON.stringify(told);
    fetch(this.base + "/report", { method: "POST", body, headers: { "Content-Type": "application/json" } }).catch(() => {
      /* The next one tells it, soon; that the server is away, the connection sees by itself. */
      this.reported = performance.now() - (0.9 * EVERY_MS) / this.pace;
    });
  }
}
