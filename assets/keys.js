/* Keys and the parts of the scope bar that are no links: copying the address, menus that stay open, the list of keys.
   Whatever moves is a click on a link of the page, so that address, history and panels move together. */
(function () {
  "use strict";
  /* The menu of the bar that is open, and the item of it that was chosen last. */
  var menu = null;
  var chosen = -1;

  function busy(target) {
    var writing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
    return writing || Boolean(document.querySelector("dialog[open], [aria-modal=\"true\"]"));
  }

  /* What else Esc ends first: an open menu, months that are played, a panel on the whole screen. */
  function closes() {
    var open = document.querySelector("details[open] > .menu, [data-playing=\"yes\"]");
    return Boolean(open || document.fullscreenElement);
  }

  function follow(selector) {
    var link = document.querySelector("#page " + selector);
    if (link) {
      link.click();
    }
    return Boolean(link);
  }

  function clear(all) {
    return (all && follow(".filters .clear-all")) || follow(".filters .clear.last");
  }

  /* What arrows move in: the links of a group one after the other, at its end the first again. */
  var SIDEWAYS = ".seg, .run";
  var UPRIGHT = ".menu, .ranks, .split-lines, table";

  function arrow(event) {
    var sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    var link = event.target.closest("a");
    var group = link && link.closest(sideways ? SIDEWAYS : UPRIGHT);
    if (!group) {
      return;
    }
    event.preventDefault();
    var links = Array.prototype.slice.call(group.querySelectorAll(link.matches(".pick") ? "a.pick" : "a"));
    var step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1;
    links[(links.indexOf(link) + step + links.length) % links.length].focus();
  }

  function keys() {
    var list = document.getElementById("keys");
    if (list && !list.open) {
      list.showModal();
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) {
      return;
    }
    if (event.key.indexOf("Arrow") === 0) {
      arrow(event);
    } else if (event.key === "Escape") {
      if (!closes()) {
        clear(event.shiftKey);
      }
    } else if (event.key === "Backspace") {
      if (follow("a.up")) {
        event.preventDefault();
      }
    } else if (event.key === " " && event.target.matches("a.pick, a.clear, .menu a, .seg a")) {
      event.preventDefault();
      event.target.click();
    } else if (event.key === "?") {
      event.preventDefault();
      keys();
    } else if (event.key.toLowerCase() === "e") {
      follow("a.btn[href^=\"/export/xlsx\"]");
    }
  }, true);

  /* Without the right to the clipboard, or without a safe origin, the address stands there to be copied by hand. */
  function byHand(said, sentence, address) {
    var field = document.createElement("input");
    field.readOnly = true;
    field.value = address;
    field.setAttribute("aria-label", sentence);
    said.replaceChildren(sentence, field);
    field.focus();
    field.select();
    field.addEventListener("blur", function () { said.replaceChildren(); });
  }

  function copy(button) {
    var said = button.parentElement.querySelector(".copied");
    var address = window.location.href;
    var clipboard = navigator.clipboard;
    var copied = clipboard ? clipboard.writeText(address) : Promise.reject(new Error("no clipboard"));
    copied.then(
      function () {
        said.textContent = button.dataset.done;
        window.setTimeout(function () { said.replaceChildren(); }, 4000);
      },
      function () { byHand(said, button.dataset.byHand, address); }
    );
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".copy-link");
    var item = event.target.closest(".filter .menu .item");
    if (button) {
      copy(button);
    }
    chosen = item ? Array.prototype.indexOf.call(item.parentElement.querySelectorAll("a"), item) : -1;
    if (event.target === document.getElementById("keys")) {
      event.target.close();
    }
    document.querySelectorAll(".scope-bar details[open]").forEach(function (each) {
      if (!each.contains(event.target) || (event.target.closest(".item") && !item)) {
        each.removeAttribute("open");
        /* What is drawn before the browser tells that it was closed does not open it again. */
        menu = each.dataset.menu === menu ? null : menu;
      }
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      menu = null;
      document.querySelectorAll(".scope-bar details[open]").forEach(function (each) { each.removeAttribute("open"); });
    }
  });

  document.addEventListener("toggle", function (event) {
    var name = event.target.dataset && event.target.dataset.menu;
    if (name && event.target.open) {
      menu = name;
    } else if (name && name === menu && event.target.isConnected) {
      menu = null;
    }
  }, true);

  /* The bar is drawn anew by every choice and by news: its open menu stays open, and who chooses several members one
     after the other stays in it. */
  new MutationObserver(function () {
    var again = menu && document.querySelector(".scope-bar details[data-menu=\"" + menu + "\"]:not([open])");
    if (again) {
      again.setAttribute("open", "");
      var item = again.querySelectorAll(".menu a")[chosen];
      if (item && document.activeElement === document.body) {
        item.focus({ preventScroll: true });
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
