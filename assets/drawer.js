/* The drawer behind a number: the address says whether it is open, for which number, and at which tab. */
(function () {
  "use strict";
  var CALLBACK = "/_dash-update-component";
  var asked = null;
  var count = 0;
  var rowsOf = null;
  var opener = null;
  var ours = false;

  function box() {
    return document.getElementById("drawer");
  }

  function choices() {
    return new URLSearchParams(window.location.search);
  }

  function tell(store, text) {
    count += 1;
    window.dash_clientside.set_props(store, { data: text + "#" + count });
  }

  /* What is told of a number is asked for once, however often its tabs are changed. */
  function numberOf(search) {
    var all = new URLSearchParams(search);
    all.delete("t");
    return window.location.pathname + all.toString();
  }

  function wait(state) {
    box().dataset.state = state;
  }

  function ask() {
    rowsOf = null;
    wait("waiting");
    var search = window.location.search;
    if (choices().get("d").indexOf("table~") === 0) {
      tables().then(function () { tell("drawer-asked", search); }, function () { wait("missed"); });
    } else {
      tell("drawer-asked", search);
    }
  }

  /* The script of long tables comes with the first that may be one, never with a page. */
  var loading = null;
  function tables() {
    loading = loading || new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = box().dataset.tables;
      script.onload = done;
      script.onerror = function () {
        loading = null;
        failed();
      };
      document.head.appendChild(script);
    });
    return loading;
  }

  /* Opens, closes or fills the drawer as the address says. */
  function follow() {
    var dialog = box();
    if (!dialog || !window.dash_clientside || !window.dash_clientside.set_props) {
      return;
    }
    if (!choices().get("d")) {
      asked = null;
      if (dialog.open) {
        dialog.close();
      }
      return;
    }
    if (!dialog.open) {
      dialog.showModal();
    }
    if (numberOf(window.location.search) !== asked) {
      asked = numberOf(window.location.search);
      ask();
    } else {
      show(choices().get("t"));
    }
  }

  function go(search) {
    window.history.pushState({ drawer: true }, "", window.location.pathname + search);
    follow();
  }

  /* Closing goes back where opening came from; a drawer that the first address opened leaves an address without it. */
  function shut() {
    if (!choices().get("d")) {
      return;
    }
    if (ours) {
      ours = false;
      window.history.back();
      return;
    }
    var left = choices();
    left.delete("d");
    left.delete("t");
    window.history.replaceState({}, "", window.location.pathname + (String(left) ? "?" + left : ""));
    follow();
  }

  function show(name) {
    var dialog = box();
    var tabs = Array.prototype.slice.call(dialog.querySelectorAll("[role=tab]"));
    var chosen = tabs.find(function (tab) { return tab.dataset.tab === name; }) || tabs[0];
    if (!chosen) {
      return;
    }
    tabs.forEach(function (tab) {
      tab.setAttribute("aria-selected", tab === chosen ? "true" : "false");
      tab.tabIndex = tab === chosen ? 0 : -1;
    });
    dialog.querySelectorAll("[role=tabpanel]").forEach(function (panel) {
      panel.hidden = panel.dataset.tab !== chosen.dataset.tab;
    });
    if (chosen.dataset.tab === "rows" && rowsOf !== asked && document.getElementById("drawer-rows")) {
      rowsOf = asked;
      rows("1");
    }
  }

  function rows(page) {
    var search = choices();
    search.set("n", page);
    tables().then(function () { tell("drawer-rows-asked", "?" + search); }, function () { wait("missed"); });
  }

  function choose(tab, focus) {
    var search = choices();
    search.set("t", tab.dataset.tab);
    window.history.replaceState(window.history.state, "", window.location.pathname + "?" + search);
    show(tab.dataset.tab);
    if (focus) {
      tab.focus();
    }
  }

  /* Of a table whose cells are parts of one number, every cell opens that number. */
  function numberAt(element) {
    var cell = element.closest(".parts-of-one td");
    return element.closest("a.number") || (cell && cell.closest(".parts-of-one").querySelector("a.number"));
  }

  document.addEventListener("click", function (event) {
    var dialog = box();
    var number = numberAt(event.target);
    if (number && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0) {
      event.preventDefault();
      var inside = dialog.open;
      opener = inside ? opener : number.getAttribute("href");
      ours = ours || !inside;
      if (inside && ours) {
        window.history.replaceState({ drawer: true }, "", window.location.pathname + number.getAttribute("href"));
        follow();
      } else {
        go(number.getAttribute("href"));
      }
    } else if (event.target === dialog || event.target.closest("#drawer .shut")) {
      dialog.close();
    } else if (event.target.closest("#drawer .again")) {
      ask();
    } else if (event.target.closest("#drawer [role=tab]")) {
      choose(event.target.closest("[role=tab]"), false);
    } else if (event.target.closest("#drawer [data-rows-page]")) {
      rows(event.target.closest("[data-rows-page]").dataset.rowsPage);
    }
  });

  document.addEventListener("keydown", function (event) {
    var tab = event.target.closest && event.target.closest("#drawer [role=tab]");
    var steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (tab && steps[event.key]) {
      var tabs = Array.prototype.slice.call(tab.parentElement.children);
      choose(tabs[(tabs.indexOf(tab) + steps[event.key] + tabs.length) % tabs.length], true);
      event.preventDefault();
    }
  });

  /* Where the panel was drawn anew meanwhile, the link that opened it is found again by its address. */
  function back() {
    shut();
    var link = opener && document.querySelector("#page a.number[href=" + JSON.stringify(opener) + "]");
    if (link && document.activeElement === document.body) {
      link.focus({ preventScroll: true });
    }
  }

  function ready() {
    var dialog = box();
    if (!dialog || dialog.dataset.state) {
      return;
    }
    wait("none");
    dialog.addEventListener("close", back);
    new MutationObserver(function () {
      wait("told");
      show(choices().get("t"));
    }).observe(document.getElementById("drawer-inside"), { childList: true });
    follow();
  }

  /* A question that no answer came to can be asked again by hand. */
  var fetched = window.fetch;
  window.fetch = function (resource, options) {
    var answer = fetched.apply(this, arguments);
    if (String(resource).indexOf(CALLBACK) >= 0 && String(options && options.body).indexOf('"drawer-inside.') >= 0) {
      answer.then(
        function (got) { if (got.status >= 500) { wait("missed"); } },
        function () { wait("missed"); }
      );
    }
    return answer;
  };

  new MutationObserver(ready).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("popstate", function () {
    ours = Boolean(window.history.state && window.history.state.drawer);
    follow();
  });
  window.addEventListener("_dashprivate_pushstate", follow);
})();
