/* Asks every few seconds whether anything is new; without an answer less often, never all walls at once. */
const FIRST_MS = 1000;
/* Whoever is away is asked again so soon that the wall goes on within ten seconds of their return: the question that is
   out, the pause after it, one beat of the timer, and the scene. */
const LONGEST_MS = 4000;
const PATIENCE_MS = 10000;
const SHORT_PATIENCE_MS = 3000;
/* How often a wall whose session ended looks whether it is let in again. */
const ENDED_MS = 60000;

export class Connection {
  constructor(base, settings, pace, clock) {
    this.base = base;
    this.settings = settings;
    this.pace = pace;
    this.clock = clock;
    this.tag = "";
    this.state = null;
    this.failures = 0;
    this.lost = 0;
    this.last = 0;
    this.since = 0;
    this.next = 0;
    this.ended = false;
    this.asking = false;
    this.waiting = 0;
    this.why = "";
    this.onState = function () {};
    this.onEnded = function () {};
  }

  get connected() {
    return this.failures === 0;
  }

  /* Since when it has been lost for so long that it must be said; 0 where it has not. */
  get lostSince() {
    const long = (this.settings.lost_seconds * 1000) / this.pace;
    return this.failures > 0 && Date.now() - this.since >= long ? this.since : 0;
  }

  start() {
    this.asking = true;
    this.ask().then(() => {
      this.asking = false;
      this.later();
    });
  }

  /* One question is out or waits, never two. */
  later() {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.start(), this.pause());
  }

  pause() {
    let wait = this.settings.refresh_seconds * 1000;
    if (this.ended) {
      wait = ENDED_MS;
    } else if (this.failures) {
      wait = Math.min(LONGEST_MS, FIRST_MS * Math.pow(2, this.failures - 1)) * (0.6 + 0.4 * Math.random());
    }
    this.next = Date.now() + wait / this.pace;
    return wait / this.pace;
  }

  async ask() {
    try {
      const answer = await this.fetch("/state", this.tag);
      this.ended = false;
      if (answer.status === 200) {
        this.state = JSON.parse(answer.text);
        this.tag = answer.tag;
      }
      this.heard();
      this.onState(this.state);
    } catch (error) {
      this.failed(error);
    }
  }

  /* One request with its clock, which runs until the last word has come; raises what keeps it from being answered. */
  async fetch(path, tag) {
    const sent = Date.now();
    const controller = new AbortController();
    const impatient = window.setTimeout(() => controller.abort(), this.failures ? SHORT_PATIENCE_MS : PATIENCE_MS);
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(this.base + path, {
        headers, cache: "no-store", credentials: "same-origin", signal: controller.signal
      });
      this.clock.heard(Number(answer.headers.get("X-Cockpit-Now")), sent, Date.now());
      if (answer.status === 401 || answer.status === 403 || (path === "/state" && answer.status === 404)) {
        throw new Ended();
      }
      if (answer.status !== 304 && !answer.ok) {
        throw new Faulty(answer.status, answer.status === 503 ? await answer.text() : "");
      }
      const text = answer.status === 304 ? "" : await answer.text();
      return { status: answer.status, tag: answer.headers.get("ETag") || "", text };
    } finally {
      window.clearTimeout(impatient);
    }
  }

  heard() {
    this.failures = 0;
    this.why = "";
    this.last = Date.now();
  }

  /* A scene could not be had: from now on it is asked whether somebody is there, whenever the next question was due. */
  lostBy(error) {
    this.failed(error);
    if (!this.asking) {
      this.later();
    }
  }

  failed(error) {
    if (error instanceof Ended) {
      this.ended = true;
      this.tag = "";
      this.onEnded();
      return;
    }
    if (this.failures === 0) {
      this.since = this.last || Date.now();
      this.lost += 1;
    }
    this.failures += 1;
    this.why = error instanceof Faulty ? error.sentence : "";
  }
}

/* The session is over: the wall was revoked, or its time is up. */
export class Ended extends Error {}

/* The server answered, and could not do what was asked. */
export class Faulty extends Error {
  constructor(status, sentence) {
    super("HTTP " + status);
    this.status = status;
    this.sentence = sentence;
  }
}
