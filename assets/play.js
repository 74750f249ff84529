/* The months of a strip are played: each step follows the link of the next one, as a click would, so that the address,
   the map and all beside it move together. The next step waits until the strip and the map show the last. */
(function () {
  "use strict";
  var EVERY_MS = 1200;
  var WAIT_MS = 150;
  var root = document.documentElement;
  var timer = null;
  var awaited = null;

  function mark(on) {
    var button = document.querySelector(".strip .play");
    root.dataset.playing = on ? "yes" : "no";
    if (button) {
      button.setAttribute("aria-pressed", on ? "true" : "false");
    }
  }

  function stop() {
    window.clearTimeout(timer);
    timer = null;
    mark(false);
  }

  function busy() {
    return Boolean(document.querySelector(".grid-map .dash-graph--pending, .grid-map [data-dash-is-loading=\"true\"]"));
  }

  function follow(month) {
    var link = month.querySelector("a");
    awaited = link.getAttribute("href");
    link.click();
    timer = window.setTimeout(step, EVERY_MS);
  }

  function step() {
    var shown = document.querySelector(".run [aria-current]");
    if (!shown) {
      stop();
      return;
    }
    if (shown.querySelector("a").getAttribute("href") !== awaited || busy()) {
      timer = window.setTimeout(step, WAIT_MS);
      return;
    }
    mark(true);
    if (shown.nextElementSibling) {
      follow(shown.nextElementSibling);
    } else {
      stop();
    }
  }

  /* From the month that is shown; from the first where that is the last. */
  function start() {
    var months = document.querySelector(".run");
    var shown = months.querySelector("[aria-current]");
    mark(true);
    follow((shown && shown.nextElementSibling) || months.firstElementChild);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".strip .play");
    if (button && timer === null) {
      start();
    } else if (timer !== null && event.isTrusted) {
      stop();
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && timer !== null) {
      stop();
    }
  });
})();
