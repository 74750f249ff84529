/* The time of the server, whatever the clock of this machine says; and how ages and dates are written. */
const DRIFT_SHOWN_MS = 2000;
/* An answer that took longer says less about the time; with every answer that was slower, slower ones count again. */
const FORGET = 1.02;

export class Clock {
  constructor(zone, words, language) {
    this.zone = zone;
    this.words = words;
    this.language = language;
    this.offset = 0;
    this.known = false;
    this.quickest = Infinity;
  }

  /* An answer took from `sent` to `received`; the server wrote `told` in between. */
  heard(told, sent, received) {
    const took = received - sent;
    this.quickest = this.quickest * FORGET + 0.5;
    if (!told || took > this.quickest + 1) {
      return;
    }
    this.quickest = took;
    const between = (sent + received) / 2;
    this.offset = told - between;
    this.known = true;
  }

  now() {
    return Date.now() + this.offset;
  }

  get drift() {
    return this.known && Math.abs(this.offset) > DRIFT_SHOWN_MS ? Math.round(-this.offset / 1000) : 0;
  }

  parts(moment) {
    const told = new Intl.DateTimeFormat("en-GB", {
      timeZone: this.zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
      hour: "2-digit", minute: "2-digit", second: "2-digit", weekday: "short"
    }).formatToParts(new Date(moment));
    return Object.fromEntries(told.map((part) => [part.type, part.value]));
  }

  time(moment, seconds) {
    const part = this.parts(moment);
    return part.hour + ":" + part.minute + (seconds ? ":" + part.second : "");
  }

  date(moment) {
    const part = this.parts(moment);
    const day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(part.weekday);
    const date = fill(this.words.date, { year: part.year, month: part.month, day: part.day });
    return date + " " + this.words.weekdays.split(" ")[day];
  }

  /* As the server writes ages: minutes below 60, hours with one decimal to 48, then days. */
  age(since) {
    const minutes = Math.max(0, (this.now() - since) / 60000);
    if (Math.round(minutes) < 60) {
      return fill(this.words.minute, { count: minutes.toFixed(0) });
    }
    const hours = (minutes / 60).toFixed(1);
    return Number(hours) < 48
      ? fill(this.words.hour, { count: hours })
      : fill(this.words.day, { count: (minutes / 1440).toFixed(0) });
  }

  span(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const minutes = Math.floor(seconds / 60);
    return minutes < 60
      ? fill(this.words.span, { minutes: minutes, seconds: seconds % 60 })
      : fill(this.words.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  }
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
}
