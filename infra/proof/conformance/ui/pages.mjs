// isForGuests tells the pages to see without a session.
export const isForGuests = (path) => path === "/" || path.startsWith("/accesso") || path === "/verifica" ||
  path === inEnglish("/") || path === inEnglish("/accesso");

// inEnglish is the address that leads to a page after it has changed the language.
const inEnglish = (path) => `/lingua/en?torna_a=${encodeURIComponent(path)}`;

// The addresses to judge, with the status that each answers. The keyboard has paid document 2026-108.
export const pages = [
  ["/"], ["/accesso"], ["/accesso?torna_a=%2Fconto"], ["/accesso/cns"],
  ["/riepilogo"], ["/anagrafica"], ["/anagrafica/attestazioni"], ["/anagrafica/attestazioni/2026/A001"],
  ["/anagrafica/accessi/A001"],
  ["/refezione/assenze"], ["/refezione/menu"], ["/conto/spesa"], ["/refezione?vista=elenco"],
  ["/refezione"], ["/refezione?figlio=A001&mese=2026-10"],
  ["/documenti"], ["/documenti?stato=pagato"], ["/documenti/2026-108"], ["/documenti/2026-108/ricevuta"],
  ["/conto"], ["/conto?figlio=A002"], ["/pagamenti"],
  ["/ricariche"], ["/ricariche/storico"], ["/pagamenti/valutazione/grazie"],
  ["/verifica"], ["/esci"], ["/anagrafica/attestazioni/2026/A001/opposizione"], ["/anagrafica/contatti"], ["/anagrafica/messaggi"],
  ["/anagrafica/segnalazioni"], ["/anagrafica/segnalazioni/nuova"], ["/contatti"], ["/messaggi"],
  ["/aiuto"], ["/privacy"], ["/note-legali"], ["/accessibilita"], ["/questa-pagina-non-esiste", 404],
  // From here on in English: whoever has chosen it keeps it.
  ...["/", "/accesso", "/riepilogo", "/anagrafica", "/anagrafica/attestazioni/2026/A001", "/anagrafica/messaggi",
    "/anagrafica/segnalazioni/nuova", "/refezione", "/refezione?vista=elenco", "/refezione/assenze", "/refezione/menu",
    "/documenti/2026-108", "/conto", "/conto/spesa", "/pagamenti", "/ricariche", "/ricariche/storico", "/aiuto", "/privacy",
  ].map((path) => [inEnglish(path)]), [inEnglish("/questa-pagina-non-esiste"), 404],
];
