/* What stands on the wall: header, banner, scene, footer. Everything that is written here stays as large as it is. */
import { fill } from "./clock.js";

const AGES_MS = 10000;

export class Stage {
  constructor(root, words, clock) {
    this.root = root;
    this.words = words;
    this.clock = clock;
    this.at = 0;
    this.name = "";
    this.paintedAt = performance.now();
    this.agedAt = 0;
    this.snapshot = 0;
    this.of = (id) => document.getElementById(id);
  }

  dress(state) {
    document.documentElement.dataset.theme = state.theme;
    this.root.classList.toggle("dim", state.dim);
    write(this.of("event"), state.event);
    this.of("event").hidden = !state.event;
    this.snapshot = this.clock.now();
  }

  list(turns) {
    const dots = this.of("dots");
    while (dots.childElementCount < turns.length) {
      dots.append(document.createElement("i"));
    }
    while (dots.childElementCount > turns.length) {
      dots.lastElementChild.remove();
    }
    this.count = turns.length;
  }

  /* One paint: the old scene goes and the new one is there. */
  swap(html, at, turn) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const sources = made.content.querySelector(".srcs");
    this.of("sources").replaceChildren(...(sources ? [sources] : []));
    for (const chip of made.content.querySelectorAll(".chip")) {
      chip.dataset.stale = this.words.stale;
    }
    this.of("scene").replaceChildren(made.content);
    this.of("scene").dataset.scene = turn.key;
    for (const [place, dot] of [...this.of("dots").children].entries()) {
      dot.toggleAttribute("data-now", place === at);
    }
    this.at = at;
    this.name = turn.name;
    write(this.of("topic"), turn.name);
    this.agedAt = 0;
  }

  skipped(turn) {
    this.note = fill(this.words.skipped, { name: turn.name });
  }

  nothing() {
    this.say(this.words.nothing);
  }

  /* Nothing more is shown to who may see nothing more. */
  ended() {
    this.say(this.words.ended);
    this.of("sources").replaceChildren();
    write(this.of("topic"), "");
  }

  say(sentence) {
    const line = document.createElement("p");
    line.className = "sentence";
    line.textContent = sentence;
    this.of("scene").replaceChildren(line);
    this.of("scene").dataset.scene = "";
    this.name = "";
  }

  tick(connection, player) {
    const now = this.clock.now();
    write(this.of("clock"), this.clock.time(now, true));
    write(this.of("date"), this.clock.date(now));
    this.banner(connection, now);
    this.line(connection);
    write(this.of("turn"), this.turn(connection, player));
    if (performance.now() - this.agedAt > AGES_MS) {
      this.agedAt = performance.now();
      for (const age of this.root.querySelectorAll("time.age")) {
        write(age, this.clock.age(Number(age.dataset.at) * 1000));
      }
    }
  }

  turn(connection, player) {
    if (!this.name) {
      return "";
    }
    const place = this.name + " " + (this.at + 1) + "/" + this.count;
    if (!connection.connected) {
      return this.words.holding + " " + (this.at + 1) + "/" + this.count;
    }
    if (player.mode !== "playing" || this.count < 2) {
      return place + (player.mode === "playing" ? "" : " · " + this.words[player.mode]);
    }
    return place + " · " + fill(this.words.next, { seconds: player.secondsLeft() });
  }

  banner(connection, now) {
    const since = connection.ended ? 0 : connection.lostSince;
    this.of("banner").hidden = !since;
    this.root.classList.toggle("lost", Boolean(since));
    if (!since) {
      return;
    }
    const time = this.clock.time(since + this.clock.offset);
    write(this.of("lost-since"), fill(this.words.lost, { time }));
    write(this.of("lost-why"), connection.why || fill(this.words.old, { time: this.clock.time(this.snapshot) }));
    write(this.of("lost-label"), this.words.aged);
    write(this.of("lost-age"), this.clock.span(now - this.snapshot));
  }

  line(connection) {
    const line = this.of("line");
    const drift = this.clock.drift;
    line.classList.toggle("good", connection.connected && !drift);
    line.classList.toggle("late", connection.connected && drift !== 0);
    line.classList.toggle("fail", !connection.connected);
    let said = this.words.connected;
    if (!connection.connected) {
      const seconds = Math.max(0, Math.ceil((connection.next - Date.now()) / 1000));
      said = fill(this.words.retry, { count: connection.failures, seconds });
    } else if (drift) {
      said = fill(this.words.drift, { seconds: drift });
    }
    write(line.lastElementChild, said);
  }
}

/* What is there already is not written again: nothing is painted for it. */
function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
