// Progressive enhancement: every page works without this file.
(function () {
  'use strict';
  var page = document.documentElement;
  page.classList.add('js');

  // The menu opens and closes on phones.
  var toggle = document.querySelector('.menu-toggle');
  var menu = document.getElementById('menu');
  function show(open) {
    toggle.setAttribute('aria-expanded', String(open));
    menu.classList.toggle('aperto', open);
  }
  if (toggle && menu) {
    toggle.addEventListener('click', function () {
      show(toggle.getAttribute('aria-expanded') !== 'true');
    });
    document.addEventListener('keydown', function (event) {
      if (event.key === 'Escape' && toggle.getAttribute('aria-expanded') === 'true') {
        show(false);
        toggle.focus();
      }
    });
  }

  // The list of errors takes the focus, so that it is read first.
  var errors = document.getElementById('errori');
  if (errors) errors.focus();

  // Buttons that print.
  document.querySelectorAll('[data-stampa]').forEach(function (button) {
    button.addEventListener('click', function () { window.print(); });
  });

  // The total of what is ticked: data-centesimi on checkboxes, data-totale on the output.
  function euro(cents) {
    return new Intl.NumberFormat('it-IT', { style: 'currency', currency: 'EUR', useGrouping: true })
      .format(cents / 100);
  }
  document.querySelectorAll('form').forEach(function (form) {
    var total = form.querySelector('[data-totale]');
    var boxes = form.querySelectorAll('[data-centesimi]');
    if (!total || !boxes.length) return;
    function sum() {
      var cents = 0, count = 0;
      boxes.forEach(function (box) {
        if (box.checked) { cents += Number(box.dataset.centesimi); count++; }
      });
      total.textContent = euro(cents);
      form.querySelectorAll('[data-conta]').forEach(function (place) {
        place.textContent = count === 1 ? '1 avviso scelto' : count + ' avvisi scelti';
      });
    }
    form.addEventListener('change', sum);
    sum();
  });

  // A form is sent once, also when the button is pressed twice.
  document.querySelectorAll('form[method=post]').forEach(function (form) {
    form.addEventListener('submit', function (event) {
      if (form.dataset.inviato) { event.preventDefault(); return; }
      form.dataset.inviato = '1';
      setTimeout(function () { delete form.dataset.inviato; }, 8000);
    });
  });

  // A page that waits for something loads itself again, 24 times at most.
  var seconds = Number(document.body.dataset.aggiorna);
  if (seconds) {
    var key = 'attesa:' + location.pathname;
    var times = Number(sessionStorage.getItem(key) || 0);
    if (times < 24) {
      setTimeout(function () {
        sessionStorage.setItem(key, String(times + 1));
        location.reload();
      }, seconds * 1000);
    }
  }
})();
