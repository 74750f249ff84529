/* The page 大屏 looks every twenty seconds how the walls are: what they report is no new data. */
(function () {
  "use strict";
  var EVERY_MS = 20000;

  window.setInterval(function () {
    if (location.pathname === "/walls" && !document.hidden && document.getElementById("lost")) {
      document.dispatchEvent(new CustomEvent("cockpit-again"));
    }
  }, EVERY_MS);
})();
