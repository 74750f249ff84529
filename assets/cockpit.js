/* Small client-side parts: the address decides theme and navigation, a click on the map chooses a county. */
(function () {
  "use strict";
  var root = document.documentElement;
  var LOOKED_AFTER_MS = 5000;

  function remember(name, value) {
    document.cookie = name + "=" + value + "; path=/; max-age=31536000; samesite=lax";
  }

  function screenClass() {
    remember("screen", window.matchMedia("(max-width: 767px)").matches ? "small" : "wide");
  }

  function remembered(name) {
    var found = document.cookie.split("; ").find(function (each) { return each.indexOf(name + "=") === 0; });
    return found ? found.slice(name.length + 1) : null;
  }

  function told(draws) {
    root.dataset.webgl = draws ? "yes" : "none";
    remember("webgl", root.dataset.webgl);
  }

  function draws() {
    var canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
  }

  /* Whether maps can be drawn. To find out takes a quarter of a second where no graphics card helps: it is done once,
     when the page should stand. Whoever looks at a map that was not drawn then, and does nothing else, sees its table. */
  function look() {
    root.dataset.webgl = remembered("webgl") || "yes";
    if (!window.WebGLRenderingContext) {
      told(false);
    } else if (remembered("webgl") === null) {
      window.setTimeout(function () {
        told(draws());
        var busy = document.querySelector("dialog[open], details[open], input:focus, textarea:focus, select:focus");
        if (root.dataset.webgl === "none" && remembered("webgl") && !busy && document.querySelector(".grid-map")) {
          location.reload();
        }
      }, LOOKED_AFTER_MS);
    }
  }

  screenClass();
  window.addEventListener("resize", screenClass);
  look();

  /* A menu closes when something else is clicked, and after a choice in it. */
  document.addEventListener("click", function (event) {
    document.querySelectorAll(".hdr details[open]").forEach(function (menu) {
      var inside = menu.contains(event.target);
      if (!inside || event.target.closest(".item")) {
        menu.removeAttribute("open");
      }
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll(".hdr details[open]").forEach(function (menu) {
        menu.removeAttribute("open");
      });
    }
  });

  /* Of choices that are scrolled sideways, the one that was made is in sight. */
  function show(choice) {
    var strip = choice.parentElement;
    var hidden = choice.offsetLeft + choice.offsetWidth - strip.offsetLeft - strip.clientWidth;
    if (hidden > strip.scrollLeft && choice.dataset.seen === undefined) {
      strip.scrollLeft = hidden + 24;
    }
    choice.dataset.seen = "";
  }

  /* A redrawn panel has new elements: the keyboard's place in it is found again by its link. */
  var focused = null;
  document.addEventListener("focusin", function (event) {
    var link = event.target.closest("#page a[href]");
    focused = link && "#page a." + link.classList[0] + "[href=" + JSON.stringify(link.getAttribute("href")) + "]";
  });
  document.addEventListener("pointerdown", function () {
    focused = null;
  });
  new MutationObserver(function () {
    document.querySelectorAll(".seg .current, .run [aria-current]").forEach(show);
    if (focused && document.activeElement === document.body) {
      var again = document.querySelector(focused);
      if (again) {
        again.focus({ preventScroll: true });
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  /* How many clicks the last one was the end of: the second of a double click chooses nothing, it goes down. */
  var clicks = 0;
  var waiting = null;
  document.addEventListener("mousedown", function (event) {
    clicks = event.detail;
    window.clearTimeout(waiting);
  }, true);
  window.addEventListener("popstate", function () {
    window.clearTimeout(waiting);
  });

  /* The page of grids of a place, for who may open it; once what the first click asked for is there, because Dash takes
     an answer for a page that is gone for an error. */
  function grids(choices) {
    if (document.querySelector("[data-dash-is-loading=\"true\"]")) {
      waiting = window.setTimeout(function () { grids(choices); }, 100);
    } else if (document.querySelector(".nav a[href^=\"/grid\"]")) {
      window.history.pushState({}, "", "/grid?" + choices.toString());
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
      window.scrollTo(0, 0);
    }
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    cockpit: {
      /* The county under the click becomes the division of the address; the same county again clears it, a double
         click opens its grids. */
      choose: function (click, figure, search) {
        var point = click && click.points && click.points[0];
        var trace = point && figure && figure.data[point.curveNumber];
        if (!trace || !trace.meta) {
          return window.dash_clientside.no_update;
        }
        var choices = new URLSearchParams(search || "");
        if (clicks > 1) {
          choices.set("r", trace.meta);
          grids(choices);
          return window.dash_clientside.no_update;
        }
        if (choices.get("r") === trace.meta) {
          choices.delete("r");
        } else {
          choices.set("r", trace.meta);
        }
        return "?" + choices.toString();
      },
      /* The cell under the click opens what it lies in, one level below what is shown: the figure says which. What is
         shown already is closed again. */
      drill: function (click, figure, search) {
        var point = click && click.points && click.points[0];
        var opens = point && figure && figure.layout && figure.layout.meta && figure.layout.meta.opens;
        if (!opens || point.curveNumber !== 0 || clicks > 1) {
          return window.dash_clientside.no_update;
        }
        var choices = new URLSearchParams(search || "");
        var code = opens.codes[opens.of[point.pointIndex === undefined ? point.pointNumber : point.pointIndex]];
        var again = choices.get(opens.choice) === code;
        choices.delete("g");
        if (!again) {
          choices.set(opens.choice, code);
        } else if (opens.choice === "r") {
          choices.delete("r");
        }
        return "?" + choices.toString();
      },
      /* The theme follows the address. */
      applyAddress: function (search) {
        var theme = new URLSearchParams(search || "").get("theme");
        if (theme === "dark" || theme === "light") {
          root.dataset.theme = theme;
          remember("theme", theme);
        }
        return window.dash_clientside.no_update;
      }
    }
  });
})();
