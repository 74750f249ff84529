/* New data: asks every second whether a batch was published, and only then has the panels redrawn. */
(function () {
  "use strict";
  var EVERY_MS = 1000;
  var LOST_AFTER_MS = 30000;
  var last = Date.now();
  var shown = null;

  function lost(isLost) {
    var banner = document.getElementById("lost");
    if (banner) {
      banner.classList.toggle("on", isLost);
    }
  }

  /* The way back leads to this very view. */
  function signedOut() {
    var banner = document.getElementById("signed-out");
    banner.querySelector("a").href = "/signin?next=" + encodeURIComponent(location.pathname + location.search);
    banner.classList.add("on");
    lost(false);
  }

  function later() {
    window.setTimeout(ask, EVERY_MS);
  }

  function ask() {
    if (document.hidden || !document.getElementById("lost")) {
      last = document.hidden ? Date.now() : last;
      later();
      return;
    }
    shown = shown === null ? document.getElementById("lost").dataset.version : shown;
    fetch("/version", { cache: "no-store", credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 401) {
          signedOut();
          return null;
        }
        if (!answer.ok) {
          throw new Error("HTTP " + answer.status);
        }
        return answer.json();
      })
      .then(function (found) {
        last = Date.now();
        if (found === null) {
          return;
        }
        document.getElementById("signed-out").classList.remove("on");
        lost(false);
        if (shown !== found.version) {
          window.dash_clientside.set_props("version", { data: found.version });
        }
        shown = found.version;
      })
      .catch(function () {
        lost(Date.now() - last > LOST_AFTER_MS);
      })
      .then(later);
  }

  document.addEventListener("visibilitychange", function () {
    last = Date.now();
  });
  later();
})();
