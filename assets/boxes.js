/* What fills the boxes of a page. When the address changes, one question brings all that the server has drawn already;
   each of the others is asked for by itself, so that what is ready first stands first. With news all are one question. */
(function () {
  "use strict";
  var BOXES = "/boxes";
  /* By name: the boxes that stand, what tells the drawing that each shows from another, what came for one that does not
     stand yet, the last question that each was asked for with, and which did not come. */
  var places = {};
  var shown = {};
  var early = {};
  var latest = {};
  var lacking = {};
  /* What is on its way for this address: the question for all of the page, and those for one box. */
  var coming = { all: false };
  var questions = 0;
  var turn = 0;
  var begun = false;
  var asked = null;
  var version = null;
  /* The questions of an address that was left are given up: they would hold the connections of the next. */
  var leaving = new AbortController();

  function address() {
    return window.location.pathname + window.location.search;
  }

  /* The version of the data that this page has heard of last: with news, with its frame, with its HTML. */
  function known() {
    var frame = document.getElementById("lost");
    return version || (frame || document.documentElement).dataset.version;
  }

  function mark(name) {
    var place = places[name];
    if (place) {
      place.toggleAttribute("data-asked", Boolean(coming.all || coming[name]));
    }
  }

  function fill(name, drawing) {
    if (!places[name]) {
      early[name] = drawing;
      return;
    }
    window.cockpit_parts.draw(places[name], drawing.markup);
    shown[name] = drawing.shown;
  }

  function tell() {
    document.dispatchEvent(new CustomEvent("cockpit-lacking", { detail: Object.keys(lacking).length > 0 }));
  }

  /* Ends with the boxes that the server missed. What comes after the address changed is dropped, and so is what comes
     for a box after a later question for it, which may know more. */
  function question(names, keptOnly, byItself) {
    var number = questions += 1;
    var here = turn;
    var body = { path: window.location.pathname, search: window.location.search, version: known(), shown: {} };
    names.forEach(function (name) {
      latest[name] = number;
      body.shown[name] = shown[name] || null;
    });
    body.kept_only = keptOnly;
    body.by_itself = byItself;
    return window.fetch(BOXES, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "same-origin",
      signal: leaving.signal,
      body: JSON.stringify(body)
    }).then(function (answer) {
      if (!answer.ok) {
        throw new Error("HTTP " + answer.status);
      }
      return answer.json();
    }).then(function (told) {
      if (here !== turn) {
        return [];
      }
      Object.keys(told.boxes).forEach(function (name) {
        if (!(latest[name] > number)) {
          fill(name, told.boxes[name]);
        }
      });
      names.forEach(function (name) {
        delete lacking[name];
      });
      return told.missed;
    });
  }

  function lack(names) {
    names.forEach(function (name) {
      lacking[name] = true;
    });
    tell();
  }

  function one(name) {
    var here = turn;
    coming[name] = true;
    mark(name);
    question([name], false, false).catch(function () {
      return [name];
    }).then(function (missed) {
      if (here === turn) {
        delete coming[name];
        mark(name);
        lack(missed);
      }
    });
  }

  /* Another page has other boxes than those that stand; its server knows which. */
  function follow() {
    var here = address();
    if (here !== asked && begun) {
      whole(here);
    }
  }

  function whole(here) {
    var samePage = asked !== null && asked.split("?")[0] === window.location.pathname;
    var names = Object.keys(asked === null ? shown : places).filter(function (name) {
      return asked === null || samePage || name.indexOf("shell:") === 0;
    });
    var number = turn += 1;
    leaving.abort();
    leaving = new AbortController();
    asked = here;
    early = {};
    lacking = {};
    coming = { all: true };
    if (!samePage) {
      Object.keys(shown).forEach(function (name) {
        if (names.indexOf(name) < 0) {
          delete shown[name];
        }
      });
    }
    names.forEach(mark);
    question(names, true, false).then(
      function (missed) {
        if (number === turn) {
          coming.all = false;
          missed.forEach(one);
          tell();
        }
      },
      function () {
        if (number === turn) {
          coming.all = false;
          lack(names.concat(BOXES));
        }
      }
    ).then(function () {
      Object.keys(places).forEach(mark);
    });
  }

  /* Everything on the page, with what it shows; what never came is asked for again in the same way. */
  function again(newest) {
    var names = Object.keys(places);
    var number = turn;
    version = newest || version;
    if (lacking[BOXES]) {
      /* Of the page itself nothing is known yet. */
      whole(address());
      return;
    }
    question(names, false, true).catch(function () {
      return names;
    }).then(function (missed) {
      if (number === turn) {
        lack(missed.filter(function (name) { return places[name]; }));
      }
    });
  }

  /* A box begins to stand: with what was drawn for the first look, or came before it. */
  function stands(place) {
    var identity = JSON.parse(place.id);
    var sort = Object.keys(identity)[0];
    var name = sort + ":" + identity[sort];
    var first = document.querySelector("#first-look [data-box=" + JSON.stringify(name) + "]");
    places[name] = place;
    if (early[name]) {
      fill(name, early[name]);
      delete early[name];
    } else if (first && first.dataset.shown) {
      place.replaceChildren.apply(place, first.cloneNode(true).childNodes);
      shown[name] = first.dataset.shown;
    } else {
      delete shown[name];
      /* Its answer filled a box that is gone, or never came. */
      if (begun && !coming.all && !coming[name]) {
        one(name);
      }
    }
    mark(name);
    return function () {
      if (places[name] === place) {
        delete places[name];
        delete shown[name];
        delete lacking[name];
      }
    };
  }

  /* The page as the server drew it with its HTML gives way to the one that lives; the news of the time between are
     what the frame has heard of and the boxes have not. */
  function firstLook() {
    var look = document.getElementById("first-look");
    document.querySelectorAll("#first-look [data-box]").forEach(function (box) {
      if (box.dataset.shown) {
        shown[box.dataset.box] = box.dataset.shown;
      }
    });
    new MutationObserver(function (_changes, observer) {
      var page = document.querySelector("#react-entry-point #page");
      if (page && page.firstChild) {
        observer.disconnect();
        if (look) {
          look.remove();
        }
        if (document.getElementById("lost").dataset.version !== document.documentElement.dataset.version) {
          again();
        }
      }
    }).observe(document.getElementById("react-entry-point"), { childList: true, subtree: true });
  }

  /* Whoever changes the address, a link, a script or Dash, boxes follow in the same moment. */
  var pushed = window.history.pushState;
  window.history.pushState = function () {
    pushed.apply(window.history, arguments);
    follow();
  };
  window.addEventListener("popstate", follow);
  document.addEventListener("DOMContentLoaded", function () {
    begun = true;
    firstLook();
    follow();
  });
  window.cockpitBoxes = { stands: stands, again: again };
})();
