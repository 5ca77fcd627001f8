// A file that is too large is told of before it is sent: S3 would answer with a page of its own.
(function () {
  'use strict';
  document.querySelectorAll('input[type=file][data-massimo]').forEach(function (field) {
    var place = document.getElementById(field.id + '-errore');
    function check() {
      var large = field.files.length > 0 && field.files[0].size > Number(field.dataset.massimo);
      field.setCustomValidity(large ? place.lastElementChild.textContent : '');
      if (large) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
      place.hidden = !large;
    }
    field.addEventListener('change', check);
    check(); // of a page to which the browser came back
  });
})();

// The pupils of a sheet are found as one types. Who is hidden stays in the form, and is sent.
(function () {
  'use strict';
  var field = document.getElementById('trova'), rows = document.querySelectorAll('.presenza');
  if (!field) return;
  var found = document.getElementById('trovati'), initials = document.querySelector('[aria-labelledby=iniziali]');

  // Small letters without accents, a blank before each word.
  function folded(text) {
    return ' ' + text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/\s+/g, ' ');
  }
  function filter() {
    var words = folded(field.value.replace(/['’]/g, '')).split(' ').filter(Boolean), count = 0;
    rows.forEach(function (row) {
      var name = row.querySelector('legend').textContent;
      name = folded(name.replace(/['’]/g, '')) + folded(name.replace(/['’]/g, ' ')); // "damico" and "amico" of D'Amico
      row.hidden = !words.every(function (word) { return name.indexOf(' ' + word) >= 0; });
      if (!row.hidden) count++;
    });
    found.textContent = words.length ? 'Alunni mostrati: ' + count + ' di ' + rows.length + '. Gli altri restano nel registro.' : '';
    if (initials) initials.hidden = words.length > 0;
  }
  document.querySelector('[name=passo][value=cerca]').remove(); // the search of browsers without this file
  field.removeAttribute('name');
  field.addEventListener('input', filter);
  field.addEventListener('change', function (event) { event.stopPropagation(); }); // nothing is marked
  field.addEventListener('keydown', function (event) { if (event.key === 'Enter') event.preventDefault(); });
  window.addEventListener('pageshow', filter); // also of a page to which the browser came back
})();

// The sheet of a class: what was marked stays in this browser until the portal has it, through a lost connection too.
// Without this file the sheet is an ordinary form.
(function () {
  'use strict';
  var form = document.querySelector('form[data-presenze]');
  if (!form) return;
  var prefix = 'presenze:', day = form.dataset.giorno, key = prefix + day + ':' + form.dataset.presenze;
  var state = document.getElementById('stato-invio'), waiting = false;

  function say(text) { state.textContent = text; }
  // Only codes and marks are kept, and nothing of another day.
  function forget(all) {
    Object.keys(localStorage).forEach(function (name) {
      if (name.indexOf(prefix) === 0 && (all || name.indexOf(prefix + day + ':') !== 0)) localStorage.removeItem(name);
    });
  }
  function fields() { return Array.prototype.filter.call(form.elements, function (f) { return /^(stato|motivo)/.test(f.name); }); }
  function keep() {
    var marks = {};
    fields().forEach(function (f) { if (f.type !== 'radio' || f.checked) marks[f.name] = f.value; });
    localStorage.setItem(key, JSON.stringify({ versione: form.elements.versione.value, campi: marks }));
  }
  // Whether the sheet already has the marks: a page that refused them was sent again.
  function known(marks) {
    return fields().every(function (f) {
      var reason = /^motivo-(.)-(.*)$/.exec(f.name);
      if (!(f.name in marks) || f.type !== 'radio' || reason && marks['stato-' + reason[2]] !== reason[1]) return true;
      return f.checked === (f.value === marks[f.name]);
    });
  }
  function restore() {
    var kept = JSON.parse(localStorage.getItem(key) || 'null');
    if (!kept || document.querySelector('#conflitto, #errori, [data-cercato]')) return;
    if (known(kept.campi)) {
      localStorage.removeItem(key);
      return;
    }
    fields().forEach(function (f) {
      if (!(f.name in kept.campi)) return;
      if (f.type === 'radio') f.checked = f.value === kept.campi[f.name];
      else f.value = kept.campi[f.name];
    });
    // The version that was read: if somebody else sent the sheet meanwhile, the portal shows both. What this page showed is of another.
    if (form.elements.versione.value !== kept.versione) form.querySelectorAll('[name^=prima-]').forEach(function (f) { f.remove(); });
    form.elements.versione.value = kept.versione;
    say('Ritrovi le presenze che non avevi ancora inviato. Controlla e invia.');
  }
  function count() {
    form.querySelectorAll('[data-conta-stato]').forEach(function (place) {
      place.textContent = form.querySelectorAll('input[type=radio][value="' + place.dataset.contaStato + '"]:checked').length;
    });
  }
  function send() {
    fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'same-origin' })
      .then(function (answer) {
        if (answer.redirected && answer.ok) {
          localStorage.removeItem(key);
          location.assign(answer.url);
        } else {
          form.submit(); // The portal has something to say: the same form, once more, shows it as a page.
        }
      }, function () {
        waiting = true;
        delete form.dataset.inviato;
        say('Manca la connessione. Le presenze sono al sicuro su questo dispositivo e partono da sole appena torna.');
      });
  }
  function resume() {
    if (!waiting) return;
    waiting = false;
    say('Connessione tornata: invio in corso.');
    send();
  }

  // What is missing takes the focus, and not the list of errors: all else is marked already.
  var missing = form.querySelector('#motivo[aria-invalid]');
  if (missing) missing.focus();
  forget(false);
  restore();
  count();
  form.addEventListener('change', function () { keep(); count(); });
  form.addEventListener('submit', function (event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    keep();
    say('Invio in corso.');
    send();
  });
  window.addEventListener('online', resume);
  setInterval(resume, 15000);
  document.querySelectorAll('[data-dimentica]').forEach(function (link) {
    link.addEventListener('click', function () { localStorage.removeItem(key); });
  });
  // At midnight in Rome the day is over.
  setInterval(function () {
    var today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(new Date());
    if (today > day) forget(true);
  }, 60000);
})();
