/* The page 大屏 looks every twenty seconds how the walls are: what they report is no new data. */
(function () {
  "use strict";
  var EVERY_MS = 20000;

  window.setInterval(function () {
    var banner = document.getElementById("lost");
    if (location.pathname === "/walls" && !document.hidden && banner && window.dash_clientside.set_props) {
      window.dash_clientside.set_props("version", { data: banner.dataset.version });
    }
  }, EVERY_MS);
})();
