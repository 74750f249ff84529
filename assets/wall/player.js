/* Which scene is shown and how long: a round of turns that never stops while the server answers. */
import { Ended, Faulty } from "./connection.js";

/* The next scene is fetched so long before its turn. */
const AHEAD_MS = 4000;
const AGAIN_MS = 2000;

export class Player {
  constructor(given) {
    Object.assign(this, given, { wanted: -1, stale: false, turning: false });
    this.turns = [];
    this.at = -1;
    this.until = 0;
    this.mode = "playing";
    this.serial = null;
    this.version = "";
    this.shown = { key: "", version: "", shape: "" };
    this.changes = 0;
    this.news = 0;
    this.skipped = {};
    this.ready = null;
    this.busy = false;
    this.again = 0;
    this.build = "";
    this.running = true;
    this.mayReload = () => false;
  }

  get turn() {
    return this.turns[this.at] || null;
  }

  stop() {
    this.running = false;
    this.ready = null;
    this.shown = { key: "", version: "", shape: "" };
  }

  /* What the server says now. */
  take(state) {
    if (!state) {
      return;
    }
    this.running = true;
    this.build = state.build;
    this.news += this.version && this.version !== state.version ? 1 : 0;
    this.version = state.version;
    this.stage.dress(state);
    const keys = state.playlist.map((turn) => turn.key).join();
    if (keys !== this.turns.map((turn) => turn.key).join()) {
      const now = this.shown.key;
      this.turns = state.playlist;
      this.at = this.turns.findIndex((turn) => turn.key === now);
      this.ready = null;
    } else {
      this.turns = state.playlist;
    }
    this.stage.list(this.turns);
    this.obey(state.order);
    if (!this.turns.length) {
      this.stage.nothing();
    } else if (this.at < 0) {
      this.go(0);
    } else if (this.shown.version !== this.version && this.settings.refresh === "data") {
      this.redraw();
    }
  }

  obey(order) {
    const first = this.serial === null;
    if (this.serial === order.serial) {
      return;
    }
    this.serial = order.serial;
    this.mode = order.mode;
    const wanted = this.turns.findIndex((turn) => turn.key === order.scene);
    if (order.mode === "pinned" && wanted >= 0) {
      this.go(wanted);
    } else if (order.step && !first) {
      this.step(order.step);
    } else if (order.mode === "playing") {
      this.rest();
    }
  }

  tick() {
    if (!this.running || !this.turn || !this.connection.connected) {
      return;
    }
    this.mend();
    const left = this.until - performance.now();
    const following = this.following(1);
    if (this.mode === "playing" && this.turns.length > 1) {
      if (left <= AHEAD_MS / this.pace && !this.ready) {
        this.prepare(following);
      }
      /* While what is shown is drawn anew the turn is asked for as well: news as fast as that would hold it for ever. */
      if (left <= 0 && !(this.busy && this.turning)) {
        this.go(following);
      }
    } else if (left <= 0) {
      /* A wall of one scene, or one that is held, still takes a new build. */
      this.rest();
      if (!this.reload() && this.settings.refresh === "turn") {
        this.redraw();
      }
    }
  }

  following(by) {
    return (this.at + by + this.turns.length) % this.turns.length;
  }

  step(by) {
    if (this.turns.length) {
      this.go(this.following(by));
    }
  }

  home() {
    this.go(0);
  }

  toggle() {
    this.mode = this.mode === "playing" ? "paused" : "playing";
    this.rest();
  }

  rest() {
    this.until = performance.now() + ((this.turn ? this.turn.seconds : 30) * 1000) / this.pace;
  }

  secondsLeft() {
    return Math.max(0, Math.ceil(((this.until - performance.now()) * this.pace) / 1000));
  }

  reload() {
    if (this.mayReload(this.build)) {
      location.reload();
      return true;
    }
    return false;
  }

  /* The same scene with what is new. */
  redraw() {
    if (this.turn) {
      this.show(this.at, false);
    }
  }

  go(at) {
    if (!this.turns[at] || (this.changes && this.reload())) {
      return;
    }
    this.show(at, true);
  }

  async prepare(at) {
    if (this.busy || performance.now() < this.again) {
      return;
    }
    const turn = this.turns[at];
    try {
      this.busy = true;
      this.ready = await this.fetch(turn);
    } catch (error) {
      this.failed(error, turn);
    } finally {
      this.busy = false;
    }
    this.mend();
  }

  /* Somebody asked for another scene, or the window changed, while one was fetched or nothing could be. */
  catchUp() {
    const wanted = this.wanted;
    this.wanted = -1;
    if (wanted >= 0) {
      this.go(wanted);
    }
    return wanted >= 0;
  }

  mend() {
    if (!this.busy && !this.catchUp() && this.stale) {
      this.redraw();
    }
  }

  async fetch(turn) {
    const version = this.version;
    const shape = this.shape.now.shape;
    const answer = await this.connection.fetch("/scene/" + turn.key + "?shape=" + shape + "&v=" + version, "");
    return { key: turn.key, version, shape, html: answer.text };
  }

  /* Fetched whole, then swapped in one paint; what cannot be fetched leaves what is shown. */
  async show(at, isTurn) {
    const turn = this.turns[at];
    if (this.busy || performance.now() < this.again) {
      this.wanted = isTurn ? at : this.wanted;
      this.stale = this.stale || !isTurn;
      return;
    }
    this.stale = false;
    this.turning = isTurn;
    let found = this.ready;
    this.ready = isTurn ? null : this.ready;
    try {
      this.busy = true;
      const fits = found && isTurn && found.key === turn.key && found.version === this.version &&
        found.shape === this.shape.now.shape;
      found = fits ? found : await this.fetch(turn);
    } catch (error) {
      this.failed(error, turn);
      return;
    } finally {
      this.busy = false;
    }
    if (this.catchUp() || !this.running || !this.turns[at] || this.turns[at].key !== found.key) {
      return;
    }
    this.stage.swap(found.html, at, turn);
    delete this.skipped[turn.key];
    this.shown = { key: found.key, version: found.version, shape: found.shape };
    if (isTurn) {
      this.at = at;
      this.changes += 1;
      this.rest();
    }
    this.mend();
  }

  failed(error, turn) {
    this.again = performance.now() + AGAIN_MS / this.pace;
    if (error instanceof Ended || (error instanceof Faulty && error.status === 503) || !(error instanceof Faulty)) {
      this.connection.lostBy(error);
      return;
    }
    /* The scene's own fault: it is left out of this round, and told. */
    this.skipped[turn.key] = (this.skipped[turn.key] || 0) + 1;
    this.stage.skipped(turn);
    this.at = this.turns.findIndex((each) => each.key === turn.key);
    this.ready = null;
    this.until = performance.now();
  }
}
