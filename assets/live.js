/* New data: asks every second whether a batch was published, and only then has the panels redrawn. */
(function () {
  "use strict";
  var EVERY_MS = 1000;
  /* Screens that all show the same do not all ask in the same moment. */
  var SPREAD_MS = 2000;
  var LOST_AFTER_MS = 30000;
  var LONGEST_MS = 60000;
  var MISSED_AFTER_MS = 2000;
  var CALLBACK = "/_dash-update-component";
  var last = Date.now();
  var shown = null;
  var usual = null;
  /* What was asked for and never came: a box or figure, or the page itself; and when it is asked for again. */
  var missed = { box: false, page: false, after: 0, pause: EVERY_MS };

  function lost(isLost, sentence) {
    var banner = document.getElementById("lost");
    if (banner) {
      var said = banner.querySelector("span");
      usual = usual === null ? said.textContent : usual;
      said.textContent = sentence || usual;
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

  /* What has not come, by what its requests are to change; the reader is told, and may ask at once. */
  var absent = {};
  function tellMissed(body, isMissed) {
    var told = /"outputs":\s*(\[[^\]]*\]|\{[^}]*\}[^}]*\})/.exec(body);
    var key = told ? told[1] : body;
    if (isMissed) {
      absent[key] = true;
    } else {
      delete absent[key];
    }
    window.setTimeout(showMissed, isMissed ? MISSED_AFTER_MS : 0);
  }

  /* What came with the next try is not worth a word. */
  function showMissed() {
    var banner = document.getElementById("missed");
    if (banner) {
      banner.classList.toggle("on", Object.keys(absent).length > 0);
    }
  }

  /* Boxes that are lacking are known to boxes.js. */
  document.addEventListener("cockpit-lacking", function (event) {
    missed.box = missed.box || event.detail;
    tellMissed("boxes", event.detail);
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("#missed-again")) {
      missed.after = 0;
      again(shown);
    }
  });

  /* A request that fails, because a server was ended or its database is away, leaves what it was for as it was. */
  var fetched = window.fetch;
  window.fetch = function (resource, options) {
    var answer = fetched.apply(this, arguments);
    if (String(resource).indexOf(CALLBACK) >= 0) {
      var body = String(options && options.body);
      var part = body.indexOf('"page.children"') >= 0 ? "page" : "box";
      answer.then(
        function (got) {
          missed[part] = missed[part] || got.status >= 500;
          /* What another page lacked is no lack of this one. */
          absent = part === "page" && got.status < 500 ? {} : absent;
          tellMissed(body, got.status >= 500);
        },
        function () {
          missed[part] = true;
          tellMissed(body, true);
        }
      );
    }
    return answer;
  };

  /* What never came is asked for again, less and less often where that does not help. */
  function again(version) {
    if (!missed.box && !missed.page) {
      missed.pause = Date.now() > missed.after + missed.pause ? EVERY_MS : missed.pause;
      return;
    }
    if (Date.now() < missed.after) {
      return;
    }
    missed.after = Date.now() + missed.pause;
    missed.pause = Math.min(2 * missed.pause, LONGEST_MS);
    if (missed.page) {
      location.reload();
      return;
    }
    missed.box = false;
    news(version);
  }

  /* Boxes are asked about at once; figures have their own way, which keeps zoom and selection. */
  function news(version) {
    window.dash_clientside.set_props("version", { data: version });
    window.cockpitBoxes.again(version);
  }

  function redraw(version) {
    window.setTimeout(function () {
      news(version);
    }, Math.random() * SPREAD_MS);
  }

  /* The page of walls looks by itself: what they report is no news of the data. */
  document.addEventListener("cockpit-again", function () {
    news(document.getElementById("lost").dataset.version);
  });

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
    fetched.call(window, "/version", { cache: "no-store", credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 401) {
          signedOut();
          return null;
        }
        if (answer.status === 503) {
          return answer.text().then(function (sentence) {
            lost(true, sentence);
            return null;
          });
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
          redraw(found.version);
        } else {
          again(found.version);
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
