/* The sign-in page: a button that shows what was typed into the password field. */
(function () {
  "use strict";
  document.querySelectorAll(".show").forEach(function (button) {
    var field = document.getElementById(button.getAttribute("aria-controls"));
    var show = button.textContent;
    button.hidden = false;
    button.addEventListener("click", function () {
      var hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      button.setAttribute("aria-pressed", String(hidden));
      button.textContent = hidden ? button.dataset.hide : show;
    });
  });
})();
