/* A wall: wires its parts together. Everything it needs to remember is in these few objects; nothing grows. */
import { fit } from "./canvas.js";
import { Clock } from "./clock.js";
import { Connection } from "./connection.js";
import { Health } from "./health.js";
import { Player } from "./player.js";
import { Stage } from "./stage.js";

const root = document.getElementById("wall");
const settings = JSON.parse(root.dataset.settings);
const words = JSON.parse(root.dataset.words);
const asked = new URLSearchParams(location.search);
/* For trials of a wall: everything goes so many times as fast. */
const pace = Math.min(1000, Math.max(1, Number(asked.get("pace")) || 1));
const trial = asked.has("trial");

const clock = new Clock(settings.zone, words, document.documentElement.lang);
const stage = new Stage(root, words, clock);
const shape = { now: fit(root, settings) };
const base = "/wall/" + root.dataset.screen;
const connection = new Connection(base, settings, pace, clock);
const player = new Player({ base, connection, stage, settings, pace, shape });
const health = new Health({ base, root, player, connection, clock, settings, shape, pace, trial });

connection.onState = function (state) {
  player.take(state);
};
connection.onEnded = function () {
  player.stop();
  stage.ended();
};
player.mayReload = function (build) {
  return !trial && build !== root.dataset.build;
};

window.addEventListener("resize", function () {
  const before = shape.now.shape;
  shape.now = fit(root, settings);
  if (shape.now.shape !== before) {
    player.redraw();
  }
});

document.addEventListener("keydown", function (pressed) {
  const act = { ArrowRight: () => player.step(1), ArrowLeft: () => player.step(-1), Home: () => player.home() }[pressed.key];
  if (act) {
    act();
  } else if (pressed.key === "p" || pressed.key === "P") {
    player.toggle();
  } else if (pressed.key === "Escape" && settings.leave) {
    /* Somebody who looks at a wall in the office; a wall itself has nowhere to go. */
    location.assign("/");
  } else {
    return;
  }
  pressed.preventDefault();
});

/* One timer for all: the clock, the turn, the banner, the ages. */
let stopped = false;
function tick() {
  if (stopped) {
    return;
  }
  stage.tick(connection, player);
  player.tick();
  health.tick();
  window.setTimeout(tick, Math.max(20, 1000 / pace));
}
window.addEventListener("pagehide", () => { stopped = true; });

connection.start();
tick();
/* What a trial looks at. */
window.wallParts = { player, connection, health };
